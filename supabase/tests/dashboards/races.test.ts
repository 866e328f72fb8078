/** What several people do at once with the charts of a tab. */
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
