/** Many visitors of one link at once: none waits for another, and there is an end to how many are served. */
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let tokens: string[]
const visitors: postgres.Sql[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const user = await database.addUser('ada@example.com')
  const columns = [{ name: 'a', type: 'integer', nullable: true, role: 'dimension' }]
  const dataQuery = { measures: [{ function: 'count' }] }
  const { sql } = database
  const [chart] = await sql`
    insert into charts (project_id, title, chart_type, dataset_id, data_query)
    select id, 'Rows', 'bar', private.make_dataset(id, 'Orders', ${sql.json(columns)}, null), ${sql.json(dataQuery)}
    from projects where owner_user_id = ${user} returning id`
  const links = await database.asUser(
    user,
    (sql) => sql`select create_sharing_link('chart', ${chart!.id as string}) ->> 'token' as token from generate_series(1, 2)`,
  )
  tokens = links.map(({ token }) => token as string)
})
afterEach(() => Promise.all(visitors.splice(0).map((visitor) => visitor.end())))
afterAll(() => database.drop())

const visit = (address: string, token: string, linger: (answer: Record<string, unknown>) => unknown = () => {}) => {
  const visitor = postgres(database.url('postgres'), { max: 1, onnotice: () => {} })
  visitors.push(visitor)
  return visitor.begin(async (sql) => {
    const headers = JSON.stringify({ 'x-forwarded-for': address })
    await sql`select set_config('role', 'anon', true), set_config('request.headers', ${headers}, true), set_config('lock_timeout', '10s', true)`
    const [found] = await sql`select query_shared_charts(${token}) as answer`
    await linger(found!.answer as Record<string, unknown>)
    return found!.answer as Record<string, unknown>
  })
}

test('nobody waits for a visitor whose charts take long', async () => {
  const answers = await visit('192.0.2.1', tokens[0]!, async () => {
    const others = await Promise.all([visit('192.0.2.2', tokens[0]!), visit('192.0.2.1', tokens[1]!), visit('192.0.2.1', 'osl_wrong')])
    expect(others.map(({ code }) => code)).toEqual([undefined, undefined, 'PT404'])
  })
  expect(Object.values(answers)).toMatchObject([{ result: { rows: [{ count: 0 }] } }])
})

test('a link serves eight visitors at a time', async () => {
  const done = Promise.withResolvers<void>()
  let served = 0
  const eighth = Promise.withResolvers<void>()
  const visits = Array.from({ length: 8 }, (_, n) =>
    visit(`192.0.2.${n}`, tokens[0]!, () => {
      if (++served === 8) eighth.resolve()
      return done.promise
    }),
  )
  await Promise.race([eighth.promise, Promise.all(visits)])
  expect(await visit('192.0.2.9', tokens[0]!)).toMatchObject({ code: 'PT429', hint: expect.stringMatching(/Wait/) })
  expect(await visit('192.0.2.9', tokens[1]!)).not.toHaveProperty('code')
  done.resolve()
  expect((await Promise.all(visits)).map(({ code }) => code)).toEqual(Array(8).fill(undefined))
  expect(await visit('192.0.2.9', tokens[0]!)).not.toHaveProperty('code')
})
