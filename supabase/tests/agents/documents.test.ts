/** What migrations and triggers write is what shared/ describes, and both refuse the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { AgentCapabilities, ModelCapabilities } from '../../../shared/agent.ts'
import { Content } from '../../../shared/chat.ts'
import { EmailMetrics, LeadCondition } from '../../../shared/marketing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('models and built-in agents', async () => {
  for (const { capabilities } of await database.sql`select capabilities from llm_models`) ModelCapabilities.parse(capabilities)
  for (const { capabilities } of await database.sql`select capabilities from agents`) AgentCapabilities.parse(capabilities)
})

test('the scoring rules a project begins with', async () => {
  const rules = await database.sql`select condition from lead_scoring_rules`
  await database.addUser('ada@example.com')
  for (const { condition } of [...rules, ...(await database.sql`select condition from lead_scoring_rules`)]) LeadCondition.parse(condition)
})

test.each([
  { field: 'company', op: 'is_not_null' },
  { field: 'company', op: 'is_null', value: 1 },
  { field: 'custom_fields.seats', op: '>', value: 5 },
  { field: 'custom_fields.', op: '>', value: 5 },
  { field: 'tags', op: 'contains', value: 'vip' },
  { field: 'tags', op: 'contains', value: 5 },
  { field: 'status', op: 'in', value: ['new', null] },
  { field: 'status', op: 'in', value: 'new' },
  { field: 'score', op: '=', value: 5 },
  { field: 'email', op: '=', value: null },
  { field: 'email', op: '=' },
  { field: 'email', op: '~', value: 'x' },
  { field: 'email', op: '=', value: 'x', more: 1 },
  { op: '=', value: 'x' },
  [],
  'company',
])('a condition %j', async (condition) => {
  const [row] = await database.sql`select private.is_lead_condition(${JSON.stringify(condition)}::text::jsonb) as known`
  expect(row!.known).toBe(LeadCondition.safeParse(condition).success)
})

test.each([
  [[], true],
  [[{ type: 'text', text: 'Hello' }], true],
  [[{ type: 'text' }], false],
  [[{ type: 'video' }], false],
  [[['text']], false],
  [{}, false],
  [null, false],
  [[{ type: 'artifact', artifact_id: '00000000-0000-4000-8000-0000000000aa' }], true],
])('a message %j', async (content, valid) => {
  const [row] = await database.sql`select private.is_message_content(${JSON.stringify(content)}::text::jsonb) as known`
  expect(row!.known).toBe(valid)
  expect(Content.safeParse(content).success).toBe(valid)
})

test('metrics', () => {
  expect(EmailMetrics.parse({ queued: 1 })).toMatchObject({ queued: 1, opened: 0 })
})
