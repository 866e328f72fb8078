import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { RealtimeServer } from '../server.ts'
import { startCluster, startServer, TestClient, userToken, type Cluster, type TestChannel } from '../testing.ts'

let cluster: Cluster
let realtime: RealtimeServer
const clients: TestClient[] = []

interface Seen {
  eventType: string
  new: Record<string, unknown>
  old: Record<string, unknown>
  errors: string[] | null
  commit_timestamp: string
  schema: string
  table: string
}
const seen = new WeakMap<TestChannel, Seen[]>()

function client(user?: string): TestClient {
  const made = new TestClient(cluster.config, realtime.port, user && userToken(cluster.config, user))
  clients.push(made)
  return made
}

let topics = 0

/** A joined channel with one subscription, as soon as the server says that changes will come. */
async function subscribe(user: string | undefined, wish: Record<string, unknown>): Promise<TestChannel> {
  const channel = client(user).channel(`changes ${topics++}`)
  const list: Seen[] = []
  seen.set(channel, list)
  channel.channel.on('postgres_changes', { event: '*', schema: 'public', ...wish } as { event: '*'; schema: string }, (payload) =>
    channel.note(() => list.push(payload as unknown as Seen)),
  )
  expect(await channel.join()).toBe('SUBSCRIBED')
  await channel.until(() => channel.system.length > 0, 'the confirmation')
  return channel
}

const rows = (channel: TestChannel) => seen.get(channel)!
const ids = (channel: TestChannel) => rows(channel).map((row) => row.new.id ?? row.old.id)
const until = (channel: TestChannel, count: number) =>
  channel.until(() => rows(channel).length >= count, `${count} changes, not ${JSON.stringify(rows(channel))}`)

beforeAll(async () => {
  cluster = await startCluster()
  await cluster.sql.query(`
    create table public.tasks (id bigint primary key, owner text not null, title text, done boolean not null default false,
      due timestamptz, tags text[], data jsonb, secret text, estimate numeric(10, 2));
    alter table public.tasks enable row level security;
    revoke select on public.tasks from authenticated;
    grant select (id, owner, title, done, due, tags, data, estimate) on public.tasks to authenticated;
    create policy "Owners read" on public.tasks for select to authenticated
      using (owner = (current_setting('request.jwt.claims')::jsonb ->> 'sub'));
    create table public.open_rows (id int primary key, body text);
    alter table public.open_rows replica identity full;
    create table public.unpublished (id int primary key);
    grant select on public.open_rows, public.unpublished to anon, authenticated;
    alter publication supabase_realtime add table public.tasks, public.open_rows;
  `)
  realtime = await startServer(cluster.config)
})
beforeEach(async () => {
  // Unlike deletes, this sends no rows that could still be on their way when the next test subscribes.
  await cluster.sql.query('truncate public.tasks, public.open_rows')
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((made) => made.close()))
})
afterAll(async () => {
  await realtime?.close()
  await cluster?.stop()
})

it('reaches each user only with rows they may select, without columns they may not', async () => {
  const [ann, bob] = await Promise.all([subscribe('ann', { table: 'tasks' }), subscribe('bob', { table: 'tasks' })])
  await cluster.sql.query(`
    insert into public.tasks (id, owner, title, due, tags, data, secret, estimate) values
      (1, 'ann', 'a "quoted" one', '2026-01-02 03:04:05.678+00', '{a,"b c",NULL}', '{"deep": [1, null]}', 'hidden', 12.50),
      (2, 'bob', null, null, null, null, 'hidden', null)`)
  await Promise.all([until(ann, 1), until(bob, 1)])
  expect(ids(ann)).toEqual([1])
  expect(ids(bob)).toEqual([2])
  expect(rows(ann)[0]).toMatchObject({ eventType: 'INSERT', schema: 'public', table: 'tasks', errors: null, old: {} })
  expect(rows(ann)[0]!.new).toEqual({
    id: 1,
    owner: 'ann',
    title: 'a "quoted" one',
    done: false,
    due: '2026-01-02T03:04:05.678+00:00',
    tags: ['a', 'b c', null],
    data: { deep: [1, null] },
    estimate: 12.5,
  })
  expect(Math.abs(Date.parse(rows(ann)[0]!.commit_timestamp) - Date.now())).toBeLessThan(10_000)
})

it('tells updates and deletes; of a deleted row under RLS only the key', async () => {
  await cluster.sql.query(`insert into public.tasks (id, owner) values (1, 'ann'); insert into public.open_rows values (1, 'x')`)
  const [ann, open] = await Promise.all([subscribe('ann', { table: 'tasks' }), subscribe(undefined, { table: 'open_rows' })])
  await cluster.sql.query(
    `update public.tasks set done = true; delete from public.tasks; update public.open_rows set body = 'y'; delete from public.open_rows`,
  )
  await Promise.all([until(ann, 1), until(open, 2)])
  await until(ann, 1)
  expect(rows(ann).at(-1)).toMatchObject({ eventType: 'DELETE', new: {}, old: { id: 1 } })
  expect(rows(open)).toMatchObject([
    { eventType: 'UPDATE', new: { id: 1, body: 'y' }, old: { id: 1, body: 'x' } },
    { eventType: 'DELETE', new: {}, old: { id: 1, body: 'y' } },
  ])
})

it('listens to one kind of event', async () => {
  const inserts = await subscribe('ann', { table: 'tasks', event: 'INSERT' })
  await cluster.sql.query(`insert into public.tasks (id, owner) values (1, 'ann')`)
  await cluster.sql.query(`update public.tasks set done = true`)
  await cluster.sql.query(`insert into public.tasks (id, owner) values (2, 'ann')`)
  await until(inserts, 2)
  expect(ids(inserts)).toEqual([1, 2])
})

it.each([
  ['id=eq.2', [2]],
  ['id=neq.2', [1, 3, 10]],
  ['id=gt.2', [3, 10]],
  ['id=gte.2,id=lt.10', [2, 3]],
  ['id=lte.2', [1, 2]],
  ['title=in.(a,"b,c")', [1, 2]],
  ['title=not.in.(a,b)', [2]],
  ['title=is.null', [3, 10]],
  ['title=ilike.B%', [2]],
  ['due=gte.2026-06-01', [3]],
])('filters by %s as Postgres compares', async (filter, expected) => {
  const filtered = await subscribe('ann', { table: 'tasks', filter })
  await cluster.sql.query(`insert into public.tasks (id, owner, title, due) values
    (1, 'ann', 'a', '2026-01-01'), (2, 'ann', 'b,c', '2026-02-01'), (3, 'ann', null, '2026-07-01'), (10, 'ann', null, null), (4, 'bob', 'a', null)`)
  await until(filtered, expected.length)
  expect(ids(filtered)).toEqual(expected)
})

it('names only the columns asked for with `select`', async () => {
  const some = await subscribe('ann', { table: 'tasks', select: ['id', 'title'] })
  await cluster.sql.query(`insert into public.tasks (id, owner, title) values (1, 'ann', 'a')`)
  await until(some, 1)
  expect(rows(some)[0]!.new).toEqual({ id: 1, title: 'a' })
})

it('refuses what cannot be followed, with the reason', async () => {
  const unpublished = await subscribe('ann', { table: 'unpublished' })
  expect(unpublished.system[0]).toMatchObject({
    extension: 'postgres_changes',
    status: 'error',
    message: expect.stringContaining('check Realtime is enabled'),
  })
  const badValue = await subscribe('ann', { table: 'tasks', filter: 'id=eq.one' })
  expect(badValue.system[0]).toMatchObject({ status: 'error', message: expect.stringContaining('invalid input syntax for type bigint') })
  const hidden = await subscribe('ann', { table: 'tasks', filter: 'secret=eq.x' })
  expect(hidden.system[0]).toMatchObject({ status: 'error', message: expect.stringContaining('invalid column "secret"') })
})

it('says on joining whether changes will come, with `wait`', async () => {
  const wait = { postgres_changes_options: { wait: true, timeout: 20_000 } }
  const good = client('ann').channel('waits', wait)
  good.channel.on('postgres_changes', { event: '*', schema: 'public', table: 'tasks' }, () => {})
  expect(await good.join()).toBe('SUBSCRIBED')
  const bad = client('ann').channel('waits in vain', wait)
  bad.channel.on('postgres_changes', { event: '*', schema: 'public', table: 'unpublished' }, () => {})
  expect(await bad.join()).toBe('CHANNEL_ERROR')
  expect(bad.lastError?.message).toContain('RealtimeDisabledForConfiguration')
})

it('follows policies, grants and columns as they change', async () => {
  const ann = await subscribe('ann', { table: 'tasks' })
  await cluster.sql.query(`insert into public.tasks (id, owner, secret) values (1, 'ann', 'x')`)
  await until(ann, 1)
  await cluster.sql.query(`grant select (secret) on public.tasks to authenticated; alter table public.tasks add column extra int default 7`)
  await cluster.sql.query(`grant select (extra) on public.tasks to authenticated`)
  await cluster.sql.query(`insert into public.tasks (id, owner, secret) values (2, 'ann', 'x')`)
  await until(ann, 2)
  expect(rows(ann)[1]!.new).toMatchObject({ id: 2, secret: 'x', extra: 7 })
  await cluster.sql.query(`alter table public.tasks drop column extra; revoke select (secret) on public.tasks from authenticated`)
})

it('brings a large transaction whole and in order', async () => {
  const ann = await subscribe('ann', { table: 'tasks' })
  await cluster.sql.query(
    `insert into public.tasks (id, owner) select n, case when n % 2 = 0 then 'ann' else 'bob' end from generate_series(1, 12000) n`,
  )
  await ann.until(() => rows(ann).length >= 6000, '6000 changes')
  expect(ids(ann)).toEqual(Array.from({ length: 6000 }, (_, n) => 2 * (n + 1)))
})
