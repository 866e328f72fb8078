import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lockHolder, releaseLock, takeLock } from './lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'orrery-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A process that tries for the lock when told `go`, says whether it has it, and ends with its stdin. */
function rival(file: string) {
  const code = `
    import { takeLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    process.stdin.once('data', () => console.log(takeLock(${JSON.stringify(file)}) ? 'refused' : 'taken'))
    console.log('waiting')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  const words = async (count: number) => {
    while (said.split('\n').length <= count) await new Promise((resolve) => child.stdout.once('data', resolve))
    return said.trim().split('\n')
  }
  child.stdout.on('data', (data: Buffer) => (said += data.toString()))
  return { child, words, gone: new Promise((resolve) => child.once('exit', resolve)) }
}

test('of many who find the lock of a dead holder, one takes it', async () => {
  for (let round = 0; round < 3; round++) {
    const file = join(folder, `lock-${round}`)
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + round, identity: 'gone' }))
    const rivals = Array.from({ length: 6 }, () => rival(file))
    await Promise.all(rivals.map(({ words }) => words(1)))
    for (const { child } of rivals) child.stdin.write('go\n')
    const said = await Promise.all(rivals.map(async ({ words }) => (await words(2))[1]))
    expect(said.filter((word) => word === 'taken')).toHaveLength(1)
    for (const { child } of rivals) child.stdin.end()
    await Promise.all(rivals.map(({ gone }) => gone))
    expect(readdirSync(folder).filter((name) => name.startsWith(`lock-${round}.`))).toEqual([])
  }
})

test('a lock is held until it is let go, and only its holder lets it go', () => {
  const file = join(folder, 'own')
  expect(takeLock(file)).toBeUndefined()
  expect(takeLock(file)?.pid).toBe(process.pid)
  releaseLock(file)
  expect(lockHolder(file)).toBeUndefined()
})
