import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hasLine, limitLog, newLog } from './logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'orrery-logs-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a log that has grown too long is begun anew under the process that writes it', () => {
  const file = newLog(folder, 'part')
  const log = openSync(file, 'a')
  writeSync(log, 'ready\nmuch\n')
  expect(limitLog(file, 11)).toBe(false)
  writeSync(log, 'more\n')
  expect(limitLog(file, 11)).toBe(true)
  writeSync(log, 'after\n')
  closeSync(log)
  expect(readFileSync(file, 'utf8')).toBe('after\n')
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('ready\nmuch\nmore\n')
})

test('a line counts only when the process itself wrote it', () => {
  const file = newLog(folder, 'other')
  appendFileSync(file, 'ready\n')
  expect(hasLine({ file, from: 0 }, 'ready')).toBe(true)
  expect(hasLine({ file, from: 6 }, 'ready')).toBe(false)
})
