/** What several people, or workers, do to a workflow at once. */
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

async function makeWorkflow(): Promise<string> {
  const [made] = await database.sql`insert into workflows (project_id, name) values (${project}, 'W') returning id`
  return made!.id as string
}
const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()

test('one event starts a workflow once, however often it is told', async () => {
  const workflow = await makeWorkflow()
  const start = () => database.sql`
    insert into workflow_executions (project_id, workflow_id, workflow_version, trigger_type, dedupe_key) values (${project}, ${workflow}, 1, 'event', 'event 7')`
  expect(await outcomes([start(), start(), start()])).toEqual(['23505', '23505', 'done'])
})

test('of two who end an execution, one does', async () => {
  const workflow = await makeWorkflow()
  const [made] = await database.sql`
    insert into workflow_executions (project_id, workflow_id, workflow_version, trigger_type, status) values (${project}, ${workflow}, 1, 'manual', 'running') returning id`
  const end = (status: string) =>
    database.sql`update workflow_executions set status = ${status}, completed_at = now() where id = ${made!.id as string}`
  expect(await outcomes([end('completed'), end('cancelled'), end('failed')])).toEqual(['PT409', 'PT409', 'done'])
})

test('a workflow never has an eleventh webhook', async () => {
  const workflow = await makeWorkflow()
  const make = () => database.asUser(user, (sql) => sql`select create_workflow_webhook(${workflow})`)
  const results = await outcomes(Array.from({ length: 13 }, make))
  expect(results.filter((result) => result === 'done')).toHaveLength(10)
  expect(results.filter((result) => result === 'PT422')).toHaveLength(3)
})
