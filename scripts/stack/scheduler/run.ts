/** One run of one job, in its own connection as the job's user. */
import pg from 'pg'
import { Command, type Outcome } from './command.ts'

export interface Server {
  host: string
  port: number
  /** Every role that logs in has it. */
  password: string
}

export interface Job {
  jobid: string
  command: string
  database: string
  username: string
}

/** Columns of `cron.job_run_details` that change while a run goes on. */
export interface RunReport {
  status: 'starting' | 'connecting' | 'sending' | 'running' | 'succeeded' | 'failed'
  job_pid?: number | null
  return_message?: string
  start_time?: Date
  end_time?: Date
}

const canceled = { status: 'failed', message: 'job canceled' } as const

/** Resolves when the run has ended. Aborted, it lets go of the connection; as with pg_cron, a statement under way is not interrupted. */
export async function runJob(server: Server, job: Job, signal: AbortSignal, report: (change: RunReport) => void): Promise<void> {
  report({ status: 'connecting' })
  const client = new pg.Client({
    ...server,
    user: job.username,
    database: job.database,
    application_name: 'pg_cron',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  try {
    const connected = await Promise.race([
      client.connect().then(
        () => true,
        () => false,
      ),
      aborted,
    ])
    if (signal.aborted) return report({ status: 'failed', return_message: canceled.message })
    if (!connected) return report({ status: 'failed', return_message: 'connection failed' })
    report({ status: 'sending', job_pid: processId(client) })
    report({ status: 'running', start_time: new Date() })
    const command = client.query(new Command(job.command))
    const outcome: Outcome | void = await Promise.race([command.outcome, aborted])
    if (!outcome) return report({ status: 'failed', return_message: canceled.message })
    report({ status: outcome.status, return_message: outcome.message, end_time: new Date() })
  } finally {
    client.end().catch(() => {})
  }
}

/** The server process of a connection; `@types/pg` does not know the property. */
function processId(client: pg.Client): number | null {
  return (client as pg.Client & { processID: number | null }).processID
}
