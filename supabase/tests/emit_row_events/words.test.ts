/** Whatever the triggers emit can be told in words, and by the name that its events show. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { wordsOf } from '../../../shared/activity/sentence.ts'
import { subjects } from '../../../shared/activity/subjects.ts'

let database: TestDatabase
let triggers: { subject: string; query: string; verbs: string[] }[]

beforeAll(async () => {
  database = await createTestDatabase()
  const rows = await database.sql<{ given: string[] }[]>`
    select string_to_array(encode(tgargs, 'escape'), '\\000') as given
    from pg_trigger where tgfoid = 'private.emit_row_events()'::regprocedure`
  triggers = rows.map(({ given: [subject, query, , ...verbs] }) => ({ subject: subject!, query: query!, verbs: verbs.filter(Boolean) }))
})
afterAll(() => database.drop())

test('every verb has words', () => {
  const emitted = triggers.flatMap(({ subject, verbs }) =>
    verbs.map((verb) => ({ type: `${subject}.${verb}`, subject_type: subject, data: {} })),
  )
  expect(emitted.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['dashboard.created', 'run.failed', 'member.removed', 'dead_letter.added']),
  )
  expect(emitted.filter((event) => wordsOf(event) === undefined)).toEqual([])
})

test('subjects are called by what their events show', () => {
  const missing = triggers.flatMap(({ subject, query }) => {
    const keys: string[] = []
    subjects[subject]!.of?.subject(new Proxy({}, { get: (_, key) => (keys.push(String(key)), 'x') }))
    const { name } = subjects[subject]!
    return [...keys, ...(name ? [name] : [])].filter((key) => !query.includes(`'${key}', r.${key}`)).map((key) => `${subject}: ${key}`)
  })
  expect(missing).toEqual([])
})

test('no word is of a subject that there is not', () => {
  expect(Object.keys(subjects).filter((subject) => !triggers.some((trigger) => trigger.subject === subject))).toEqual([])
})
