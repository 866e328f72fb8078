/** What `cron.job_run_details` says of one run. */
import type { Pool } from 'pg'
import type { Job, RunReport } from './run.ts'

/** A run that ends sooner is written once, with its end; of a longer one the table tells while it goes on. */
const SHORT_MS = 50

const insertRun = `
  insert into cron.job_run_details (jobid, database, username, command, status, job_pid, return_message, start_time, end_time)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  returning runid`

const updateRun = `
  update cron.job_run_details set status = $2, job_pid = $3, return_message = $4, start_time = $5, end_time = $6
  where runid = $1`

export class RunRecord {
  readonly #store: Pool
  readonly #job: Job
  #report: RunReport = { status: 'starting' }
  #runid: string | undefined
  #writing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout

  constructor(store: Pool, job: Job) {
    this.#store = store
    this.#job = job
    this.#timer = this.#writeSoon()
  }

  /** Adds to what is known of the run. */
  change(report: RunReport): void {
    this.#report = { ...this.#report, ...report }
    clearTimeout(this.#timer)
    this.#timer = this.#writeSoon()
  }

  /** Resolves when the last that is known was written, or could not be. */
  end(): Promise<void> {
    clearTimeout(this.#timer)
    this.#write()
    return this.#writing
  }

  #writeSoon(): NodeJS.Timeout {
    return setTimeout(() => this.#write(), SHORT_MS)
  }

  #write(): void {
    this.#writing = this.#writing.then(() => this.#send()).catch(() => {})
  }

  async #send(): Promise<void> {
    const { status, job_pid, return_message, start_time, end_time } = this.#report
    const report = [status, job_pid, return_message, start_time, end_time]
    if (this.#runid) {
      await this.#store.query({ name: 'update run', text: updateRun, values: [this.#runid, ...report] })
    } else {
      const { jobid, database, username, command } = this.#job
      const values = [jobid, database, username, command, ...report]
      const inserted = await this.#store.query<{ runid: string }>({ name: 'insert run', text: insertRun, values })
      this.#runid = inserted.rows[0]!.runid
    }
  }
}
