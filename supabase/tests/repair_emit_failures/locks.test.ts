/** What several sessions do to events and their repair: whoever locks the queue holds up no write, and two sweeps do not wait for each other. */
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let user: string
let project: string
const warnings: string[] = []
let noisy: postgres.Sql

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  const [row] = await database.sql`select id from public.projects where owner_user_id = ${user}`
  project = String(row!.id)
  noisy = postgres(database.url('postgres'), {
    max: 1,
    onnotice: ({ severity, message }) => severity === 'WARNING' && warnings.push(message!),
  })
})
afterAll(async () => {
  await noisy?.end()
  await database?.drop()
})

const make = (title: string) =>
  database.asUser(user, (sql) => sql`insert into public.dashboards (project_id, title) values (${project}, ${title})`)
const told = async (title: string) => {
  const rows = await database.sql`
    select e.actor_id, e.occurred_at = d.created_at as is_true, count(q.msg_id)::int as messages
    from public.dashboards d join public.events e on e.subject_id = d.id left join pgmq.q_events q on q.message -> 'ids' @> to_jsonb(e.id)
    where d.title = ${title} group by e.id, e.occurred_at, d.id`
  return rows.map((row) => ({ ...row }))
}
const once = { actor_id: expect.any(String), is_true: true, messages: 1 }
const failures = async () =>
  (await database.sql`select id, code, attempts from private.emit_failures order by id`).map((row) => ({ ...row }))

test('a write is kept, in time, while somebody locks the queue, and told afterwards', async () => {
  const lock = await database.sql.reserve()
  await lock`begin`
  await lock`lock table pgmq.q_events in access exclusive mode`
  const started = Date.now()
  await make('Locked')
  // Far below the 8 s after which the API gives a statement up.
  expect(Date.now() - started).toBeLessThan(4000)
  await database.sql`select private.repair_emit_failures()`
  expect(await failures()).toMatchObject([{ code: '55P03', attempts: 1 }])
  await lock`rollback`
  lock.release()
  expect(await told('Locked')).toEqual([])
  await database.sql`update private.emit_failures set retry_at = now()`
  await database.sql`select private.repair_emit_failures()`
  expect(await told('Locked')).toEqual([{ ...once, actor_id: user }])
  expect(await failures()).toEqual([])
})

test('two who repair at the same time share what there is', async () => {
  await database.sql`alter table pgmq.q_events rename to q_gone`
  await make('First')
  await make('Second')
  await database.sql`alter table pgmq.q_gone rename to q_events`
  const other = await database.sql.reserve()
  await other`begin`
  await other`select 1 from private.emit_failures order by id limit 1 for update`
  await database.sql`select private.repair_emit_failures()`
  expect(await told('Second')).toEqual([once])
  expect(await failures()).toHaveLength(1)
  await other`select private.repair_emit_failures()`
  await other`commit`
  other.release()
  expect(await told('First')).toEqual([once])
  expect(await failures()).toEqual([])
})

test('who is repairing and is stopped has written nothing', async () => {
  await database.sql`alter table pgmq.q_events rename to q_gone`
  await make('Stopped')
  await database.sql`alter table pgmq.q_gone rename to q_events`
  const stopped = await database.sql.reserve()
  await stopped`begin`
  await stopped`select private.repair_emit_failures()`
  await stopped`rollback`
  stopped.release()
  expect(await told('Stopped')).toEqual([])
  await Promise.all([1, 2, 3].map(() => database.sql`select private.repair_emit_failures()`))
  expect(await told('Stopped')).toEqual([once])
})

test('an operator is warned of what fails again and again', async () => {
  await database.sql`alter table pgmq.q_events rename to q_gone`
  await make('Hopeless')
  for (let attempt = 1; attempt <= 10; attempt++) {
    warnings.length = 0
    await noisy`update private.emit_failures set retry_at = now()`
    await noisy`select private.repair_emit_failures()`
    if (attempt < 10) expect(warnings).toEqual([])
  }
  const [failure] = await failures()
  expect(failure).toMatchObject({ code: '42P01', attempts: 10 })
  expect(warnings).toEqual([expect.stringContaining(`Event ${String(failure!.id)} of private.emit_failures cannot be written`)])
  await database.sql`alter table pgmq.q_gone rename to q_events`
})
