/** Drives the stand-ins of pg_cron and pg_net of one database, for as long as it is not stopped. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Cron, type CronJob } from './cron.ts'
import { NetWorker } from './net.ts'
import { RunRecord } from './record.ts'
import { runJob, type Server } from './run.ts'

export interface SchedulerOptions extends Server {
  database: string
  /** Called each time it begins to work: at first, and after Postgres was away. */
  onReady?: () => void
  /** Called each time it has read the table of jobs. */
  onJobs?: () => void
  /** The clock that jobs go by. */
  now?: () => number
}

const loadJobs = `
  select jobid, command, database, username, active, cron._parse_schedule(schedule) as schedule from cron.job order by jobid`

/** Runs of a scheduler that is no more. */
const failOldRuns = `
  update cron.job_run_details set status = 'failed', return_message = 'server restarted'
  where status in ('starting', 'connecting', 'sending', 'running')`

/** Resolves once `signal` is aborted and all connections are closed. Two of them on one database take turns: the second waits. */
export async function runScheduler(options: SchedulerOptions, signal: AbortSignal): Promise<void> {
  const seen = { boot: '' }
  let wait = 100
  while (!signal.aborted) {
    try {
      await session(options, signal, seen, () => (wait = 100))
    } catch (error) {
      if (!signal.aborted && wait >= 1600) console.error(`scheduler: ${(error as Error).message}`)
    }
    await sleep(wait, undefined, { signal }).catch(() => {})
    wait = Math.min(wait * 2, 2000)
  }
}

/** Works until a connection is lost or `signal` says stop. `seen.boot` is the last start of Postgres whose @reboot jobs have run. */
async function session(options: SchedulerOptions, signal: AbortSignal, seen: { boot: string }, onConnected: () => void): Promise<void> {
  const over = new AbortController()
  const listener = new pg.Client(connection(options, 'pg_net worker'))
  for (const event of ['error', 'end'] as const) listener.on(event, () => over.abort())
  const store = new pg.Pool({ ...connection(options, 'pg_cron scheduler'), max: 2, idleTimeoutMillis: 0 })
  store.on('error', () => {})
  const end = () => over.abort()
  signal.addEventListener('abort', end, { once: true })
  const ended = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve(), { once: true }))
  let stop = () => {}
  try {
    await listener.connect()
    await Promise.race([listener.query("select pg_advisory_lock(hashtext('orrery scheduler'))"), ended])
    if (over.signal.aborted) return
    const started = await store.query<{ at: string }>('select pg_postmaster_start_time()::text as at')
    const at = started.rows[0]!.at

    const net = new NetWorker(listener, store)
    const cron = new Cron((job, aborted) => runAndRecord(options, store, job, aborted), options.now)
    stop = () => {
      net.stop()
      cron.stop()
    }
    const refresh = coalesce(async (isLatest) => {
      const jobs = await ifPresent(store.query<CronJob>(loadJobs))
      if (over.signal.aborted || !isLatest()) return
      cron.replaceJobs(jobs?.rows ?? [], at !== seen.boot)
      seen.boot = at
      options.onJobs?.()
    })
    listener.on('notification', ({ channel }) => {
      if (channel === 'orrery_net') net.wake()
      else refresh().catch(end)
    })
    await listener.query('listen orrery_net; listen orrery_cron')
    await ifPresent(store.query(failOldRuns))
    await refresh()
    net.wake()
    onConnected()
    options.onReady?.()
    await ended
  } finally {
    stop()
    signal.removeEventListener('abort', end)
    await Promise.allSettled([listener.end(), store.end()])
  }
}

/** Runs `work` once at a time; called meanwhile, it runs again afterwards, and what was under way is told that it is not the latest. */
function coalesce(work: (isLatest: () => boolean) => Promise<void>): () => Promise<void> {
  let calls = 0
  let running: Promise<void> | undefined
  const run = async () => {
    for (let handled = -1; handled !== calls;) {
      const at = (handled = calls)
      await work(() => at === calls)
    }
  }
  return () => {
    calls += 1
    running ??= run().finally(() => (running = undefined))
    return running
  }
}

/** What it writes may be lost in a crash of the machine: a run's record, or a request (then it was not sent). */
function connection(options: SchedulerOptions, name: string): pg.ClientConfig {
  const { host, port, password, database } = options
  return { host, port, password, database, user: 'supabase_admin', application_name: name, options: '-c synchronous_commit=off' }
}

async function runAndRecord(server: Server, store: pg.Pool, job: CronJob, signal: AbortSignal): Promise<void> {
  const record = new RunRecord(store, job)
  try {
    await runJob({ host: server.host, port: server.port, password: server.password }, job, signal, (report) => record.change(report))
  } catch (error) {
    if (!signal.aborted) console.error(`cron job ${job.jobid}: ${(error as Error).message}`)
  }
  await record.end()
}

/** Nothing while the extension is not installed. */
async function ifPresent<T>(query: Promise<T>): Promise<T | undefined> {
  try {
    return await query
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === '42P01' || code === '3F000' || code === '42883') return undefined
    throw error
  }
}
