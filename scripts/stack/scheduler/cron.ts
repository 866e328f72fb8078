/** pg_cron's launcher: knows all jobs, sleeps until one is due, runs each at most once at a time. */
import { countDue, MinuteClock, minuteOf, type Schedule } from './schedule.ts'
import type { Job } from './run.ts'

export interface CronJob extends Job {
  active: boolean
  /** Null when somebody wrote an invalid one into the table: never runs. */
  schedule: Schedule | null
}

interface Task {
  job: CronJob
  /** Runs that are due and have not started: a run that overlaps waits. */
  pending: number
  /** Of the latest run, or when the job became known. */
  started: number
  running?: AbortController
}

/** pg_cron's `cron.max_running_jobs`. */
const MAX_RUNNING = 32

export class Cron {
  readonly #tasks = new Map<string, Task>()
  readonly #clock: MinuteClock
  readonly #now: () => number
  readonly #start: (job: CronJob, signal: AbortSignal) => Promise<void>
  #running = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  /** `start` runs a job and resolves, never rejects, when it has ended or was told to let go. */
  constructor(start: (job: CronJob, signal: AbortSignal) => Promise<void>, now: () => number = Date.now) {
    this.#start = start
    this.#now = now
    this.#clock = new MinuteClock(now())
  }

  /** Takes over the table as it is now. A running job that is gone or inactive is cancelled. */
  replaceJobs(jobs: CronJob[], reboot = false): void {
    const known = new Map(jobs.filter((job) => job.active).map((job) => [job.jobid, job]))
    for (const [id, task] of this.#tasks) {
      if (known.has(id)) continue
      task.running?.abort()
      this.#tasks.delete(id)
    }
    for (const [id, job] of known) {
      const task = this.#tasks.get(id)
      if (task) task.job = job
      else this.#tasks.set(id, { job, pending: reboot && job.schedule && 'reboot' in job.schedule ? 1 : 0, started: this.#now() })
    }
    this.#wake()
  }

  /** Forgets everything and cancels what runs. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    for (const task of this.#tasks.values()) task.running?.abort()
    this.#tasks.clear()
  }

  #wake(): void {
    this.#collectDue()
    this.#proceed()
  }

  #collectDue(): void {
    const now = this.#now()
    const moments = this.#clock.advance(now)
    for (const task of this.#tasks.values()) {
      const { schedule } = task.job
      if (!schedule || 'reboot' in schedule) continue
      if ('seconds' in schedule) {
        if (task.started > now) task.started = now
        if (task.pending === 0 && now - task.started >= schedule.seconds * 1000) task.pending = 1
      } else {
        task.pending += countDue(schedule, moments)
      }
    }
  }

  #proceed(): void {
    if (this.#stopped) return
    for (const task of this.#tasks.values()) {
      if (task.pending > 0 && !task.running && this.#running < MAX_RUNNING) this.#run(task)
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#wake(), Math.max(this.#nextWake() - this.#now(), 1))
  }

  #run(task: Task): void {
    task.pending -= 1
    task.started = this.#now()
    task.running = new AbortController()
    this.#running += 1
    void this.#start(task.job, task.running.signal).finally(() => {
      this.#running -= 1
      task.running = undefined
      this.#wake()
    })
  }

  /** Never further than the next minute, so that a jump of the clock is noticed. */
  #nextWake(): number {
    const wakes = [minuteOf(this.#now()) + 60_000]
    for (const { job, pending, started } of this.#tasks.values()) {
      if (job.schedule && 'seconds' in job.schedule && pending === 0) wakes.push(started + job.schedule.seconds * 1000)
    }
    return Math.min(...wakes)
  }
}
