import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { hasLine } from './logs.ts'
import { Part } from './part.ts'
import { isAlive } from './processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'orrery-part-'))
let part: Part

afterEach(async () => {
  await part.stop()
  rmSync(folder, { recursive: true, force: true })
})

function make(code: string): { part: Part; said: string[]; gaveUp: Promise<Part> } {
  const said: string[] = []
  const { promise, resolve } = Promise.withResolvers<Part>()
  part = new Part(
    {
      name: 'sample',
      signal: 'SIGTERM',
      spawn: (log) => spawn(process.execPath, ['-e', code], { stdio: ['ignore', log, log] }),
      healthy: async (log) => hasLine(log, 'ready'),
    },
    folder,
    { say: (line) => said.push(line), changed: () => {}, gaveUp: resolve },
    5,
  )
  return { part, said, gaveUp: promise }
}

test('a part that ends before it is ready is tried several times, then the start fails', async () => {
  const { part } = make(`console.log('trying'); process.exit(3)`)
  await expect(part.start()).rejects.toThrow('sample does not start')
  expect(part.process).toBeUndefined()
})

test('a part that dies again and again after it answered is started each time, and says so', async () => {
  const { part, said } = make(`console.log('ready'); setTimeout(() => process.exit(3), 50)`)
  await part.start()
  await expect.poll(() => said.length).toBeGreaterThan(5)
  for (const line of said) expect(line).toMatch(/^sample ended with code 3 and was started again/)
})

test('a part that no longer starts is given up', async () => {
  const mark = JSON.stringify(join(folder, 'mark'))
  const { part, said, gaveUp } = make(`
    const { existsSync, writeFileSync } = require('node:fs')
    if (existsSync(${mark})) process.exit(3)
    writeFileSync(${mark}, '')
    console.log('ready')
    setTimeout(() => process.exit(3), 50)`)
  await part.start()
  expect(await gaveUp).toBe(part)
  expect(said).toEqual([])
})

test('stopping ends a process that ignores the polite signal', async () => {
  const { part } = make(`process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)`)
  await part.start()
  const process = part.process!
  await part.stop(0.3)
  expect(isAlive(process)).toBe(false)
})
