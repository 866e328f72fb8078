/** From a row that is written over SQL to the broadcast that tells of it, through the worker as it really runs. */
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { NetWorker } from '../../../../../scripts/stack/scheduler/net.ts'
import { createTestDatabase, type TestDatabase } from '../../../../../scripts/testing/database.ts'
import { startFunctions, type TestFunctions } from '../../../../../scripts/testing/functions.ts'
import { until } from '../../../../../scripts/testing/uploads.ts'

let database: TestDatabase
let functions: TestFunctions
let root: postgres.Sql
let net: { worker: NetWorker; queue: Client; store: Pool; timer: NodeJS.Timeout }
let user: string
let project: string
let told = 0

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  const [row] = await database.sql`select id from public.projects where owner_user_id = ${user}`
  project = String(row!.id)
  functions = await startFunctions(database)
  root = postgres(database.url('supabase_admin'), { max: 2, onnotice: () => {} })
  // What the database asks pg_net for is done as the platform does it.
  const queue = new Client(database.url('supabase_admin'))
  const store = new Pool({ connectionString: database.url('supabase_admin'), max: 1 })
  await queue.connect()
  const worker = new NetWorker(queue, store)
  net = { worker, queue, store, timer: setInterval(() => worker.wake(), 20) }
  await database.sql`select vault.create_secret(${functions.url}, 'functions_url'), vault.create_secret(${functions.key}, 'service_role_key')`
})
afterEach(async () => {
  await until(queued, (messages) => messages.length === 0)
  told = (await broadcasts()).length
})
afterAll(async () => {
  clearInterval(net.timer)
  net.worker.stop()
  await functions?.stop()
  await Promise.all([net.queue.end(), net.store.end(), root.end()])
  await database?.drop()
})

const insert = (...titles: string[]) =>
  database.asUser(user, (sql) => sql`insert into public.dashboards ${sql(titles.map((title) => ({ project_id: project, title })))}`)
const queued = async () => [...(await database.sql<{ message: { retried?: number } }[]>`select message from pgmq.q_events`)]
const dead = async () => [...(await database.sql`select message, error from public.dead_letters where queue = 'events'`)]
const broadcasts = async () => {
  const rows = await root`
    select topic, payload - 'id' - 'seq' as payload from realtime.messages where event = 'events.written' order by (payload ->> 'seq')::int`
  return rows.map((row) => ({ ...row }))
}
const news = async () => (await broadcasts()).slice(told)
const tells = (count: number) => ({ topic: `project:${project}`, payload: { count } })

test('who writes a row is told of, once, without anybody calling', async () => {
  await insert('One')
  expect(await until(news, (all) => all.length > 0)).toEqual([tells(1)])
})

test('a statement of many rows is one broadcast', async () => {
  await insert('Two', 'Three', 'Four')
  expect(await until(news, (all) => all.length > 0)).toEqual([tells(3)])
  await until(queued, (messages) => messages.length === 0)
  expect(await news()).toHaveLength(1)
})

test('an acknowledgement that was lost takes back what was told: the next delivery tells it, once', async () => {
  await root.unsafe(`
    create sequence public.tries;
    create function public.lose() returns trigger language plpgsql security definer as $$
    begin
      if nextval('public.tries') = 1 then raise exception 'The acknowledgement is lost'; end if;
      return old;
    end $$;
    create trigger lose before delete on pgmq.q_events for each row execute function public.lose()`)
  await insert('Lost')
  const tried = async () => Number((await root`select last_value from public.tries`)[0]!.last_value)
  await until(queued, ([first]) => first?.message.retried === 1)
  expect(await news()).toEqual([])
  // As if the wait for the next attempt were over.
  await database.sql`update pgmq.q_events set vt = now()`
  await database.sql`select private.wake_worker_if_waiting('events')`
  await until(queued, (messages) => messages.length === 0)
  expect(await tried()).toBe(2)
  expect(await news()).toEqual([tells(1)])
  await root`drop trigger lose on pgmq.q_events`
})

test('events that are gone are told to nobody', async () => {
  const message = { v: 1, type: 'events', project_id: project, occurred_at: new Date().toISOString(), ids: [1_000_000] }
  await database.sql`select pgmq.send('events', ${database.sql.json(message)})`
  await until(queued, (messages) => messages.length === 0)
  expect(await news()).toEqual([])
  expect(await dead()).toEqual([])
})

test('a message that is none is dead, and makes no further event', async () => {
  await database.sql`select pgmq.send('events', ${database.sql.json({ v: 1, type: 'events', project_id: project, ids: ['1'] })})`
  await until(dead, (letters) => letters.length === 1)
  expect((await database.sql`select 1 from public.events where subject_type = 'dead_letter'`).length).toBe(0)
  await root`delete from public.dead_letters`
})
