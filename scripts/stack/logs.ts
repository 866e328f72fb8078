/** One log file per part; what was before is kept beside it as `<part>.log.1`. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

export function newLog(folder: string, part: string): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${part}.log`)
  if (existsSync(file)) renameSync(file, `${file}.1`)
  writeFileSync(file, '', { mode: 0o600 })
  return file
}

/** Begins a log anew that has grown beyond so many bytes, and says whether it did. Whoever writes it appends, and so goes on at its beginning. */
export function limitLog(file: string, most = 64 * 1024 ** 2): boolean {
  if (statSync(file).size <= most) return false
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
  return true
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
