/** Queries that ask for too much. */
import { readFileSync } from 'node:fs'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import type { DatasetQueryInput, QueryResult } from '../../../shared/query.ts'

let database: TestDatabase
let user: string
let dataset: string

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  const { sql } = database
  const columns = ['n:integer', 't:text'].map((column) => ({ name: column[0]!, type: column.slice(2), nullable: true, role: 'dimension' }))
  const [made] = await sql`
    select private.make_dataset((select id from projects where owner_user_id = ${user}), 'Large', ${sql.json(columns)}, null) as id`
  dataset = made!.id as string
  await sql.unsafe(
    `insert into data.d_${dataset.replaceAll('-', '')} (n, t) select i, repeat(md5(i::text), 40) from generate_series(1, 200000) i`,
  )
})
afterAll(() => database.drop())

let asked = 0
/** A connection's first query takes its time; it is another each time, since an answer that is kept would load nothing. */
const warmUp = (sql: postgres.TransactionSql) =>
  sql`select query_datasets(${sql.json([{ dataset_id: dataset, query: { columns: ['n'], limit: ++asked } }])})`

const ask = (query: DatasetQueryInput, timeout = '60s') =>
  database.asUser(user, async (sql) => {
    await warmUp(sql)
    await sql`select set_config('statement_timeout', ${timeout}, true)`
    const [found] = await sql`select query_dataset(${dataset}, ${sql.json(query as never)}) as answer`
    return found!.answer as QueryResult
  })

test('a query that takes too long says so, and what to do', async () => {
  const slow = ask({ dimensions: [{ column: 't' }], measures: [{ function: 'median', column: 'n' }] }, '100ms')
  await expect(slow).rejects.toMatchObject({
    code: 'PT422',
    message: expect.stringMatching(/took longer than/),
    hint: expect.stringMatching(/filter/),
  })
})

test('one slow query among many does not let the others run on without a limit', async () => {
  const slow = { dimensions: [{ column: 't' }], measures: [{ function: 'median', column: 'n' }] }
  const answers = await database.asUser(user, async (sql) => {
    await warmUp(sql)
    await sql`select set_config('statement_timeout', '100ms', true)`
    const [found] = await sql`select query_datasets(${sql.json([
      { dataset_id: dataset, query: slow },
      { dataset_id: dataset, query: slow },
    ] as never)}) as answers`
    return found!.answers as { error: { code: string } }[]
  })
  expect(answers.map((answer) => answer.error.code)).toEqual(['unprocessable', 'unavailable'])
})

test('a result of more than 32 MB is refused', async () => {
  await expect(ask({ columns: ['t'], limit: 50_000 })).rejects.toMatchObject({ code: 'PT413', hint: expect.stringMatching(/fewer/) })
})

test.runIf(process.platform === 'linux')('what goes beyond is not put together first', async () => {
  await database.sql.unsafe(
    `insert into data.d_${dataset.replaceAll('-', '')} (n, t) select 0, repeat('x', 1000000) from generate_series(1, 300)`,
  )
  const connection = postgres(database.url('postgres'), { max: 1 })
  const claims = JSON.stringify({ sub: user, role: 'authenticated' })
  const [found] =
    await connection`select pg_backend_pid() as pid, set_config('request.jwt.claims', ${claims}, false), set_config('role', 'authenticated', false)`
  const query = { columns: ['t'], filter: { column: 'n', operator: '=', value: 0 } }
  await expect(connection`select query_dataset(${dataset}, ${connection.json(query)})`).rejects.toMatchObject({ code: 'PT413' })
  const highest = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${found!.pid as number}/status`, 'utf8'))
  await connection.end()
  expect(Number(highest![1])).toBeLessThan(300_000)
})

test('50,000 rows are answered', async () => {
  const result = await ask({ columns: ['n'], limit: 50_000 })
  expect(result.rows).toHaveLength(50_000)
  expect(result.rows[49_999]).toEqual({ n: 50_000 })
})

test('a list of 1,000 values is answered at once, more than 5,000 values are refused', async () => {
  const among = (from: number) => ({ column: 'n', operator: 'in' as const, value: Array.from({ length: 1000 }, (_, n) => from + n) })
  const result = await ask({ measures: [{ function: 'count' }], filter: among(1) })
  expect(result.rows).toEqual([{ count: 1000 }])
  await expect(ask({ filter: { or: [1, 2, 3, 4, 5, 6].map(among) } })).rejects.toMatchObject({ code: 'PT400' })
})
