import { expect, test } from 'vitest'
import { AlertChannels, AlertCondition } from './alert.ts'
import { type Step, stepTypes } from './step.ts'
import { TriggerConfig } from './trigger.ts'
import { MAX_STEPS, Steps, WorkflowConfig } from './workflow.ts'

const id = '00000000-0000-4000-8000-000000000009'
const problems = (steps: unknown): string[] => Steps.safeParse(steps).error?.issues.map((issue) => issue.message) ?? []
const wait = (name: string, rest: object = {}) => ({ id: name, type: 'delay', seconds: 1, ...rest })

/** The least of every type. */
const least: Record<Step['type'], object> = {
  query: { dataset_id: id, query: {} },
  http: { api_connection_id: id, method: 'GET', path: '/' },
  transform: { expression: '$now()' },
  branch: { cases: [{ if: 'true', steps: [] }] },
  foreach: { items: '[1]', steps: [] },
  delay: { seconds: 1 },
  wait_for_approval: { approvers: { role: 'manager' }, title: 'May it?' },
  prompt: { prompt: 'Say it' },
  sync_connector: { connector_id: id },
  refresh_cache: { dataset_id: id },
  create_chart: { title: 'Chart', chart_type: 'bar', dataset_id: id, data_query: {}, spec: {} },
  update_dashboard: { dashboard_id: id, snapshot: '{}', change_summary: 'Nothing' },
  send_email: { to: ['{{ trigger.subject.email }}'], subject: 'Hello', body: 'You' },
  notify: { to: { user_ids: [id] }, title: 'Look' },
  create_content: { content_type: 'email', title: 'Letter', content: 'Dear' },
  publish_content: { content_id: id },
  update_lead: { lead_id: id, changes: { status: 'contacted' } },
  start_workflow: { workflow_id: null },
  write_records: { dataset_id: id, rows: '[]' },
}

test.each(stepTypes)('a %s step needs no more than its own fields, and takes no others', (type) => {
  const step = { id: 'a', type, ...least[type] }
  expect(problems([step])).toEqual([])
  expect(problems([{ ...step, timeout: 60, retry: { max_attempts: 3 }, if: 'true', on_error: { branch: [wait('b')] } }])).toEqual([])
  expect(problems([{ ...step, unheard_of: 1 }])).toHaveLength(1)
})

test('a step names only steps before it, wherever they are', () => {
  const uses = (name: string, expression: string) => ({ id: name, type: 'transform', expression })
  expect(problems([wait('a'), uses('b', '$sum(steps.a.rows)')])).toEqual([])
  expect(problems([uses('a', 'steps.b.text'), wait('b')])).toEqual(['Step "a" uses "b", which is no step before it'])
  const nested = { id: 'c', type: 'branch', cases: [{ if: 'steps.a = 1', steps: [uses('d', 'steps.a')] }], else: [uses('e', 'steps.d')] }
  expect(problems([wait('a'), nested, uses('f', 'steps.e')])).toEqual([])
  expect(problems([nested])).toHaveLength(2)
  expect(problems([{ id: 'a', type: 'notify', to: { role: 'viewer' }, title: 'All {{ steps.z.text }} of it' }])).toEqual([
    'Step "a" uses "z", which is no step before it',
  ])
  expect(problems([{ id: 'a', type: 'notify', to: { role: 'viewer' }, title: 'The steps.z of it' }]), 'outside of braces').toEqual([])
  expect(problems([wait('a', { on_error: { branch: [uses('b', 'steps.z')] } })])).toHaveLength(1)
})

test('an id is used once, inside of steps too', () => {
  expect(problems([wait('a'), wait('a')])).toEqual(['Two steps are called "a"'])
  expect(problems([{ id: 'a', type: 'foreach', items: '[1]', steps: [wait('a')] }])).toEqual(['Two steps are called "a"'])
  expect(problems([wait('Not an id')])).toHaveLength(1)
})

test('steps are limited in number, depth and loops', () => {
  const many = (n: number) => Array.from({ length: n }, (_, place) => wait(`s${place}`))
  expect(problems(many(MAX_STEPS))).toEqual([])
  expect(problems(many(MAX_STEPS + 1))).not.toEqual([])
  expect(problems([{ id: 'a', type: 'branch', cases: [{ if: 'true', steps: many(MAX_STEPS) }] }])).toEqual([
    'A workflow has at most 100 steps',
  ])
  const loop = (name: string, steps: unknown[]) => ({ id: name, type: 'foreach', items: '[1]', steps })
  expect(problems([loop('a', [loop('b', [])])])).toEqual(['Step "b" is a foreach inside another'])
  const deep = (depth: number): object => ({
    id: `d${depth}`,
    type: 'branch',
    cases: [{ if: 'true', steps: depth ? [deep(depth - 1)] : [] }],
  })
  expect(problems([deep(4)])).toEqual([])
  expect(problems([deep(5)])).toEqual(['Steps are nested more than 5 deep'])
})

test('a delay is either a time span or a time', () => {
  expect(problems([{ id: 'a', type: 'delay' }])).toHaveLength(1)
  expect(problems([wait('a', { until: '$now()' })])).toHaveLength(1)
})

test('a trigger is one of five', () => {
  const takes = (trigger: object) => TriggerConfig.safeParse(trigger).success
  expect(takes({ type: 'manual' })).toBe(true)
  expect(takes({ type: 'schedule', cron: '*/5 8-18 * * MON-FRI', time_zone: 'Europe/Berlin' })).toBe(true)
  expect(takes({ type: 'schedule', cron: '@daily' })).toBe(true)
  expect(takes({ type: 'schedule', cron: '@reboot' })).toBe(false)
  expect(takes({ type: 'schedule', cron: 'every day' })).toBe(false)
  expect(takes({ type: 'event', event: 'lead.created', filter: { column: 'status', operator: '=', value: 'new' } })).toBe(true)
  expect(takes({ type: 'event', event: 'Lead' })).toBe(false)
  expect(takes({ type: 'webhook', token: 'x' })).toBe(false)
  expect(takes({ type: 'alert', alert_id: id })).toBe(true)
  expect(takes({ type: 'full moon' })).toBe(false)
})

test('config, condition and channels take what they know and nothing else', () => {
  expect(WorkflowConfig.safeParse({ concurrency: { limit: 1, when_full: 'skip' }, timeout: 60, on_error: 'fail' }).success).toBe(true)
  expect(WorkflowConfig.safeParse({ missed_runs: 'skip' }).success).toBe(true)
  expect(WorkflowConfig.safeParse({ speed: 'fast' }).success).toBe(false)
  expect(AlertCondition.safeParse({ type: 'threshold', column: 'sum_price', operator: '<', value: 5, every: 3600 }).success).toBe(true)
  expect(AlertCondition.safeParse({ type: 'no_data', every: 1 }).success).toBe(false)
  expect(
    AlertChannels.safeParse([
      { type: 'notification', to: { role: 'manager' } },
      { type: 'workflow', workflow_id: id },
    ]).success,
  ).toBe(true)
  expect(AlertChannels.safeParse([{ type: 'pigeon' }]).success).toBe(false)
})
