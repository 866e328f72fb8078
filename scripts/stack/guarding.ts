/** The supervisor's side of `guard.ts`. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { KnownProcess } from './processes.ts'

export class Guard {
  #child: ChildProcess | undefined
  #guarded: KnownProcess[] = []
  #closed = false

  constructor() {
    this.#spawn()
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Replaces the list of processes that must not outlive us. */
  protect(processes: KnownProcess[]): void {
    this.#guarded = processes
    this.#child?.stdin?.write(`${JSON.stringify(processes)}\n`)
  }

  /** Lets the guard end, together with whatever of its list still lives. */
  async close(): Promise<void> {
    this.#closed = true
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.stdin?.end()
    await gone
  }

  #spawn(): void {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts')], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    this.#child = child
    child.stdin?.on('error', () => {})
    child.once('exit', () => {
      if (!this.#closed) this.#spawn()
    })
    this.protect(this.#guarded)
  }
}
