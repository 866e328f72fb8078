/** What becomes of the tables of datasets that are deleted, however many they are. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let project: string
const columns = [{ name: 'a', type: 'integer', nullable: true, role: 'measure' }]

beforeAll(async () => {
  database = await createTestDatabase()
  const user = await database.addUser('ada@example.com')
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
  const { sql } = database
  await sql`select private.make_dataset(${project}, 'Orders ' || n, ${sql.json(columns)}, null) from generate_series(1, 45) n`
})
afterAll(() => database.drop())

const tables = async () => {
  const [counted] = await database.sql`select count(*)::int as n from pg_class where relname ~ '^d_' and relkind = 'r'`
  return counted!.n as number
}
const dropTables = async () => {
  await database.sql`select private.drop_tables()`
  return await tables()
}

test('deleting a project locks no table of its datasets, so that there may be any number', async () => {
  const locked = await database.sql.begin(async (sql) => {
    await sql`delete from projects where id = ${project}`
    return await sql`
      select l.relation::regclass::text, l.mode from pg_locks l join pg_class c on c.oid = l.relation
      where l.pid = pg_backend_pid() and c.relnamespace = 'data'::regnamespace`
  })
  expect(locked).toEqual([])
  expect(await tables()).toBe(45)
})

test('twenty are dropped at a time, until none is left', async () => {
  expect(await dropTables()).toBe(25)
  expect(await dropTables()).toBe(5)
  expect(await dropTables()).toBe(0)
})

test('one that is being read is left for later, and keeps no other', async () => {
  const { sql } = database
  await database.addUser('ben@example.com')
  await sql`
    select private.make_dataset(id, 'Orders ' || n, ${sql.json(columns)}, null)
    from projects, generate_series(1, 2) n where owner_user_id = (select id from users where email = 'ben@example.com')`
  await sql.begin(async (reader) => {
    const [read] = await reader`select table_name from datasets where name = 'Orders 1'`
    await reader.unsafe(`select from data.${read!.table_name as string}`)
    await sql`delete from datasets where kind = 'upload'`
    expect(await dropTables()).toBe(1)
  })
  expect(await dropTables()).toBe(0)
})

test('one whose dataset was put back stays', async () => {
  const { sql } = database
  await sql`select private.make_dataset(id, 'Orders', ${sql.json(columns)}, null) from projects limit 1`
  await sql.begin(async (operator) => {
    const kept = await operator`delete from datasets where name = 'Orders' returning id, project_id`
    await operator`insert into datasets ${operator(kept.map((row) => ({ ...row, name: 'Orders', columns: operator.json(columns) })))}`
  })
  expect(await dropTables()).toBe(1)
  await sql`delete from datasets where name = 'Orders'`
  expect(await dropTables()).toBe(0)
})
