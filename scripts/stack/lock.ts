/** One process at a time: a file that names its holder. A holder that died without letting go does not count. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isAlive, processIdentity } from './processes.ts'

export interface Holder {
  pid: number
  identity: string
}

/** Takes the lock and returns undefined, or returns who holds it. Nobody can see a half-written lock: it is linked into place. */
export function takeLock(file: string): Holder | undefined {
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.${process.pid}`
  writeFileSync(part, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' }), { mode: 0o600 })
  try {
    while (!linked(part, file)) {
      const holder = lockHolder(file)
      if (holder) return holder
      clear(part, file)
    }
    return undefined
  } finally {
    rmSync(part, { force: true })
  }
}

/** Removes the lock of a dead holder. One at a time: of two who find it, the slower would remove the lock of the faster. */
function clear(part: string, file: string): void {
  const clearing = `${file}.clearing`
  if (!linked(part, clearing)) {
    if (isStale(clearing)) rmSync(clearing, { force: true })
    return
  }
  // Nobody else removes a stale one now, so it is still the one that was looked at.
  if (isStale(file)) rmSync(file, { force: true })
  rmSync(clearing, { force: true })
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Who holds the lock; undefined when nobody (alive) does. */
export function lockHolder(file: string): Holder | undefined {
  const holder = read(file)
  return holder && isAlive(holder) ? holder : undefined
}

function isStale(file: string): boolean {
  const holder = read(file)
  return holder !== undefined && !isAlive(holder)
}

/** Undefined when there is no such file. */
function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : { pid: 0, identity: 'unreadable' }
  }
}

export function releaseLock(file: string): void {
  if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true })
}
