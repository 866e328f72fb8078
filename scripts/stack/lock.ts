/** One process at a time: a file that names its holder. A holder that died without letting go does not count. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
  writeFileSync(part, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' }))
  try {
    for (;;) {
      try {
        linkSync(part, file)
        return undefined
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = lockHolder(file)
      if (holder) return holder
      clear(file)
    }
  } finally {
    rmSync(part, { force: true })
  }
}

/** Removes the lock of a dead holder. Of two who find it, the slower must not remove the lock of the faster. */
function clear(file: string): void {
  const stale = `${file}.${process.pid}.stale`
  try {
    renameSync(file, stale)
    if (lockHolder(stale)) linkSync(stale, file)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  rmSync(stale, { force: true })
}

/** Who holds the lock; undefined when nobody (alive) does. */
export function lockHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder
    return isAlive(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

export function releaseLock(file: string): void {
  if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true })
}
