/** Ends parts of a running platform; its supervisor has to start them again. */
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../../scripts/stack/processes.ts'
import { readProcesses } from '../../../scripts/stack/status.ts'

export interface Strike {
  part: 'functions' | 'postgres' | 'scheduler'
  /** SIGINT is Postgres's fast shutdown, SIGQUIT its immediate one, which loses what is not in the log. */
  signal: 'SIGKILL' | 'SIGINT' | 'SIGQUIT'
  at: Date
}

export class Saboteur {
  readonly strikes: Strike[] = []
  readonly #home: string

  constructor(home: string) {
    this.#home = home
  }

  /** Ends a part when it runs, and resolves once another process stands in for it. */
  async strike(part: Strike['part'], signal: Strike['signal']): Promise<void> {
    const struck = await this.#running(part)
    this.strikes.push({ part, signal, at: new Date() })
    process.kill(struck.pid, signal)
    while (isAlive(struck)) await delay(20)
    await this.#running(part)
  }

  /** Strikes a part again and again, with `[least, most]` seconds between, until `stop`. */
  async harass(part: Strike['part'], signals: Strike['signal'][], [least, most]: [number, number], stop: AbortSignal): Promise<void> {
    for (let turn = 0; ; turn++) {
      await delay((least + Math.random() * (most - least)) * 1000, undefined, { signal: stop }).catch(() => {})
      if (stop.aborted) return
      await this.strike(part, signals[turn % signals.length]!)
    }
  }

  async #running(part: string) {
    for (;;) {
      const known = readProcesses(this.#home)[part]
      if (known && isAlive(known)) return known
      await delay(20)
    }
  }
}
