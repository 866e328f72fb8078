/** `.orrery/status.json`: what a running platform tells other programs; it exists while everything answers. Readable by its owner only: it holds keys. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dbUrl, type StackConfig } from './config.ts'
import { lockHolder } from './lock.ts'
import type { KnownProcess } from './processes.ts'

export interface Status {
  urls: { web?: string; api: string; mail: string; smtp: string; database: string }
  keys: { publishable: string; secret: string; anon_jwt: string; service_role_jwt: string }
  /** Present once sample data was made. */
  demo?: { email: string; password: string }
  /** The supervisor. */
  pid: number
  parts: Record<string, KnownProcess>
  /** ISO 8601. */
  started_at: string
}

export const demo = { email: 'demo@orrery.local', password: 'orrery-demo' }

export function addresses(config: StackConfig, withWeb: boolean): Status['urls'] {
  const at = (port: number) => `http://127.0.0.1:${port}`
  return {
    ...(withWeb ? { web: at(config.ports.web) } : {}),
    api: at(config.ports.api),
    mail: at(config.ports.mail),
    smtp: `smtp://127.0.0.1:${config.ports.smtp}`,
    database: dbUrl(config),
  }
}

export function publicKeys(config: StackConfig): Status['keys'] {
  const { publishable, secret, anonJwt, serviceRoleJwt } = config.keys
  return { publishable, secret, anon_jwt: anonJwt, service_role_jwt: serviceRoleJwt }
}

export function writeStatus(home: string, status: Status): void {
  write(join(home, 'status.json'), status)
}

/** Undefined unless a platform runs here and everything answered. */
export function readStatus(home: string): Status | undefined {
  return runningPid(home) === undefined ? undefined : read<Status>(join(home, 'status.json'))
}

export function removeStatus(home: string): void {
  rmSync(join(home, 'status.json'), { force: true })
}

/** The parts' processes by name, also those a killed run left behind. */
export function readProcesses(home: string): Record<string, KnownProcess> {
  return read(join(home, 'processes.json')) ?? {}
}

export function writeProcesses(home: string, processes: Record<string, KnownProcess>): void {
  write(join(home, 'processes.json'), processes)
}

/** Whether the sample workspace was made in this home. */
export function hasDemo(home: string): boolean {
  return read<{ made: boolean }>(join(home, 'sample.json'))?.made ?? false
}

export function lockFile(home: string): string {
  return join(home, 'lock')
}

/** The pid of the supervisor that runs on this home. */
export function runningPid(home: string): number | undefined {
  return lockHolder(lockFile(home))?.pid
}

function write(file: string, content: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function read<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    return undefined
  }
}
