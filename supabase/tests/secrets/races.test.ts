/** Two at once: one secret, and nothing left over in Vault. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let user: string
let project: string
let before: number

const kept = async () => Number((await database.sql`select count(*) from vault.secrets`)[0]!.count)
const service = <T>(run: (sql: Parameters<Parameters<TestDatabase['sql']['begin']>[1]>[0]) => Promise<T>) =>
  database.sql.begin(async (sql) => {
    await sql`select set_config('request.jwt.claims', '{"role": "service_role"}', true), set_config('role', 'service_role', true)`
    return run(sql)
  })

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  project = (await database.sql`select id from public.projects where owner_user_id = ${user}`)[0]!.id as string
  before = await kept()
})
afterAll(() => database.drop())

test('a secret set many times at once is kept once', async () => {
  await Promise.all(
    Array.from({ length: 8 }, (_, n) => database.asUser(user, (sql) => sql`select set_user_secret('key', ${`value ${n}`})`)),
  )
  expect(await kept()).toBe(before + 1)
  const [secret] = await database.sql`select private.user_secret(${user}, 'key') as value`
  expect(secret!.value).toMatch(/^value \d$/)
})

test('a connection that is signed in many times at once has one pair of tokens', async () => {
  const [connection] = await database.sql`
    insert into public.oauth2_connections (project_id, provider, client_id, redirect_uri)
    values (${project}, 'github', 'client', 'https://app.example.com/back') returning id`
  const count = await kept()
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      service((sql) => sql`select store_oauth2_tokens(${connection!.id}, ${`access ${n}`}, ${`refresh ${n}`})`),
    ),
  )
  expect(await kept()).toBe(count + 2)
  const [{ tokens }] = (await database.sql`select private.oauth2_tokens(${connection!.id}) as tokens`) as unknown as [
    { tokens: { access_token: string; refresh_token: string } },
  ]
  expect(tokens.refresh_token.split(' ')[1]).toBe(tokens.access_token.split(' ')[1])
})
