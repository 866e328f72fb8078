/** Servers for the tests: the embedded one, with a scheduler whose clock the test moves. */
import type { ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePortBlock } from '../../testing/ports.ts'
import { installExtensions } from '../postgres/extensions.ts'
import { initCluster, spawnServer } from '../postgres/server.ts'
import { serverUser } from '../postgres/user.ts'
import { runScheduler, type SchedulerOptions } from './scheduler.ts'

export const PASSWORD = 'test'

export interface Cluster {
  port: number
  superuser: string
  connect(user?: string, database?: string): Promise<pg.Client>
  /** Stops the server and starts it again. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A cluster whose pg_cron runs, with its clock in the test's hands. */
export interface Peer extends Cluster {
  /** Lets the launcher see this time (milliseconds since the epoch), which then goes on at its normal pace. */
  setClock(now: number): Promise<void>
}

export async function until<T>(what: string, check: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const result = await check()
    if (result !== undefined && result !== false) return result
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`)
    await sleep(15)
  }
}

/** Our Postgres with the stand-ins available and the hosted roles `postgres`, `anon`, `authenticated` and `service_role`. */
export async function startEmbedded(settings: Record<string, string> = {}): Promise<Cluster> {
  const home = makeHome()
  const data = join(home, 'data')
  await installExtensions()
  initCluster(data, PASSWORD)
  const port = await freePort()
  const cluster = await runCluster(home, port, 'supabase_admin', () => spawnServer(data, port, { settings: { fsync: 'off', ...settings } }))
  const client = await cluster.connect()
  await client.query(`
    create role anon; create role authenticated; create role service_role bypassrls;
    create role postgres login createrole createdb bypassrls password '${PASSWORD}';
    alter database postgres owner to postgres`)
  await client.end()
  return cluster
}

/** The embedded cluster with pg_cron installed and a scheduler in this process. */
export async function startOurs(): Promise<Peer> {
  const cluster = await startEmbedded()
  const admin = await cluster.connect()
  await admin.query('create extension pg_cron')
  await admin.end()
  let offset = 0
  let onJobs = () => {}
  const stopScheduler = await startScheduler(cluster, { now: () => Date.now() + offset, onJobs: () => onJobs() })
  /** Makes the launcher look at its jobs and its clock, which it does by itself when told of a change and once a minute. */
  const look = async () => {
    const seen = new Promise<void>((resolve) => (onJobs = resolve))
    const client = await cluster.connect()
    await client.query('notify orrery_cron')
    await client.end()
    await seen
  }
  return {
    ...cluster,
    setClock: async (now) => {
      await look()
      offset = now - Date.now()
      await look()
    },
    stop: async () => {
      await stopScheduler()
      await cluster.stop()
    },
  }
}

/** Resolves once it works; the function returned ends it. `onReady` hears of every later time as well. */
export async function startScheduler(cluster: Cluster, options: Partial<SchedulerOptions> = {}): Promise<() => Promise<void>> {
  const stop = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const onReady = () => {
    resolve()
    options.onReady?.()
  }
  const { port } = cluster
  const ended = runScheduler({ host: '127.0.0.1', port, password: PASSWORD, database: 'postgres', ...options, onReady }, stop.signal)
  await promise
  return () => {
    stop.abort()
    return ended
  }
}

export async function runCluster(home: string, port: number, superuser: string, start: () => ChildProcess): Promise<Cluster> {
  let server: ChildProcess
  const open = new Set<pg.Client>()
  const connect = async (user = superuser, database = 'postgres') => {
    const client = new pg.Client({ host: '127.0.0.1', port, user, password: PASSWORD, database })
    client.on('error', () => {})
    await client.connect()
    open.add(client)
    client.on('end', () => open.delete(client))
    return client
  }
  const up = async () => {
    server = start()
    let log = ''
    server.stderr?.on('data', (data: Buffer) => (log = (log + data.toString()).slice(-4000)))
    await until('the server accepts connections', async () => {
      if (server.exitCode !== null) throw new Error(`Postgres ended:\n${log}`)
      const client = await connect().catch(() => undefined)
      await client?.end()
      return client !== undefined
    })
  }
  const down = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT')
    await ended
  }
  await up()
  return {
    port,
    superuser,
    connect,
    restart: async () => {
      await down()
      await up()
    },
    stop: async () => {
      await Promise.all([...open].map((client) => client.end().catch(() => {})))
      await down()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** A folder the server's user may write to. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'orrery-scheduler-'))
  const { uid, gid } = serverUser()
  chmodSync(home, 0o755)
  if (uid !== undefined) chownSync(home, uid, gid!)
  return home
}

/** That of a database among those of a platform. */
export const freePort = async () => (await freePortBlock()) + 1
