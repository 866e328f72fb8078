/** Runs every pgTAP file on a database of its own; each assertion that is `not ok` fails the file's test. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../scripts/testing/database.ts'

const folder = import.meta.dirname
const files = globSync('**/*.test.sql', { cwd: folder }).sort()

describe('pgTAP', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    const helpers = postgres(database.url('postgres'), { max: 1, onnotice: () => {} })
    await helpers.unsafe(readFileSync(join(folder, 'helpers.sql'), 'utf8')).simple()
    await helpers.end()
  })
  afterAll(() => database.drop())

  test('there are files to run', () => expect(files.length).toBeGreaterThan(0))

  test.each(files)('%s', async (file) => {
    const sql = postgres(database.url('postgres'), { max: 1, onnotice: () => {} })
    try {
      const results = await sql.unsafe(readFileSync(join(folder, file), 'utf8')).simple()
      const lines = tapLines(results)
      expect(lines.filter((line) => line.startsWith('not ok') || line.startsWith('# Looks like'))).toEqual([])
      expect(
        lines.some((line) => line.startsWith('ok ')),
        `no assertion ran:\n${lines.join('\n')}`,
      ).toBe(true)
      expect(
        lines.some((line) => /^1\.\.\d+/.test(line)),
        'the file has no plan',
      ).toBe(true)
    } finally {
      await sql.end()
    }
  })
})

/** The text of every one-column row that pgTAP's functions returned, in order. */
function tapLines(results: unknown): string[] {
  const sets = (Array.isArray(results) && Array.isArray(results[0]) ? results : [results]) as Record<string, unknown>[][]
  return sets
    .flatMap((rows) => rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string')))
    .flatMap((text) => text.split('\n'))
}
