/** What several people do at once to dashboards, charts and folders. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let user: string
let project: string
let dashboard: string
let tab: string
let chart: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  const { sql } = database
  user = await database.addUser(`${crypto.randomUUID()}@example.com`)
  project = await idOf(sql`select id from projects where owner_user_id = ${user}`)
  dashboard = await idOf(sql`insert into dashboards (project_id, title) values (${project}, 'Board') returning id`)
  tab = await idOf(sql`select id from dashboard_tabs where dashboard_id = ${dashboard}`)
  chart = await idOf(sql`insert into charts (project_id, title, chart_type) values (${project}, 'Revenue', 'bar') returning id`)
})

const idOf = async (rows: PromiseLike<Iterable<unknown>>) => ([...(await rows)][0] as { id: string }).id
const times = <T>(n: number, run: (i: number) => T) => Array.from({ length: n }, (_, i) => run(i))
const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()
const as = (statement: string, ...values: unknown[]) => database.asUser(user, (sql) => sql.unsafe(statement, values as never[]))

test('versions saved at once are numbered without gaps', async () => {
  const saved = await outcomes(times(12, () => as('select save_dashboard_version($1)', dashboard)))
  expect(new Set(saved)).toEqual(new Set(['done']))
  const rows = await database.sql`select version_number from dashboard_versions where dashboard_id = ${dashboard} order by 1`
  expect(rows.map((row) => row.version_number as number)).toEqual(times(12, (i) => i + 1))
})

test('every edit of a chart is a version, also of those at once', async () => {
  await Promise.all(times(12, (i) => as('update charts set title = $1 where id = $2', `Title ${i}`, chart)))
  const rows = await database.sql`select version_number from chart_versions where chart_id = ${chart} order by 1`
  expect(rows.map((row) => row.version_number as number)).toEqual(times(13, (i) => i + 1))
})

test('placements and widgets added at once are ten in all', async () => {
  const { sql } = database
  const place = () => as('insert into chart_placements (project_id, dashboard_tab_id, chart_id) values ($1, $2, $3)', project, tab, chart)
  const add = async () =>
    sql`insert into widgets (project_id, dashboard_id, dashboard_tab_id, type) values (${project}, ${dashboard}, ${tab}, 'chart')`
  const results = await outcomes([...times(9, place), ...times(9, add)])
  expect(results.filter((result) => result === 'done')).toHaveLength(10)
  expect(results.filter((result) => result === 'PT422')).toHaveLength(8)
})

test('charts that move to one tab at once stay ten', async () => {
  const { sql } = database
  const other = await idOf(
    sql`insert into dashboard_tabs (project_id, dashboard_id, title, position) values (${project}, ${dashboard}, 'Other', 1) returning id`,
  )
  await sql`insert into widgets (project_id, dashboard_id, dashboard_tab_id, type) select ${project}, ${dashboard}, ${tab}, 'chart' from generate_series(1, 7)`
  const rows = await sql`
    insert into chart_placements (project_id, dashboard_tab_id, chart_id) select ${project}, ${other}, ${chart} from generate_series(1, 8) returning id`
  const move = async (id: string) => sql`update chart_placements set dashboard_tab_id = ${tab} where id = ${id}`
  expect(await outcomes(rows.map((row) => move(row.id as string)))).toEqual([...times(5, () => 'PT422'), ...times(3, () => 'done')])
})

test('charts are placed while the canvas is saved', async () => {
  const place = () => as('insert into chart_placements (project_id, dashboard_tab_id, chart_id) values ($1, $2, $3)', project, tab, chart)
  const save = () =>
    database.asUser(user, async (sql) => {
      const [row] = await sql`select revision from dashboards where id = ${dashboard} for no key update`
      const canvas = { tabs: [{ id: tab, title: 'Tab', widgets: [] }] }
      await sql`select save_dashboard_canvas(${dashboard}, ${row!.revision as number}, ${sql.json(canvas)})`
    })
  expect(await outcomes(times(10, (i) => (i % 2 ? place() : save())))).toEqual(times(10, () => 'done'))
})

test('of two proposals approved at once one is taken', async () => {
  const propose = async (title: string) => {
    const snapshot = { v: 1, dashboard: { title }, tabs: [{ id: tab, title: 'Tab', widgets: [] }], charts: [] }
    return idOf(as('select (propose_dashboard_version($1, $2::text::jsonb)).id', dashboard, JSON.stringify(snapshot)))
  }
  const proposals = [await propose('One'), await propose('Two')]
  expect(await outcomes(proposals.map((id) => as('select approve_dashboard_version($1)', id)))).toEqual(['PT409', 'done'])
  const [published] = await database.sql`
    select v.snapshot #>> '{dashboard,title}' = d.title as same from dashboards d join dashboard_versions v on v.dashboard_id = d.id
    where d.id = ${dashboard} and v.status = 'published' order by v.version_number desc`
  expect(published!.same).toBe(true)
})

test('two folders moved into each other at once make no circle', async () => {
  const make = (name: string) => idOf(as('insert into workspace_folders (project_id, name) values ($1, $2) returning id', project, name))
  for (let round = 0; round < 5; round++) {
    const [a, b] = [await make(`a${round}`), await make(`b${round}`)]
    const move = (id: string, into: string) => as('update workspace_folders set parent_folder_id = $1 where id = $2', into, id)
    const results = await outcomes([move(a, b), move(b, a)])
    expect(results.filter((result) => result === 'done')).toHaveLength(1)
  }
})

test('a folder made while the one above is renamed is under its new name', async () => {
  const root = await idOf(as("insert into workspace_folders (project_id, name) values ($1, 'old') returning id", project))
  const below = await idOf(
    as("insert into workspace_folders (project_id, name, parent_folder_id) values ($1, 'x', $2) returning id", project, root),
  )
  await Promise.all([
    as("update workspace_folders set name = 'new' where id = $1", root),
    ...times(6, (i) =>
      as('insert into workspace_folders (project_id, name, parent_folder_id) values ($1, $2, $3)', project, `n${i}`, below),
    ),
  ])
  const rows = await database.sql`select path from workspace_folders where project_id = ${project} and path not like '/new%'`
  expect(rows).toHaveLength(0)
})
