import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../scripts/testing/database.ts'
import { startFunctions, type TestFunctions } from '../../../../../scripts/testing/functions.ts'
import { columns, Uploads } from '../../../../../scripts/testing/uploads.ts'

let database: TestDatabase
let functions: TestFunctions
let uploads: Uploads

beforeAll(async () => {
  database = await createTestDatabase()
  functions = await startFunctions(database)
  uploads = await Uploads.open(database, functions)
})
afterAll(async () => {
  await functions?.stop()
  await database?.drop()
})

const LINES = 20_000
const BLOCKS = 80

/** About 100 MB. */
function large(header: string, last: string) {
  const block = '12345,some words that make the line about as long as a line is\n'.repeat(LINES)
  return async function* () {
    yield header
    for (let at = 0; at < BLOCKS; at++) yield block
    yield last
  }
}

// Peak of resident memory is what the platform limits; Linux tells it.
test.runIf(process.platform === 'linux')('100 MB stay below 256 MB of memory, the fast way and the careful way', async () => {
  const ab = columns('a:integer', 'b:text')
  expect(await uploads.load(large('a,b\n', '1,x\n'), { columns: ab })).toMatchObject({ rows_written: LINES * BLOCKS + 1 })
  const direct = peak()
  expect(await uploads.load(large('a,b\n', 'odd\n'), { columns: ab })).toMatchObject({ rows_written: LINES * BLOCKS, rows_rejected: 1 })
  const careful = peak()
  console.log(`peak MB: direct ${direct}, careful ${careful}`)
  expect(careful).toBeLessThan(256)
})

function peak(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${functions.pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
