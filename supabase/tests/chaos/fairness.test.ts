/** Projects that send a lot do not keep another one waiting. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../scripts/testing/uploads.ts'
import { isFull } from '../isolation/full.ts'
import { addProject, World } from './cuts/world.ts'

const noise = isFull ? 10_000 : 1500

let world: World

beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

/** So many messages, taking turns among the projects; their numbers are their order. */
async function sendNoise(projects: string[], count: number): Promise<void> {
  await world.database.sql`
    select pgmq.send_batch('chaos', array_agg(jsonb_build_object(
      'v', 1, 'type', 'effect', 'id', gen_random_uuid(), 'kind', 'brief', 'project_id', (${projects}::uuid[])[1 + n % ${projects.length}]
    ) order by n)) from generate_series(0, ${count - 1}) n`
}

const settled = async () => (await world.database.sql`select count(*)::int as n from chaos.ledger`)[0]!.n as number

test.each([1, 20])('one message among %i projects with thousands', { timeout: 300_000 }, async (count) => {
  await world.database.sql`truncate chaos.ledger`
  const projects = await Promise.all(Array.from({ length: count }, () => addProject(world.database)))
  const worker = await world.startWorker()
  await sendNoise(projects, noise)
  await world.wake(worker)
  await until(settled, (n) => n > 100)

  const sent = performance.now()
  const id = await world.send('brief')
  await until(
    () => world.settledAt(id),
    (attempts) => attempts.length > 0,
  )
  const delay = Math.round(performance.now() - sent)
  const before = await settled()
  console.log(
    `Fairness: ${count} noisy projects, ${noise} messages: the quiet one's was settled after ${delay} ms, with ${noise - before} of theirs waiting`,
  )
  expect(before).toBeLessThan(noise * 0.7)
  if (isFull) expect(delay).toBeLessThan(1000)
  await until(settled, (n) => n === noise + 1, 200)
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
