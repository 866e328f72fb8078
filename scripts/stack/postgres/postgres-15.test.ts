/** Hosted projects may still run Postgres 15: the same migrations must do there. On Debian's server, where that is installed. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAuthSchemaSql, getStorageSchemaSql, SUPABASE_AUTH_HELPERS_SQL } from '@supabase/lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from 'pg'
import { freePort, makeHome, runCluster, type Cluster } from '../scheduler/testing.ts'
import { installExtensions } from './extensions.ts'
import { nativeDir } from './server.ts'
import { serverUser } from './user.ts'

const bin = '/usr/lib/postgresql/15/bin'
const root = join(import.meta.dirname, '../../..')
const missing = existsSync(join(bin, 'postgres')) ? undefined : 'postgresql-15 is not installed'
if (missing) console.warn(`The migrations are not tried on Postgres 15: ${missing}`)

const columns = [
  { name: 'n', type: 'integer', nullable: true, role: 'measure' },
  { name: 'x', type: 'number', nullable: true, role: 'measure' },
  { name: 'at', type: 'timestamp', nullable: true, role: 'time' },
]

let cluster: Cluster
let sql: Client

beforeAll(async () => {
  if (missing) return
  await installExtensions()
  const home = makeHome()
  const data = join(home, 'data')
  const init = ['-D', data, '-U', 'supabase_admin', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8']
  const made = spawnSync(join(bin, 'initdb'), init, { ...serverUser(), cwd: home, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const port = await freePort()
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', wal_level: 'logical' }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  cluster = await runCluster(home, port, 'supabase_admin', () =>
    spawn(join(bin, 'postgres'), ['-D', data, ...args], { ...serverUser(), cwd: home, stdio: ['ignore', 'ignore', 'pipe'] }),
  )
  const admin = await cluster.connect()
  for (const part of platform()) await admin.query(part)
  sql = await cluster.connect('postgres')
  await sql.query(`create schema pgmq; ${extension('pgmq')}`)
})
afterAll(() => cluster?.stop())

/** What a hosted project has before the first migration. */
function platform(): string[] {
  const file = (name: string) => readFileSync(join(import.meta.dirname, 'platform', `${name}.sql`), 'utf8')
  const roles = file('01_roles')
    // Memberships say more since 16.
    .replace(/ with (admin true, inherit false|inherit true, set true);/g, ';')
    .replace(', pg_create_subscription', '')
  return [
    roles,
    file('02_public'),
    ...[SUPABASE_AUTH_HELPERS_SQL, getAuthSchemaSql(), getStorageSchemaSql()],
    ...['03_auth', '04_owners', '05_realtime'].map(file),
    `create schema vault; ${['supabase_vault', 'pg_net', 'pg_cron'].map(extension).join(';\n')}`,
    'grant usage on schema net to postgres; grant all on all routines in schema net to postgres',
  ]
}

/** The script of an extension as plain SQL: Debian's server looks for extensions in a folder that is not ours. */
function extension(name: string): string {
  const [file] = globSync(join(nativeDir(), 'share/postgresql/extension', `${name}--*.sql`))
  return readFileSync(file!, 'utf8')
    .replace(/^.*pg_extension_config_dump.*$/gm, '')
    .replace(/^\\echo.*$/gm, '')
    .replaceAll('@extschema@', 'pgmq')
    .replace(/EXECUTE FORMAT\('ALTER EXTENSION[^;]*;/gi, '')
}

test.skipIf(missing)('every migration runs as postgres, and loading and querying work', async () => {
  const folder = join(root, 'supabase/migrations')
  for (const name of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, name), 'utf8')
    // The stand-ins are there as plain SQL; what comes with Postgres is made as a migration makes it.
    const own = name.includes('create_extensions') ? text.match(/^create extension .*(pgcrypto|pg_trgm|btree_gin).*$/gm)!.join('\n') : text
    await sql.query(own).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`, { cause: error })
    })
  }
  const one = async (text: string, ...values: unknown[]) =>
    Object.values((await sql.query<Record<string, never>>(text, values)).rows[0]!)[0]
  const admin = await cluster.connect()
  const { rows } = await admin.query<{ id: string }>(`
    insert into auth.users (id, email, aud, role, email_confirmed_at, created_at, updated_at)
    values (gen_random_uuid(), 'a@example.com', 'authenticated', 'authenticated', now(), now(), now()) returning id`)
  const user = rows[0]!.id
  const project = await one('select id from public.projects')
  const dataset = await one(`select private.make_dataset($1, 'rows', $2, $3)`, project, JSON.stringify(columns), user)

  await sql.query('begin')
  await one(`select set_config('request.jwt.claims', $1, true)`, JSON.stringify({ sub: user, role: 'authenticated' }))
  await one(`select set_config('role', 'authenticated', true)`)
  const posted = [{ n: 1, x: 2.5, at: '2024-01-01' }, { n: 'one' }, { x: 'NaN' }, { x: 'Infinity' }, { at: '2024-02-30' }]
  expect(await one('select public.append_rows($1, $2)', dataset, JSON.stringify(posted))).toMatchObject({
    accepted: 2,
    rejected: [
      { row: 1, reason: '"one" in column "n" is not a whole number' },
      { row: 3, reason: '"Infinity" in column "x" is not a number' },
      { row: 4, reason: '"2024-02-30" in column "at" is not a time' },
    ],
  })
  const query = { measures: [{ function: 'sum', column: 'x' }], filter: { column: 'n', operator: '<', value: 2.5 } }
  const queries = [
    { dataset_id: dataset, query },
    { dataset_id: 'none', query },
  ]
  expect(await one('select public.query_datasets($1)', JSON.stringify(queries))).toMatchObject([
    { result: { rows: [{ sum_x: 2.5 }] } },
    { error: { code: 'bad_request' } },
  ])
  await sql.query('commit')
})
