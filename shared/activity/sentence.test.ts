import { describe, expect, test } from 'vitest'
import { joinStatements, type Event } from './event.ts'
import { isBad, plainText, sentenceOf, type Names } from './sentence.ts'

const id = '00000000-0000-4000-8000-000000000001'
const other = '00000000-0000-4000-8000-000000000002'
const event = (type: string, data: Record<string, unknown> = {}, subject_id: string | null = id): Event => ({
  id: 1,
  occurred_at: '2026-11-20T10:00:00.123456+00:00',
  type,
  subject_type: type.split('.')[0]!,
  subject_id,
  actor_id: other,
  data,
})
const called = new Map([
  [`dataset ${other}`, 'Orders'],
  [`dashboard ${other}`, 'Sales'],
  [`user ${other}`, 'Bob'],
  [`run ${id}`, 'orders.csv'],
])
const names: Names = ({ type, id: named }) => called.get(`${type} ${named}`)
const read = (type: string, data?: Record<string, unknown>, subject?: string | null, known = names) =>
  plainText(sentenceOf(event(type, data, subject), known), 'Ada')

describe('an event reads', () => {
  test.each([
    ['dashboard.created', { title: 'Sales' }, 'Ada created dashboard Sales'],
    ['dashboard.updated', { title: 'Sales', changed: ['config', 'revision'] }, 'Ada changed the filters and settings of dashboard Sales'],
    ['dashboard.updated', { title: 'Sales', changed: ['revision'] }, 'Ada changed dashboard Sales'],
    [
      'dashboard.updated',
      { title: 'Sales', changed: ['title', 'theme', 'tags'] },
      'Ada changed the title, theme and tags of dashboard Sales',
    ],
    ['dashboard.updated', { title: 'Sales', changed: ['title', 'theme', 'tags', 'layout'] }, 'Ada changed dashboard Sales'],
    ['dashboard.deleted', {}, 'Ada deleted a dashboard'],
    [
      'workflow.updated',
      { name: 'Nightly', status: 'active', changed: ['status'] },
      'Ada changed the status of workflow Nightly to active',
    ],
    [
      'connector.updated',
      { name: 'Shop', changed: ['api_connection_id', 'oauth2_connection_id'] },
      'Ada changed the connection of connector Shop',
    ],
    ['architecture.created', { title: 'Backend' }, 'Ada created architecture document Backend'],
    [
      'requirement.updated',
      { title: 'Login', status: 'approved', changed: ['status'] },
      'Ada changed the status of requirement Login to approved',
    ],
    ['agent.updated', { name: 'Analyst', changed: ['model_id', 'is_public'] }, 'Ada changed the model and visibility of agent Analyst'],
    ['artifact.failed', {}, 'An artifact could not be made'],
    ['run.failed', { dataset_id: other }, 'Upload orders.csv into dataset Orders failed'],
    [
      'dashboard_version.created',
      { dashboard_id: other, version_number: 3, status: 'published' },
      'Ada saved version 3 of dashboard Sales',
    ],
    [
      'dashboard_version.created',
      { dashboard_id: other, version_number: 4, status: 'proposed' },
      'Ada proposed version 4 of dashboard Sales',
    ],
    ['sharing_link.created', { resource_type: 'dashboard', resource_id: other }, 'Ada created a link to dashboard Sales'],
    ['member.added', { user_id: other, role: 'viewer' }, 'Ada added Bob as viewer'],
    ['member.updated', { user_id: other, role: 'manager', changed: ['role'] }, 'Ada changed the role of Bob to manager'],
    ['dataset.changed', { name: 'Orders', row_count: 1200 }, 'Dataset Orders has new data: 1,200 rows'],
    ['workflow.due', { scheduled_for: '2026-11-20T10:00:00+00:00', missed: 0 }, 'A workflow is due'],
    ['dataset.changed', { name: 'Orders', row_count: 1 }, 'Dataset Orders has new data: 1 row'],
    ['dataset.changed', {}, 'A dataset has new data'],
    ['lead.scored', { score: 0 }, 'A lead has a new score of 0'],
    ['dead_letter.added', { queue: 'events', attempts: 5 }, 'A message of the queue Events failed for good'],
    ['chat.answered', { ms: 3 }, 'Chat answered'],
  ])('%s', (type, data, sentence) => expect(read(type, data)).toBe(sentence))

  test.each([
    ['lead.created', { count: 120 }, 'Ada created 120 leads'],
    ['lead.converted', { count: 1 }, '1 lead converted'],
    ['content.published', { count: 30 }, '30 posts were published'],
    ['chart.updated', { count: 30, changed: ['title'] }, 'Ada changed the title of 30 charts'],
    ['dead_letter.added', { count: 1200 }, '1,200 messages failed for good'],
  ])('%s of many', (type, data, sentence) => expect(read(type, data, null)).toBe(sentence))

  test('without the names of what it is of', () => {
    expect(read('run.failed', { dataset_id: other }, id, () => undefined)).toBe('A load failed')
    expect(read('member.removed', { user_id: other }, id, () => undefined)).toBe('Ada removed a member')
  })

  test('whatever its names are', () => {
    expect(read('dashboard.created', { title: '{who} [x] {it}' })).toBe('Ada created dashboard {who} [x] {it}')
  })
})

test('names lead to what they name', () => {
  const references = (type: string, data: Record<string, unknown>) =>
    sentenceOf(event(type, data), names).flatMap((part) => (part.kind === 'subject' ? [part.reference] : []))
  expect(references('dashboard.created', { title: 'Sales' })).toEqual([{ type: 'dashboard', id }])
  expect(references('run.failed', { dataset_id: other })).toEqual([{ type: 'dataset', id: other }])
})

test('somebody should look at failures', () => {
  expect(
    ['run.failed', 'alert.triggered', 'dead_letter.added', 'run.succeeded', 'dashboard.created'].map((type) => isBad(event(type))),
  ).toEqual([true, true, true, false, false])
})

test('a statement of many rows is told once', () => {
  const batch = (count: number, over: Partial<Event> = {}) => ({ ...event('lead.created', { count, ids: [] }, null), ...over })
  const events = [batch(500), batch(500), batch(201), batch(10, { actor_id: null }), event('lead.created'), event('lead.created')]
  expect(joinStatements(events).map(({ data }) => data.count)).toEqual([1201, 10, undefined, undefined])
})
