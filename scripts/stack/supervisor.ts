/** Starts all parts of the platform, keeps them running and stops them. */
import { join } from 'node:path'
import { checkDisk, checkPorts } from './checks.ts'
import { dbUrl, type Ports, type StackConfig } from './config.ts'
import { Guard } from './guarding.ts'
import { releaseLock, takeLock } from './lock.ts'
import { lastLines } from './logs.ts'
import { Obstacle } from './obstacle.ts'
import { Part, type PartSpec } from './part.ts'
import { databaseParts, independentParts, type Mode } from './parts.ts'
import { bootstrap } from './postgres/bootstrap.ts'
import { migrate } from './postgres/migrate.ts'
import { postgresPart } from './postgres/part.ts'
import { endProcesses, isAlive, type KnownProcess } from './processes.ts'
import { writeSecrets } from './secrets.ts'
import {
  addresses,
  demo,
  hasDemo,
  lockFile,
  publicKeys,
  readProcesses,
  removeStatus,
  writeProcesses,
  writeStatus,
  type Status,
} from './status.ts'

export interface SupervisorOptions {
  mode: Mode
  /** A line for a person. */
  say(line: string): void
  /** Work that must be done before the web app starts, beside everything else (building it). */
  beforeWeb?: () => Promise<void>
}

/** Parts without which nothing works; when one cannot be kept running, everything stops. */
const essential = ['postgres', 'gateway']

export class Supervisor {
  readonly config: StackConfig
  /** Resolves with a message when the platform cannot go on. */
  readonly failed: Promise<string>
  #options: SupervisorOptions
  #parts: Part[] = []
  #guard: Guard | undefined
  #announced = false
  #stopped: Promise<void> | undefined
  #startedAt = new Date()
  #fail!: (message: string) => void

  constructor(config: StackConfig, options: SupervisorOptions) {
    this.config = config
    this.#options = options
    this.failed = new Promise((resolve) => (this.#fail = resolve))
  }

  /** Resolves when every part answers. Throws an Obstacle or another Error; call `stop` then too. */
  async start(): Promise<void> {
    const { config } = this
    const { mode } = this.#options
    checkDisk(config.home)
    await this.#takeHome()
    const names: (keyof Ports)[] = ['api', 'db', 'mail', 'smtp', 'functions', 'realtime']
    await checkPorts(config, mode === 'stack' ? names : [...names, 'web'])
    this.#guard = new Guard()
    this.#changed()
    const beside = independentParts(config, mode).map(async (spec) => {
      if (spec.name === 'web') await this.#options.beforeWeb?.()
      await this.#run(spec)
    })
    await Promise.all([...beside, this.#startDatabase()])
  }

  /** Writes `status.json`: from now on others may use it. */
  announce(): Status {
    const status: Status = {
      urls: addresses(this.config, this.#options.mode !== 'stack'),
      keys: publicKeys(this.config),
      ...(hasDemo(this.config.home) ? { demo } : {}),
      pid: process.pid,
      parts: this.#processes(),
      started_at: this.#startedAt.toISOString(),
    }
    this.#announced = true
    writeStatus(this.config.home, status)
    return status
  }

  /** Ends every process, the database last. May be called more than once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    if (this.#guard) removeStatus(this.config.home)
    const database = this.#parts.filter((part) => part.name === 'postgres')
    await Promise.all(this.#parts.filter((part) => part.name !== 'postgres').map((part) => part.stop()))
    await Promise.all(database.map((part) => part.stop(15)))
    await this.#guard?.close()
    releaseLock(lockFile(this.config.home))
  }

  async #startDatabase(): Promise<void> {
    const { config } = this
    await this.#run(postgresPart(config))
    await bootstrap(config)
    await migrate(config)
    await writeSecrets(dbUrl(config), {
      functions_url: `http://127.0.0.1:${config.ports.api}/functions/v1`,
      service_role_key: config.keys.serviceRoleJwt,
    })
    await Promise.all(databaseParts(config).map((spec) => this.#run(spec)))
  }

  async #run(spec: PartSpec): Promise<void> {
    if (this.#stopped) return
    const part = new Part(spec, join(this.config.home, 'logs'), {
      say: this.#options.say,
      changed: () => this.#changed(),
      gaveUp: (dead) => this.#gaveUp(dead),
    })
    this.#parts.push(part)
    try {
      await part.start()
    } catch (error) {
      if (this.#stopped || error instanceof Obstacle) throw error
      throw new Obstacle(`${(error as Error).message}. The end of ${part.logFile}:\n${lastLines(part.logFile)}`)
    }
  }

  /** Takes the home's lock and ends what a killed supervisor left behind. */
  async #takeHome(): Promise<void> {
    const { home } = this.config
    const holder = takeLock(lockFile(home))
    if (holder) {
      throw new Obstacle(
        `Orrery already runs on ${home} (pid ${holder.pid}). "npm run status" shows its addresses.\n` +
          `To run a second one beside it: ORRERY_HOME=.orrery-2 ORRERY_PORT=${this.config.ports.api + 100} npm start`,
      )
    }
    removeStatus(home)
    const left = Object.values(readProcesses(home)).filter(isAlive)
    if (left.length === 0) return
    this.#options.say(`Ending ${left.length} processes that an earlier run left behind`)
    await endProcesses(left, 10)
  }

  #processes(): Record<string, KnownProcess> {
    return Object.fromEntries(this.#parts.flatMap((part) => (part.process ? [[part.name, part.process]] : [])))
  }

  #changed(): void {
    const processes = this.#processes()
    this.#guard?.protect(Object.values(processes))
    writeProcesses(this.config.home, processes)
    if (this.#announced && !this.#stopped) this.announce()
  }

  #gaveUp(part: Part): void {
    const message = `${part.name} keeps ending and is not started again. The end of ${part.logFile}:\n${lastLines(part.logFile)}`
    if (essential.includes(part.name)) this.#fail(message)
    else this.#options.say(message)
  }
}
