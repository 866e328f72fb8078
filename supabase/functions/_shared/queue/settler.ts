/** Writes down what became of messages: while one statement is under way, what comes meanwhile is collected for the next. */
import type { Ending } from './delivery.ts'
import type { Count, Mailbox, Received } from './mailbox.ts'
import { sleep } from './wait.ts'

/** Tries of one write while the database is away; messages not written down are delivered again, to whoever is there then. */
const TRIES = 8
const COUNT_EVERY_MS = 1000

export class Settler {
  readonly #mailbox: Mailbox
  readonly #onSettled: () => void
  #done: Received[] = []
  #retried: { received: Received; afterSeconds: number }[] = []
  #counts = new Map<string, Count>()
  #writing: Promise<void> | undefined
  #underWay = 0
  #countedAt = performance.now()

  /** `onSettled` is called each time some are written down. */
  constructor(mailbox: Mailbox, onSettled: () => void) {
    this.#mailbox = mailbox
    this.#onSettled = onSettled
  }

  /** Messages not yet written down. */
  get size(): number {
    return this.#done.length + this.#retried.length + this.#underWay
  }

  add(received: Received, ending: Ending): void {
    if (ending.kind === 'settled') return this.#count(received, ending.count)
    if (ending.kind === 'acknowledge') this.#done.push(received)
    else this.#retried.push({ received, afterSeconds: ending.afterSeconds })
    this.#count(received, ending.kind === 'acknowledge' ? 'done' : 'retried')
    this.#writing ??= this.#write()
  }

  /** Resolves when all is written down, or given up. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.writeCounts(0)
  }

  /** At most once a second. */
  async writeCounts(everyMs = COUNT_EVERY_MS): Promise<void> {
    if (this.#counts.size === 0 || performance.now() - this.#countedAt < everyMs) return
    const counts = [...this.#counts.values()]
    this.#counts.clear()
    this.#countedAt = performance.now()
    await this.#mailbox.count(counts).catch((error: unknown) => console.error(`${this.#mailbox.queue}: messages were not counted:`, error))
  }

  #count({ project, workspace }: Received, what: 'done' | 'retried' | 'died' | null): void {
    if (!what) return
    const whose = project ?? `workspace ${workspace}`
    let count = this.#counts.get(whose)
    if (!count) this.#counts.set(whose, (count = { project_id: project, workspace_id: workspace, done: 0, retried: 0, died: 0 }))
    count[what] += 1
  }

  async #write(): Promise<void> {
    // Handlers that end in the same turn of the event loop share a statement.
    await Promise.resolve()
    try {
      while (this.#done.length > 0 || this.#retried.length > 0) {
        const [done, retried] = [this.#done, this.#retried]
        this.#done = []
        this.#retried = []
        this.#underWay = done.length + retried.length
        await Promise.all([
          done.length > 0 && this.#persist(() => this.#mailbox.acknowledge(done)),
          retried.length > 0 &&
            this.#persist(() =>
              this.#mailbox.retry(
                retried.map(({ received }) => received),
                retried.map(({ afterSeconds }) => Math.max(0, Math.ceil(afterSeconds))),
              ),
            ),
        ])
        this.#underWay = 0
        this.#onSettled()
      }
    } finally {
      // In the same turn in which nothing was left: what comes after it begins anew.
      this.#writing = undefined
    }
  }

  async #persist(write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write()
      } catch (error) {
        if (attempt === TRIES) return console.error(`${this.#mailbox.queue}: messages were not settled:`, error)
        await sleep(Math.min(50 * 2 ** attempt, 3000))
      }
    }
  }
}
