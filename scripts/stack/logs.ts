/** One log file per part; that of the run before is kept beside it as `<part>.log.1`. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function newLog(folder: string, part: string): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${part}.log`)
  if (existsSync(file)) renameSync(file, `${file}.1`)
  writeFileSync(file, '', { mode: 0o600 })
  return file
}

/** The last lines, indented, to show under a message. */
export function lastLines(file: string, count = 8): string {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  return lines
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n')
}

/** A log from where a process began to write to it. */
export interface LogPart {
  file: string
  from: number
}

/** Whether the process said so among the first things it wrote. */
export function hasLine(log: LogPart, line: string): boolean {
  const handle = openSync(log.file, 'r')
  try {
    const start = Buffer.alloc(64 * 1024)
    const length = readSync(handle, start, 0, start.length, log.from)
    return start.toString('utf8', 0, length).split('\n').includes(line)
  } finally {
    closeSync(handle)
  }
}
