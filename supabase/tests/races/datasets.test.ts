/** What two people, or two workers, do with a dataset at once: how each waits for the other, where a count of violations would not tell. */
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let user: string
let project: string
const columns = [{ name: 'a', type: 'integer', nullable: true, role: 'measure' }]

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  user = await database.addUser(`${crypto.randomUUID()}@example.com`)
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
})

afterEach(() => Promise.all(opened.splice(0).map((connection) => connection.end())))

/** Connections of one test, for transactions that meet. */
const opened: postgres.Sql[] = []
function connect(): postgres.Sql {
  const connection = postgres(database.url('postgres'), { max: 1, onnotice: () => {} })
  opened.push(connection)
  return connection
}

const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()

async function makeDataset(name: string): Promise<string> {
  const [made] = await database.sql`select private.make_dataset(${project}, ${name}, ${database.sql.json(columns)}, null) as id`
  return made!.id as string
}

/** Resolves when as many connections wait for a lock. */
async function somebodyWaits(many = 1): Promise<void> {
  await expect
    .poll(
      async () => {
        const [waiting] =
          await database.sql`select count(*)::int as n from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`
        return waiting!.n as number
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(many)
}

describe('a dataset', () => {
  test('takes rows posted twice under one key at the same time only once', async () => {
    const dataset = await makeDataset('Orders')
    const append = () => database.asUser(user, (sql) => sql`select append_rows(${dataset}, '[{"a": 1}]', 'key') as answer`)
    const answers = await Promise.all([append(), append(), append()])
    expect(answers.map(([row]) => (row!.answer as { replayed: boolean }).replayed).sort()).toEqual([false, true, true])
    const [counted] = await database.sql`select row_count::int as n from datasets where id = ${dataset}`
    expect(counted!.n).toBe(1)
  })

  test('counts rows that are appended at the same time', async () => {
    const dataset = await makeDataset('Orders')
    const append = () => database.asUser(user, (sql) => sql`select append_rows(${dataset}, '[{"a": 1}, {"a": 2}]')`)
    await Promise.all(Array.from({ length: 8 }, append))
    const [counted] = await database.sql`select row_count::int as n, version::int from datasets where id = ${dataset}`
    expect(counted).toEqual({ n: 16, version: 8 })
  })

  test('has one table when one name is loaded twice at once', async () => {
    const path = `${project}/1/a.csv`
    await database.sql`insert into storage.objects (bucket_id, name) values ('uploads', ${path})`
    const load = () =>
      database.asUser(
        user,
        (sql) => sql`select load_upload(${project}, ${path}, ${sql.json({ mode: 'create', name: 'Twice', format: 'csv', columns })})`,
      )
    expect(await outcomes([load(), load()])).toEqual(['PT409', 'done'])
  })

  test('is loaded by one run at a time, and read all the while', async () => {
    const dataset = await makeDataset('Orders')
    await database.asUser(user, (sql) => sql`select append_rows(${dataset}, '[{"a": 1}]')`)
    const [first, second] = await Promise.all([queueReplace(dataset), queueReplace(dataset)])
    const begin = connect().begin(async (sql) => {
      await stage(sql, first!, 2)
      const waiting = connect().begin(async (other) => {
        await stage(other, second!, 3)
        await finish(other, second!)
      })
      await somebodyWaits()
      const rows = await database.asUser(user, (reader) => reader`select query_dataset(${dataset}, '{}') -> 'rows' as rows`)
      expect(rows[0]!.rows).toEqual([{ a: 1 }])
      await finish(sql, first!)
      return { waiting }
    })
    await (
      await begin
    ).waiting
    const [after] = await database.asUser(user, (sql) => sql`select query_dataset(${dataset}, '{}') as answer`)
    expect(after!.answer).toMatchObject({ rows: [{ a: 3 }], version: 3 })
  })

  test('takes rows while it is loaded anew, and after it by the columns it has then', async () => {
    const dataset = await makeDataset('Orders')
    const delivery = await queueReplace(dataset, [{ ...columns[0]!, name: 'b' }])
    const { appending } = await connect().begin(async (sql) => {
      await stage(sql, delivery, 2)
      await sql`select from datasets where id = ${dataset} for no key update`
      const appending = outcomes([append(dataset, { a: 1 }), append(dataset, { b: 1 })])
      await somebodyWaits(2)
      await finish(sql, delivery)
      return { appending }
    })
    expect(await appending).toEqual(['done', 'done'])
    const [after] = await database.asUser(user, (sql) => sql`select query_dataset(${dataset}, '{}') as answer`)
    expect(after!.answer).toMatchObject({ rows: [{ b: 2 }, { b: 1 }] })
  })

  test('is answered with its new columns and rows by who asked while they came', async () => {
    const dataset = await makeDataset('Orders')
    await append(dataset, { a: 1 })
    const delivery = await queueReplace(dataset, [{ ...columns[0]!, name: 'b' }])
    const { asking } = await connect().begin(async (sql) => {
      await stage(sql, delivery, 2)
      await finish(sql, delivery)
      const asking = database.asUser(user, async (reader) => await reader`select query_dataset(${dataset}, '{}') as answer`)
      await somebodyWaits()
      return { asking }
    })
    expect((await asking)[0]!.answer).toMatchObject({ rows: [{ b: 2 }], version: 2 })
  })

  test('takes no rows once it is deleted', async () => {
    const dataset = await makeDataset('Orders')
    const { appending } = await connect().begin(async (sql) => {
      await sql`delete from datasets where id = ${dataset}`
      const appending = outcomes([append(dataset, { a: 1 })])
      await somebodyWaits()
      return { appending }
    })
    expect(await appending).toEqual(['PT404'])
  })

  test('is loaded and deleted at once without a deadlock', async () => {
    const dataset = await makeDataset('Orders')
    const delivery = await queueReplace(dataset)
    const [staged, locked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const load = connect().begin(async (sql) => {
      await stage(sql, delivery, 2)
      staged.resolve()
      await locked.promise
      await finish(sql, delivery)
    })
    const deleting = connect().begin(async (sql) => {
      await staged.promise
      await sql`select from datasets where id = ${dataset} for update`
      locked.resolve()
      await somebodyWaits()
      await sql`delete from datasets where id = ${dataset}`
    })
    expect(await outcomes([load, deleting])).toEqual(['PT404', 'done'])
  })

  test('is asked the same two things in opposite order at once', async () => {
    const dataset = await makeDataset('Orders')
    const ask = (sql: postgres.TransactionSql, limit: number) =>
      sql`select private.write_cache(d, ${String(limit)}, '{}') from datasets d where id = ${dataset}`
    const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const asking = [
      connect().begin(async (sql) => {
        await ask(sql, 1)
        one.resolve()
        await other.promise
        await ask(sql, 2)
      }),
      connect().begin(async (sql) => {
        await ask(sql, 2)
        other.resolve()
        await one.promise
        await ask(sql, 1)
      }),
    ]
    expect(await outcomes(asking)).toEqual(['done', 'done'])
    const [kept] = await database.sql`select count(*)::int as n from data_cache where dataset_id = ${dataset}`
    expect(kept!.n).toBe(2)
  })
})

interface Delivery {
  run: string
  message: number
  reads: number
}

const append = (dataset: string, row: Record<string, number>) =>
  database.asUser(user, (sql) => sql`select append_rows(${dataset}, ${sql.json([row])})`)

async function queueReplace(dataset: string, loaded = columns): Promise<Delivery> {
  const { sql } = database
  const path = `${project}/${crypto.randomUUID()}/a.csv`
  await sql`insert into storage.objects (bucket_id, name) values ('uploads', ${path})`
  const options = { mode: 'replace', dataset_id: dataset, format: 'csv', columns: loaded }
  const [run] = await database.asUser(user, (mine) => mine`select * from load_upload(${project}, ${path}, ${mine.json(options)})`)
  await sql`select private.start_run(${run!.id as string})`
  return { run: run!.id as string, message: Number(run!.message_id), reads: 0 }
}

async function stage(sql: postgres.TransactionSql, { run }: Delivery, value: number): Promise<void> {
  await sql`select private.open_load(${run})`
  await sql`insert into pg_temp.incoming values (1, ${value})`
  await sql`select private.take_staged_rows(${run})`
}

async function finish(sql: postgres.TransactionSql, delivery: Delivery): Promise<void> {
  await sql`select private.finish_load(${delivery.run}, 1, 1)`
  const [row] =
    await sql`select private.acknowledge_messages('connector_sync', array[${delivery.message}::bigint], array[${delivery.reads}::int]) as ours`
  if (row?.ours !== 1) throw new Error('The message is somebody else’s by now')
}
