/** Projects that send a lot do not keep another one waiting. */
import type postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../scripts/testing/uploads.ts'
import { isFull } from '../isolation/full.ts'
import { addProject, World } from './cuts/world.ts'
import { send } from './ledger.ts'

const noise = isFull ? 15_000 : 1500

let world: World

beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

/** So many messages, taking turns among the projects; their numbers are their order. */
async function sendNoise(projects: string[], count: number, sql: postgres.ISql = world.database.sql): Promise<void> {
  await sql`
    select pgmq.send_batch('chaos', array_agg(jsonb_build_object(
      'v', 1, 'type', 'effect', 'id', gen_random_uuid(), 'kind', 'brief', 'project_id', (${projects}::uuid[])[1 + n % ${projects.length}]
    ) order by n)) from generate_series(0, ${count - 1}) n`
}

const settled = async () => (await world.database.sql`select count(*)::int as n from chaos.ledger`)[0]!.n as number

test.each([1, 20])('one message among %i projects with thousands', { timeout: 300_000 }, async (count) => {
  await world.database.sql`truncate chaos.ledger`
  const projects = await Promise.all(Array.from({ length: count }, () => addProject(world.database)))
  const worker = await world.startWorker()
  await sendNoise(projects, noise / 3)
  await world.wake(worker)
  await until(settled, (n) => n > 100)

  // Behind so many that come with it, whatever keeps this process from sending it.
  const ahead = (noise * 2) / 3
  const id = crypto.randomUUID()
  const sent = await world.database.sql.begin(async (sql) => {
    await sendNoise(projects, ahead, sql)
    await send(sql as never, [{ id, kind: 'brief', project_id: world.projectId }])
    return (await sql`select clock_timestamp()::text as at`)[0]!.at as string
  })
  await world.wake(worker)
  await until(settled, (n) => n === noise + 1, 200)
  const [turn] = await world.database.sql`
    select extract(epoch from quiet.written_at - ${sent}::timestamptz)::float8 as seconds, count(noisy)::int as before
    from chaos.ledger quiet left join chaos.ledger noisy on noisy.written_at > ${sent} and noisy.written_at < quiet.written_at
    where quiet.message_id = ${id} group by quiet.written_at`
  const { seconds, before } = turn as unknown as { seconds: number; before: number }
  console.log(
    `Fairness: ${count} noisy projects, ${ahead} messages: the quiet one's was settled after ${seconds} s and ${before} of theirs`,
  )
  expect(before).toBeLessThan(ahead * 0.7)
  if (isFull) expect(seconds).toBeLessThan(1)
  await world.rest()
  await world.stopWorkers()
})

test('one at a time per project keeps the order within it', async () => {
  await world.database.sql`truncate chaos.ledger`
  const projects = await Promise.all([addProject(world.database), addProject(world.database), addProject(world.database)])
  await sendNoise(projects, 300)
  const sent = await world.database.sql<{ id: string; project_id: string }[]>`
    select message ->> 'id' as id, message ->> 'project_id' as project_id from pgmq.q_chaos order by msg_id`
  await world.wake(await world.startWorker({ limits: { projectConcurrency: 1 } }))
  await until(settled, (n) => n === 300)
  const written = await world.database.sql<{ message_id: string }[]>`select message_id from chaos.ledger order by written_at`
  for (const project of projects) {
    const mine = sent.filter(({ project_id }) => project_id === project).map(({ id }) => id)
    expect(written.map(({ message_id }) => message_id).filter((id) => mine.includes(id))).toEqual(mine)
  }
})
