/** The documents the database writes are those that `shared/` describes, to the last key. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { DashboardDiff, DashboardExport, DashboardSnapshot, StaleEdit, TemplateSlot, VersionOutcome } from '../../../shared/dashboard.ts'
import { SharedAnswers, SharedResource } from '../../../shared/sharing.ts'

let database: TestDatabase
let user: string
let dashboard: string
let link: string

/** The one value of the one row a statement answers, as this user. */
async function ask(statement: string, ...values: string[]): Promise<unknown> {
  const [row] = await database.asUser(user, (sql) => sql.unsafe(statement, values))
  return Object.values(row!)[0]
}

beforeAll(async () => {
  database = await createTestDatabase()
  user = await database.addUser('ada@example.com')
  const { sql } = database
  const [project] = await sql`select id from projects where owner_user_id = ${user}`
  const columns = sql.json([{ name: 'a', type: 'integer', nullable: true, role: 'measure' }])
  const [dataset] = await sql`select private.make_dataset(${project!.id as string}, 'Orders', ${columns}, null) as id`
  const [chart] = await sql`
    insert into charts (project_id, title, chart_type, spec, dataset_id)
    values (${project!.id as string}, 'Revenue', 'line', '{"mark": "line"}', ${dataset!.id as string}) returning id`
  const template = '00000000-0000-4000-8000-000000000101'
  dashboard = (await ask('select (create_dashboard_from_template($1, $2)).id', template, project!.id as string)) as string
  await sql`
    insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id)
    select t.project_id, t.id, ${chart!.id as string}, s.id
    from dashboard_tabs t join dashboard_template_slots s on s.template_id = t.template_id and s.slot_key = 'trend'`
  const widget = { id: crypto.randomUUID(), type: 'chart', chart_id: chart!.id, position_x: 0, position_y: 0, width: 6, height: 6 }
  const [tab] = await sql`select id, title from dashboard_tabs`
  const canvas = {
    tabs: [
      { ...tab, widgets: [] },
      { id: crypto.randomUUID(), title: 'More', widgets: [widget] },
    ],
  }
  await ask('select (save_dashboard_canvas($1, 1, $2::text::jsonb)).id', dashboard, JSON.stringify(canvas))
  const shared = (await ask("select create_sharing_link('dashboard', $1)", dashboard)) as { token: string }
  link = shared.token
})
afterAll(() => database.drop())

test('a snapshot', async () => {
  const snapshot = DashboardSnapshot.parse(await ask('select (save_dashboard_version($1)).snapshot', dashboard))
  expect(snapshot.tabs.map((tab) => [tab.widgets.length, tab.placements.length])).toEqual([
    [0, 1],
    [1, 0],
  ])
})

test('a proposal, its differences and the outcome of approving it', async () => {
  const snapshot = DashboardSnapshot.parse(await ask('select (save_dashboard_version($1)).snapshot', dashboard))
  const changed = { ...snapshot, dashboard: { ...snapshot.dashboard, title: 'New' }, tabs: snapshot.tabs.slice(0, 1) }
  changed.charts[0]!.spec = { mark: 'bar' }
  const statement = 'select to_jsonb(propose_dashboard_version($1, $2::text::jsonb))'
  const proposal = (await ask(statement, dashboard, JSON.stringify(changed))) as { id: string; base_version: number; snapshot: unknown }
  expect(DashboardSnapshot.parse(proposal.snapshot).chart_revisions).toEqual({ [changed.charts[0]!.id]: 1 })
  const base = 'select id from dashboard_versions where dashboard_id = $1 and version_number = $2'
  const from = (await ask(base, dashboard, String(proposal.base_version))) as string
  const diff = DashboardDiff.parse(await ask('select diff_dashboard_versions($1, $2)', from, proposal.id))
  expect([Object.keys(diff.dashboard), diff.tabs.removed.length, diff.charts.changed.length]).toEqual([['title'], 1, 1])
  const outcome = VersionOutcome.parse(await ask('select approve_dashboard_version($1)', proposal.id))
  expect(outcome.changed_charts).toEqual([changed.charts[0]!.id])
})

test('an export', async () => {
  const document = DashboardExport.parse(await ask('select export_dashboard($1)', dashboard))
  expect([document.charts[0]!.dataset, document.templates[0]!.name]).toEqual(['Orders', 'Executive'])
})

test('a refused edit', async () => {
  const edit = ask("update dashboards set title = 'Stale', revision = 1 where id = $1", dashboard)
  const refusal = (await edit.catch((error: unknown) => error)) as { detail: string }
  expect(StaleEdit.parse(JSON.parse(refusal.detail))).toMatchObject({ yours: { title: 'Stale' }, updated_by: user })
})

test('a shared dashboard and the answers of its charts', async () => {
  const resource = SharedResource.parse(await ask('select open_shared_resource($1)', link))
  expect(resource).toMatchObject({ resource_type: 'dashboard', document: { charts: [{ title: 'Revenue' }] } })
  const answers = SharedAnswers.parse(await ask('select query_shared_charts($1)', link))
  expect(Object.values(answers)).toMatchObject([{ result: { rows: [] } }])
})

test('the slots of the templates of the system', async () => {
  const rows = await database.sql`select slot_key, position_config, slot_type, constraints from dashboard_template_slots`
  expect(TemplateSlot.array().parse(rows).length).toBeGreaterThan(40)
})
