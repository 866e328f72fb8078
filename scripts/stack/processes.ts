/** Knowing a process again, and ending it. A bare pid is not enough: the system gives it to another process later. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

export interface KnownProcess {
  pid: number
  /** When it started, as the system tells it. */
  identity: string
  /** The signal that asks it to end well. */
  signal: NodeJS.Signals
}

/** When the process started; undefined when there is no such process (any more). */
export function processIdentity(pid: number): string | undefined {
  if (platform() === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
    } catch {
      return undefined
    }
  }
  const found = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return found.stdout?.trim() || undefined
}

/** Pid of the parent; undefined where the system does not tell. */
export function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

/** The command line, for messages; undefined when it cannot be read. */
export function processCommand(pid: number): string | undefined {
  if (platform() === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    } catch {
      return undefined
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined
}

export function isAlive(known: { pid: number; identity: string }): boolean {
  return processIdentity(known.pid) === known.identity
}

/** Asks all to end, and kills those that still live after `seconds`. Processes that only share a pid with one of them are left alone. */
export async function endProcesses(all: KnownProcess[], seconds = 5): Promise<void> {
  let left = all.filter(isAlive)
  for (const { pid, signal } of left) send(pid, signal)
  const until = Date.now() + seconds * 1000
  while ((left = left.filter(isAlive)).length > 0) {
    if (Date.now() > until) for (const { pid } of left) send(pid, 'SIGKILL')
    await delay(25)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
