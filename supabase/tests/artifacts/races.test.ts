/** What two people, or two workers, do at once in chats and with artifacts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let user: string
let project: string

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
})
afterAll(() => database.drop())

const settled = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()

test('every message is counted, however many are written at once', async () => {
  const { sql } = database
  const [chat] = await sql`insert into chat_sessions (project_id, created_by) values (${project}, ${user}) returning id`
  const content = sql.json([{ type: 'text', text: 'Hello' }])
  const say = () =>
    database.asUser(
      user,
      (mine) =>
        mine`insert into chat_messages (project_id, chat_session_id, content) values (${project}, ${chat!.id as string}, ${content})`,
    )
  expect(await settled(Array.from({ length: 20 }, say))).toEqual(Array(20).fill('done'))
  const [counted] = await sql`
    select message_count, last_message_at = (select max(created_at) from chat_messages m where m.chat_session_id = s.id) as is_last
    from chat_sessions s where id = ${chat!.id as string}`
  expect(counted).toEqual({ message_count: 20, is_last: true })
})
