/** What two people, or two workers, do with a dataset at once: how each waits for the other, where a count of violations would not tell. */
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()

async function makeDataset(name: string): Promise<string> {
  const [made] = await database.sql`select private.make_dataset(${project}, ${name}, ${database.sql.json(columns)}, null) as id`
  return made!.id as string
}

/** Resolves when some connection waits for a lock. */
async function somebodyWaits(): Promise<void> {
  await expect
    .poll(async () => {
      const [waiting] =
        await database.sql`select count(*)::int as n from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`
      return waiting!.n as number
    })
    .toBeGreaterThan(0)
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
    const connections = [0, 1].map(() => postgres(database.url('postgres'), { max: 1, onnotice: () => {} }))
    const begin = connections[0]!.begin(async (sql) => {
      await stage(sql, first!, 2)
      const waiting = connections[1]!.begin(async (other) => {
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
    await Promise.all(connections.map((connection) => connection.end()))
  })
})

interface Delivery {
  run: string
  message: number
  reads: number
}

async function queueReplace(dataset: string): Promise<Delivery> {
  const { sql } = database
  const path = `${project}/${crypto.randomUUID()}/a.csv`
  await sql`insert into storage.objects (bucket_id, name) values ('uploads', ${path})`
  const options = { mode: 'replace', dataset_id: dataset, format: 'csv', columns }
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
