/** The messages a worker has in hand, waiting or worked on, and whose turn it is. */
import type { Received } from './mailbox.ts'

interface Line {
  readonly project: string | null
  readonly waiting: Received[]
  running: number
  isInTurn: boolean
}

/** Projects take turns, each with at most `projectConcurrency` messages worked on at a time. */
export class Hand {
  readonly #projectConcurrency: number
  readonly #lines = new Map<string | null, Line>()
  readonly #turns: Line[] = []
  readonly #held = new Set<Received>()
  #running = 0

  constructor(projectConcurrency: number) {
    this.#projectConcurrency = projectConcurrency
  }

  get size(): number {
    return this.#held.size
  }
  get running(): number {
    return this.#running
  }
  get projects(): number {
    return this.#lines.size
  }

  held(): Received[] {
    return [...this.#held]
  }

  add(received: Received): void {
    this.#held.add(received)
    let line = this.#lines.get(received.project)
    if (!line) this.#lines.set(received.project, (line = { project: received.project, waiting: [], running: 0, isInTurn: false }))
    line.waiting.push(received)
    this.#offer(line)
  }

  /** The next to be worked on; `finish` it. Undefined: none, or the projects of all that wait are at work as much as they may. */
  next(): Received | undefined {
    const line = this.#turns.shift()
    const received = line?.waiting.shift()
    if (!line || !received) return undefined
    line.isInTurn = false
    line.running += 1
    this.#running += 1
    this.#offer(line)
    return received
  }

  finish(received: Received): void {
    const line = this.#lines.get(received.project)
    if (!line || !this.#held.delete(received)) return
    line.running -= 1
    this.#running -= 1
    if (line.running === 0 && line.waiting.length === 0) this.#lines.delete(received.project)
    else this.#offer(line)
  }

  /** Takes out those that nobody has begun with: all, or which `which` names. */
  takeWaiting(which: (received: Received) => boolean = () => true): Received[] {
    const taken: Received[] = []
    for (const line of this.#lines.values()) {
      const waiting = line.waiting.splice(0)
      for (const received of waiting) (which(received) ? taken : line.waiting).push(received)
      if (line.running === 0 && line.waiting.length === 0) this.#lines.delete(line.project)
    }
    for (const received of taken) this.#held.delete(received)
    for (const line of this.#turns.splice(0)) {
      line.isInTurn = false
      this.#offer(line)
    }
    return taken
  }

  /** Projects with at least `share` messages in hand. */
  full(share: number): string[] {
    return [...this.#lines.values()].flatMap(({ project, waiting, running }) =>
      project !== null && waiting.length + running >= share ? [project] : [],
    )
  }

  #offer(line: Line): void {
    if (line.isInTurn || line.waiting.length === 0 || line.running >= this.#projectConcurrency) return
    line.isInTurn = true
    this.#turns.push(line)
  }
}
