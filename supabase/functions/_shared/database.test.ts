/** Connections break; what comes next is not to notice. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { until } from '../../../scripts/testing/uploads.ts'
import { openDatabase, type Database, type Transaction } from './database.ts'

let database: TestDatabase
let sql: Database

beforeAll(async () => {
  database = await createTestDatabase()
  await database.sql`create table public.marks (mark text)`
})
beforeEach(() => void (sql = openDatabase(database.url('postgres'), 1)))
afterEach(async () => {
  await sql.end({ timeout: 1 })
  await database.sql`truncate public.marks`
})
afterAll(() => database?.drop())

const pidOf = async (on: Database | Transaction) => Number((await on`select pg_backend_pid() as pid`)[0]!.pid)
const kill = (pid: number) => database.sql`select pg_terminate_backend(${pid}, 30000)`
const marks = async () => (await database.sql<{ mark: string }[]>`select mark from public.marks`).map(({ mark }) => mark)
const closed = { code: 'CONNECTION_CLOSED' }

/** Kills the backend once it is at its statement, or in it. */
async function killSleeping(pid: number): Promise<void> {
  const sleeps = () => database.sql`select from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`
  await until(sleeps, (rows) => rows.length > 0)
  await kill(pid)
}

test.each([
  ['in a transaction', (transaction: Transaction) => transaction`select pg_sleep(600)`],
  ['with parameters', (transaction: Transaction) => transaction`select pg_sleep(${600})`],
  ['in a savepoint', (transaction: Transaction) => transaction.savepoint((savepoint) => savepoint`select pg_sleep(600)`)],
  ['of which nothing is made', (transaction: Transaction) => transaction`select pg_sleep(600)`.catch(() => {})],
])('a connection breaks during a statement %s', async (_, sleep) => {
  let killed
  const transaction = sql.begin(async (transaction) => {
    killed = killSleeping(await pidOf(transaction))
    await sleep(transaction)
  })
  await expect(transaction).rejects.toMatchObject(closed)
  await killed
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
})

test('a transaction that lost its connection does nothing on another one', async () => {
  const [paused, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let late: Promise<unknown> | undefined
  const first = sql.begin((transaction) => {
    late = (async () => {
      const pid = await pidOf(transaction)
      await Promise.all([kill(pid), expect(first).rejects.toMatchObject(closed)])
      await paused.promise
      await transaction`insert into public.marks values ('late')`
    })()
    return late
  })
  await first.catch(() => {})
  const second = sql.begin(async (transaction) => {
    await transaction`insert into public.marks values ('second')`
    paused.resolve()
    await expect(late).rejects.toMatchObject(closed)
    await other.promise
    throw new Error('rolled back')
  })
  await late!.catch(() => {})
  other.resolve()
  await expect(second).rejects.toThrow('rolled back')
  expect(await marks()).toEqual([])
})

test('the end of a transaction that lost its connection ends no other', async () => {
  const [paused, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = sql.begin(async (transaction) => {
    await Promise.all([kill(await pidOf(transaction)), first.catch(() => {})])
    await paused.promise
  })
  await expect(first).rejects.toMatchObject(closed)
  const second = sql.begin(async (transaction) => {
    await transaction`insert into public.marks values ('second')`
    paused.resolve()
    // A commit of the first would be through before this.
    await transaction`select pg_sleep(0.2)`
    await other.promise
    throw new Error('rolled back')
  })
  other.resolve()
  await expect(second).rejects.toThrow('rolled back')
  expect(await marks()).toEqual([])
})
