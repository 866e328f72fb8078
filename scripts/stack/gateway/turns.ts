/** Lets each caller do so much at once, so that whoever asks many slow things keeps nobody else waiting. */
export class Turns {
  readonly #most: number
  readonly #patienceMs: number
  readonly #running = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()

  constructor(most: number, patienceMs: number) {
    this.#most = most
    this.#patienceMs = patienceMs
  }

  /** Runs `work` when it is the caller's turn. Throws, in the words of a pool without a free connection, when that takes too long. */
  async take<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(caller) ?? 0
    if (running >= this.#most) await this.#wait(caller)
    else this.#running.set(caller, running + 1)
    try {
      return await work()
    } finally {
      this.#pass(caller)
    }
  }

  #wait(caller: string): Promise<void> {
    const queue = this.#waiting.get(caller) ?? []
    this.#waiting.set(caller, queue)
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(go), 1)
        reject(new Error('timeout exceeded when trying to connect'))
      }, this.#patienceMs)
      queue.push(go)
    })
  }

  /** The turn goes to the one of the same caller who has waited longest. */
  #pass(caller: string): void {
    const next = this.#waiting.get(caller)?.shift()
    if (next) return next()
    this.#waiting.delete(caller)
    const running = this.#running.get(caller)! - 1
    if (running > 0) this.#running.set(caller, running)
    else this.#running.delete(caller)
  }
}
