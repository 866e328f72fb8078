import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePortBlock } from '../../testing/ports.ts'
import { dbUrl, loadConfig, type StackConfig } from '../config.ts'
import { bootstrap } from './bootstrap.ts'
import { initCluster, spawnServer } from './server.ts'
import { waitForServer } from './wait.ts'

const home = mkdtempSync(join(tmpdir(), 'orrery-bootstrap-'))
let config: StackConfig
let server: ReturnType<typeof spawnServer>
let postgres: pg.Client

beforeAll(async () => {
  config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(await freePortBlock()) })
  initCluster(join(home, 'data'), config.keys.dbPassword)
  server = spawnServer(join(home, 'data'), config.ports.db, { settings: { fsync: 'off' } })
  server.stderr!.resume()
  await waitForServer(config, server)
  await Promise.all([bootstrap(config), bootstrap(config)])
  postgres = new pg.Client({ connectionString: dbUrl(config) })
  await postgres.connect()
})

afterAll(async () => {
  await postgres?.end()
  const gone = new Promise((done) => server.once('exit', done))
  server.kill('SIGINT')
  await gone
  rmSync(home, { recursive: true, force: true })
})

/** Runs statements as `postgres` in a transaction that is rolled back; returns the rows of the last. */
async function attempt(...statements: string[]): Promise<Record<string, unknown>[]> {
  await postgres.query('begin')
  try {
    let rows: Record<string, unknown>[] = []
    for (const sql of statements) rows = (await postgres.query<Record<string, unknown>>(sql)).rows
    return rows
  } finally {
    await postgres.query('rollback')
  }
}

test('postgres is no superuser, but owns public and passes row security', async () => {
  const rows = await attempt(`select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`)
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: true, rolcreaterole: true }])
  expect(await attempt(`select pg_get_userbyid(nspowner)::text as owner from pg_namespace where nspname = 'public'`)).toEqual([
    { owner: 'postgres' },
  ])
})

test('postgres makes queues, triggers on them and drops them', async () => {
  const rows = await attempt(
    'create extension pgmq',
    `select pgmq.create('jobs')`,
    `create function public.wake() returns trigger language plpgsql as 'begin return null; end'`,
    'create trigger wake after insert on pgmq.q_jobs for each statement execute function public.wake()',
    `select pgmq.send('jobs', '{}')`,
    `select pgmq.drop_queue('jobs') as dropped`,
  )
  expect(rows).toEqual([{ dropped: true }])
})

test.each(['pg_cron', 'pg_net', 'supabase_vault', 'pgcrypto', 'pg_trgm', 'pgtap'])('postgres creates %s', async (name) => {
  const rows = await attempt(`create extension if not exists ${name} cascade`, `select extname from pg_extension where extname = '${name}'`)
  expect(rows).toEqual([{ extname: name }])
})

test('postgres schedules, calls out and keeps secrets', async () => {
  await attempt(
    'create extension pg_cron',
    `select cron.schedule('x', '* * * * *', 'select 1')`,
    'select * from cron.job',
    'select * from cron.job_run_details',
  )
  await attempt('create extension pg_net', `select net.http_post('http://127.0.0.1:1', '{}'::jsonb)`)
  const rows = await attempt(
    `select vault.create_secret('hidden', 'name')`,
    `select decrypted_secret from vault.decrypted_secrets where name = 'name'`,
  )
  expect(rows).toEqual([{ decrypted_secret: 'hidden' }])
})

test("postgres puts triggers, policies and keys on the services' tables", async () => {
  await attempt(
    `create function public.note() returns trigger language plpgsql as 'begin return new; end'`,
    'create trigger note after insert on auth.users for each row execute function public.note()',
    'create policy a on storage.objects for select to authenticated using (true)',
    'create policy b on storage.buckets for select to authenticated using (true)',
    'create policy c on realtime.messages for select to authenticated using (true)',
    'create table public.mine (id uuid references auth.users on delete cascade)',
    'alter publication supabase_realtime add table public.mine',
  )
})

test('claims reach SQL in both forms', async () => {
  const id = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
  const read = 'select auth.uid() as uid, auth.role() as role'
  expect(await attempt(`set local request.jwt.claims = '{"sub":"${id}","role":"authenticated"}'`, read)).toEqual([
    { uid: id, role: 'authenticated' },
  ])
  expect(await attempt(`set local request.jwt.claim.sub = '${id}'`, read)).toEqual([{ uid: id, role: null }])
  expect(await attempt(read)).toEqual([{ uid: null, role: null }])
})

test('new tables are open to the API roles, and row security still holds', async () => {
  const rows = await attempt(
    'create table public.notes (id int)',
    'insert into public.notes values (1)',
    'alter table public.notes enable row level security',
    'set local role anon',
    'select * from public.notes',
  )
  expect(rows).toEqual([])
})

test('realtime.send stores a message and never fails its sender', async () => {
  const stored = await attempt(
    `select realtime.send('{"a":1}', 'ping', 'room')`,
    'select topic, event, extension, private, payload from realtime.messages',
  )
  expect(stored).toMatchObject([{ topic: 'room', event: 'ping', extension: 'broadcast', private: true, payload: { a: 1 } }])
  // Without an insert policy an API role may not broadcast; its own statement goes on.
  expect(await attempt('set local role authenticated', `select realtime.send('{}', 'ping', 'room')`, 'select 1 as fine')).toEqual([
    { fine: 1 },
  ])
})
