/** Undo and redo of whole documents, which are never changed in place. */
export class History<T> {
  readonly limit: number
  #past: T[] = []
  #future: T[] = []

  constructor(limit = 100) {
    this.limit = limit
  }

  get canUndo(): boolean {
    return this.#past.length > 0
  }
  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** Remembers what was there before a change. */
  push(before: T): void {
    this.#past = [...this.#past, before].slice(-this.limit)
    this.#future = []
  }
  undo(now: T): T {
    const before = this.#past.at(-1)
    if (before === undefined) return now
    this.#past = this.#past.slice(0, -1)
    this.#future = [...this.#future, now]
    return before
  }
  redo(now: T): T {
    const after = this.#future.at(-1)
    if (after === undefined) return now
    this.#future = this.#future.slice(0, -1)
    this.#past = [...this.#past, now]
    return after
  }
  clear(): void {
    this.#past = []
    this.#future = []
  }
}
