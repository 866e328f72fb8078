/** What cron calls each minute: tasks that do not wait for each other to be seen, nor fail with each other. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  const user = await database.addUser('ada@example.com')
  await database.sql`
    insert into public.workflows (project_id, name, trigger_config, status)
    select id, 'Yearly', '{"type": "schedule", "cron": "@yearly"}', 'active' from public.projects where owner_user_id = ${user}`
})
afterAll(() => database?.drop())
beforeEach(async () => {
  await database.sql`update private.upkeep set next_run_at = now() + interval '1 hour', last_run_at = null`
  await database.sql`delete from pgmq.q_maintenance`
})

const done = async () =>
  (await database.sql`select name from private.upkeep where last_run_at is not null order by name`).map(({ name }) => String(name))

test('what fails keeps nothing else from being done', async () => {
  const [job] = await database.sql`select command from private.upkeep where name = 'forget old rows'`
  await database.sql`update private.upkeep set next_run_at = now(), command = case name when 'forget old rows' then 'select 1 / 0' else command end`
  await database.sql`call private.run_each_minute()`
  expect(await database.sql`select name from private.upkeep where last_run_at is null`).toEqual([{ name: 'forget old rows' }])
  await database.sql`update private.upkeep set command = ${String(job!.command)} where name = 'forget old rows'`
})

test('what one has done is seen, and holds up nobody, while the next goes on', async () => {
  await database.sql`update private.upkeep set next_run_at = now() - interval '2 days' where name in ('keep partitions', 'write daily stats')`
  await database.sql`update public.workflows set next_run_at = now()`
  let minute: Promise<unknown> | undefined
  await database.sql.begin(async (holder) => {
    await holder`lock table public.project_stats`
    minute = database.sql`call private.run_each_minute()`.execute()
    minute.catch(() => {})
    await vi.waitFor(async () => expect(await done()).toEqual(['keep partitions']), { timeout: 60_000, interval: 50 })
    expect(await database.sql`select type from public.events where type = 'workflow.due'`).toHaveLength(1)
  })
  await minute
  expect(await done()).toEqual(['keep partitions', 'write daily stats'])
})

test('a minute with nothing to do is one transaction', async () => {
  // A procedure that was called within one cannot commit.
  await database.sql.begin((sql) => sql`call private.run_each_minute()`)
  await database.sql`update private.upkeep set next_run_at = now() where name = 'back up workspaces'`
  await expect(database.sql.begin((sql) => sql`call private.run_each_minute()`)).rejects.toMatchObject({ code: '2D000' })
})
