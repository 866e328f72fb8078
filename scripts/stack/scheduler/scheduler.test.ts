import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, startEmbedded, startScheduler, until, type Cluster } from './testing.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await startEmbedded()
})

afterAll(() => cluster?.stop())

async function freshDatabase(name: string): Promise<string> {
  const admin = await cluster.connect()
  await admin.query(`create database ${name} owner postgres`)
  await admin.end()
  return name
}

test('it works before the extension exists, after it was made, and while it is away', async () => {
  const database = await freshDatabase('late')
  const stop = await startScheduler(cluster, { database })
  const sql = await cluster.connect('postgres', database)
  const ran = () =>
    until('the job ran', async () => (await sql.query("select from cron.job_run_details where status = 'succeeded'")).rowCount! > 0)
  for (let round = 0; round < 2; round += 1) {
    await sql.query('create extension pg_cron')
    await sql.query("select cron.schedule('1 second', 'select 1')")
    await ran()
    await sql.query('drop extension pg_cron')
  }
  await sql.end()
  await stop()
})

test('jobs go on after Postgres was restarted, and with the password of their own role', async () => {
  const database = await freshDatabase('restarted')
  let ready = 0
  const stop = await startScheduler(cluster, { database, onReady: () => (ready += 1) })
  let sql = await cluster.connect('postgres', database)
  await sql.query(
    "create extension pg_cron; create table hits (who name); select cron.schedule('1 second', 'insert into hits values (session_user)')",
  )
  await until('the first run', async () => (await sql.query('select from hits')).rowCount! > 0)
  await sql.end()
  await cluster.restart()
  await until('it is ready again', () => Promise.resolve(ready === 2))
  sql = await cluster.connect('postgres', database)
  await sql.query('truncate hits')
  await until('a run after the restart', async () => (await sql.query('select from hits')).rowCount! > 0)
  expect((await sql.query('select distinct who from hits')).rows).toEqual([{ who: 'postgres' }])
  await sql.end()
  await stop()
})

test('of two schedulers on one database only one works, and the other takes over', async () => {
  const database = await freshDatabase('shared')
  const stopFirst = await startScheduler(cluster, { database })
  let secondReady = false
  const second = startScheduler(cluster, { database, onReady: () => (secondReady = true) })
  const sql = await cluster.connect('supabase_admin', database)
  await until('the second waits', async () => {
    const waiting = await sql.query("select from pg_locks where locktype = 'advisory' and not granted")
    return waiting.rowCount === 1
  })
  expect(secondReady).toBe(false)
  await stopFirst()
  const stopSecond = await second
  await sql.query("create extension pg_cron; select cron.schedule('1 second', 'select 1')")
  await until(
    'the second works',
    async () => (await sql.query("select from cron.job_run_details where status = 'succeeded'")).rowCount! > 0,
  )
  await sql.end()
  await stopSecond()
})

test('a run that was under way when the scheduler went is recorded as failed', async () => {
  const database = await freshDatabase('orphaned')
  const stop = await startScheduler(cluster, { database })
  const sql = await cluster.connect('supabase_admin', database)
  await sql.query("create extension pg_cron; select cron.schedule('long', '1 second', 'select pg_sleep(60)')")
  await until('it runs', async () => (await sql.query("select from cron.job_run_details where status = 'running'")).rowCount! > 0)
  await stop()
  await sql.query("select cron.unschedule('long')")
  const stopAgain = await startScheduler(cluster, { database })
  expect((await sql.query('select status, return_message from cron.job_run_details')).rows).toEqual([
    { status: 'failed', return_message: expect.stringMatching(/^(server restarted|job canceled)$/) },
  ])
  await sql.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pg_cron'")
  await sql.end()
  await stopAgain()
})

test('as a process it says ready and ends when told to', async () => {
  const database = await freshDatabase('process')
  const home = mkdtempSync(join(tmpdir(), 'orrery-home-'))
  writeFileSync(join(home, 'keys.json'), JSON.stringify({ dbPassword: PASSWORD }))
  const env = { ...process.env, ORRERY_HOME: home, ORRERY_PORT: String(cluster.port - 1), ORRERY_DATABASE: database }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString())))
  expect(line).toBe('ready\n')
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  rmSync(home, { recursive: true })
})
