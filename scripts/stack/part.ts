/** One process of the platform: started, watched, started again when it dies, and stopped. */
import type { ChildProcess } from 'node:child_process'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { limitLog, newLog, type LogPart } from './logs.ts'
import { endProcesses, processIdentity, type KnownProcess } from './processes.ts'

export interface PartSpec {
  name: string
  /** The signal that asks it to end well. */
  signal: NodeJS.Signals
  /** Runs before each spawn. */
  prepare?(): Promise<void>
  /** Starts one process that writes to the file descriptor. */
  spawn(log: number): ChildProcess
  /** Whether it answers now. Must not throw. */
  healthy(log: LogPart): Promise<boolean>
}

export interface PartEvents {
  /** A line for a person. */
  say(line: string): void
  /** The process is another one now, or none. */
  changed(): void
  /** It does not start any more; nothing more is tried. */
  gaveUp(part: Part): void
}

/** So many starts in a row that came to nothing, and it is not started again. One that answered and died later always is. */
const patience = 5
const longestPauseMs = 2000
const checkEverySeconds = 15
const startSeconds = 60

export class Part {
  readonly spec: PartSpec
  readonly logFile: string
  process: KnownProcess | undefined
  #events: PartEvents
  #firstPauseMs: number
  #child: ChildProcess | undefined
  #log: LogPart
  #stopping = false
  #failures = 0
  #deaths: number[] = []
  #check: NodeJS.Timeout | undefined

  /** Each death within a minute makes the pause before the next start four times as long, up to two seconds. */
  constructor(spec: PartSpec, logFolder: string, events: PartEvents, firstPauseMs = 50) {
    this.spec = spec
    this.#firstPauseMs = firstPauseMs
    this.#events = events
    this.logFile = newLog(logFolder, spec.name)
    this.#log = { file: this.logFile, from: 0 }
  }

  get name(): string {
    return this.spec.name
  }

  /** Resolves when it answers for the first time; throws when it cannot be started. */
  async start(): Promise<void> {
    while (!(await this.#launch())) {
      if (this.#stopping) throw new Error(`${this.name} was stopped while starting`)
      if (!(await this.#mayTryAgain())) throw new Error(`${this.name} does not start`)
    }
    this.#watch()
  }

  /** Ends it; the process is gone when this resolves. */
  async stop(seconds = 5): Promise<void> {
    this.#stopping = true
    clearInterval(this.#check)
    if (this.process) await endProcesses([this.process], seconds)
    this.process = undefined
    this.#events.changed()
  }

  /** Spawns once and waits until it answers (true), dies, or takes too long (false; it is ended then). */
  async #launch(): Promise<boolean> {
    this.#failures += 1
    await this.spec.prepare?.()
    if (this.#stopping) return false
    const log = openSync(this.logFile, 'a')
    this.#log = { file: this.logFile, from: fstatSync(log).size }
    const child = this.spec.spawn(log)
    closeSync(log)
    this.#child = child
    const dead = new Promise<boolean>((done) => {
      child.once('exit', () => done(false))
      child.once('error', (error) => (this.#events.say(`${this.name}: ${error.message}`), done(false)))
    })
    if (child.pid) {
      this.process = { pid: child.pid, identity: processIdentity(child.pid) ?? '', signal: this.spec.signal }
      this.#events.changed()
    }
    const answered = await Promise.race([dead, this.#answers(child)])
    if (answered) this.#failures = 0
    else await this.#end(child)
    return answered
  }

  async #answers(child: ChildProcess): Promise<boolean> {
    const until = Date.now() + startSeconds * 1000
    while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
      if (await this.spec.healthy(this.#log)) return true
      await delay(40)
    }
    return false
  }

  async #end(child: ChildProcess): Promise<void> {
    if (this.process && this.process.pid === child.pid) await endProcesses([this.process])
    this.process = undefined
    this.#events.changed()
  }

  #watch(): void {
    const child = this.#child!
    let missed = 0
    this.#check = setInterval(async () => {
      limitLog(this.logFile)
      missed = (await this.spec.healthy(this.#log)) ? 0 : missed + 1
      if (missed >= 6 && this.process) {
        this.#events.say(`${this.name} has not answered for a minute; ending it`)
        await endProcesses([this.process])
      }
    }, checkEverySeconds * 1000).unref()
    const died = (): void => {
      clearInterval(this.#check)
      if (!this.#stopping) void this.#restart(child)
    }
    if (child.exitCode !== null || child.signalCode !== null) died()
    else child.once('exit', died)
  }

  async #restart(child: ChildProcess): Promise<void> {
    const how = child.signalCode ? `was ended by ${child.signalCode}` : `ended with code ${child.exitCode}`
    const began = Date.now()
    await this.#end(child)
    for (;;) {
      if (!(await this.#mayTryAgain())) return this.#stopping ? undefined : this.#events.gaveUp(this)
      try {
        if (await this.#launch()) break
      } catch (error) {
        this.#events.say(`${this.name}: ${(error as Error).message}`)
      }
    }
    this.#events.say(`${this.name} ${how} and was started again (${((Date.now() - began) / 1000).toFixed(1)} s)`)
    this.#watch()
  }

  /** Waits a little longer after each death; false when it is enough. */
  async #mayTryAgain(): Promise<boolean> {
    if (this.#failures >= patience) return false
    const now = Date.now()
    this.#deaths = [...this.#deaths.filter((time) => now - time < 60_000), now]
    await delay(Math.min(longestPauseMs, this.#firstPauseMs * 4 ** (this.#deaths.length - 1)))
    return !this.#stopping
  }
}
