/** Numbers of broadcasts when many transactions want the next one: they commit in order, and nobody's write waits long or fails for one. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

/** private.next_sequence gives up after this. */
const PATIENCE_MS = 200

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => database.sql`truncate private.broadcast_sequences, realtime.messages`)

const tell = (sql: TestDatabase['sql'], event: string, topic = 'a') => sql`select private.broadcast(${topic}, ${event}, '{}')`
const told = async (topic = 'a') => {
  const rows = await database.sql`select event, payload -> 'seq' as seq from realtime.messages where topic = ${topic}`
  return Object.fromEntries(rows.map(({ event, seq }) => [event as string, seq as number | null]))
}

/** Keeps the next number of `a` until the returned function is called. */
async function hold(): Promise<() => Promise<void>> {
  const session = await database.sql.reserve()
  await session`begin`
  await session`select private.next_sequence('a')`
  return async () => {
    await session`rollback`
    session.release()
  }
}

test('a number that cannot be had is done without, soon, and the write is there', async () => {
  await database.sql`create table written (n int)`
  await tell(database.sql, 'before')
  const release = await hold()
  const began = performance.now()
  await database.sql.begin(async (sql) => {
    await sql`insert into written values (1)`
    for (const event of ['one', 'two', 'three']) await tell(sql as never, event)
    await tell(sql as never, 'elsewhere', 'b')
  })
  // All four wait once.
  const took = performance.now() - began
  await release()
  await tell(database.sql, 'after')
  expect(await told()).toEqual({ before: 1, one: null, two: null, three: null, after: 2 })
  expect(await told('b')).toEqual({ elsewhere: null })
  expect(await database.sql`select n from written`).toEqual([{ n: 1 }])
  expect(took).toBeGreaterThan(PATIENCE_MS * 0.9)
  expect(took).toBeLessThan(PATIENCE_MS * 4)
})

test('a transaction that has told something keeps nobody waiting before it commits', async () => {
  const session = await database.sql.reserve()
  try {
    await session`begin`
    await tell(session, 'late')
    await tell(database.sql, 'early')
    expect(await told()).toEqual({ early: 1 })
    await session`commit`
    expect(await told()).toEqual({ early: 1, late: 2 })
  } finally {
    await session`rollback`
    session.release()
  }
})

test('a rollback leaves no gap', async () => {
  await tell(database.sql, 'one')
  await database.sql
    .begin(async (sql) => {
      await tell(sql as never, 'undone')
      await sql`set constraints all immediate`
      throw new Error('undone')
    })
    .catch(() => {})
  await tell(database.sql, 'two')
  expect(await told()).toEqual({ one: 1, two: 2 })
})

test('two that number the same topics in opposite order both commit', async () => {
  const both = (first: string, second: string) =>
    database.sql.begin(async (sql) => {
      for (const topic of [first, second]) await sql`select private.next_sequence(${topic}), pg_sleep(0.05)`
    })
  await expect(Promise.all([both('a', 'b'), both('b', 'a')])).resolves.toHaveLength(2)
})

test('numbers are seen in the order in which they were given', async () => {
  let writing = true
  const seen: number[] = []
  const writers = Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n++) await tell(database.sql, `${writer}.${n}`)
    }),
  ).finally(() => (writing = false))
  const gaps: string[] = []
  while (writing) {
    const [row] = await database.sql`
      select count(*)::int as n, coalesce(max((payload ->> 'seq')::int), 0) as highest from realtime.messages where payload ->> 'seq' is not null`
    seen.push(row!.highest as number)
    if (row!.n !== row!.highest) gaps.push(`${row!.highest} without all of those before`)
  }
  await writers
  expect(gaps).toEqual([])
  expect(new Set(seen).size).toBeGreaterThan(1)
  expect(Object.keys(await told())).toHaveLength(200)
})
