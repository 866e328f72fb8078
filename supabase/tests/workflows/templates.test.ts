/** The templates that migrations seed are of the language that shared/workflow describes. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { innerSteps, type Step } from '../../../shared/workflow/step.ts'
import { WorkflowDocument } from '../../../shared/workflow/workflow.ts'

let database: TestDatabase
let documents: { name: string; document: WorkflowDocument }[]

beforeAll(async () => {
  database = await createTestDatabase()
  const rows = await database.sql`select name, trigger_config, steps, config from workflows where project_id is null order by id`
  documents = rows.map(({ name, ...document }) => ({ name: name as string, document: WorkflowDocument.parse(document) }))
})
afterAll(() => database.drop())

test('each seeded template can be read, and one is there for every kind of trigger', () => {
  expect(documents.map(({ document }) => document.trigger_config.type).sort()).toEqual(['alert', 'event', 'manual', 'schedule', 'webhook'])
})

test('a template names nothing of a project', () => {
  for (const { name, document } of documents) {
    const ids = JSON.stringify(document).match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)
    expect(ids, name).toBeNull()
  }
})

test('the event a template waits for is one that some table emits', async () => {
  const triggers = await database.sql<{ given: string[] }[]>`
    select string_to_array(encode(tgargs, 'escape'), '\\000') as given
    from pg_trigger where tgfoid = 'private.emit_row_events()'::regprocedure`
  const emitted = triggers.flatMap(({ given: [subject, , , ...verbs] }) => verbs.map((verb) => `${subject}.${verb}`))
  expect(emitted).toContain('dashboard.updated')
  const waited = documents.flatMap(({ document }) => (document.trigger_config.type === 'event' ? [document.trigger_config.event] : []))
  expect(waited.filter((event) => !emitted.includes(event))).toEqual([])
})

test('every step of a template that calls outside has a time limit or gives up by itself', () => {
  const all = (steps: Step[]): Step[] => steps.flatMap((step) => [step, ...innerSteps(step).flatMap(all)])
  const slow = documents
    .flatMap(({ document }) => all(document.steps))
    .filter((step) => ['query', 'http', 'prompt', 'wait_for_approval'].includes(step.type))
  expect(slow.length).toBeGreaterThan(5)
  expect(slow.filter((step) => step.timeout === undefined).map((step) => step.id)).toEqual([])
})
