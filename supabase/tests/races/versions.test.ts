/** Things of which every edit is a version: numbers have neither gaps nor twins. */
import type { TransactionSql } from 'postgres'
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, strange, unless } from './race.ts'

let user: string
let project: string

async function setUp(database: TestDatabase): Promise<void> {
  user = await database.addUser('maker@example.com')
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
}

const attempts = (count: number, run: (sql: TransactionSql, n: number) => PromiseLike<unknown>) =>
  Array.from({ length: count }, (_, n) => ({ as: user, run: (sql: TransactionSql) => run(sql, n) }))

const service = JSON.stringify({ role: 'service_role' })
const canvas = (tab: string) => ({ tabs: [{ id: tab, title: 'Tab', widgets: [] }] })

/** A sentence unless the numbers are 1, 2, 3 … */
function gaps(rows: readonly (object | undefined)[], count: number): string[] {
  const numbers = rows.map((row) => Number((row as { n: unknown }).n)).sort((a, b) => a - b)
  const wanted = Array.from({ length: count }, (_, index) => index + 1)
  return JSON.stringify(numbers) === JSON.stringify(wanted) ? [] : [`versions ${numbers.join(', ')}`]
}

races('versions', setUp, {
  'of a chart are gapless': async ({ sql }) => {
    const [made] = await sql`insert into charts (project_id, title, chart_type) values (${project}, 'Sales', 'bar') returning id`
    const id = made!.id as string
    return {
      attempts: attempts(4, (mine, n) => mine`update charts set spec = ${mine.json({ width: n })} where id = ${id}`),
      broken: async (outcomes) => [
        ...unless(outcomes, { done: 4 }),
        ...gaps(await sql`select version_number as n from chart_versions where chart_id = ${id}`, 5),
      ],
    }
  },

  'of a dashboard are gapless, while it and its charts are edited, restored and proposed': async ({ sql }) => {
    const id = async (query: PromiseLike<readonly (object | undefined)[]>) => ((await query)[0] as { id: string }).id
    const dashboard = await id(sql`insert into dashboards (project_id, title) values (${project}, 'Board') returning id`)
    const tab = await id(sql`select id from dashboard_tabs where dashboard_id = ${dashboard}`)
    const chart = await id(sql`insert into charts (project_id, title, chart_type) values (${project}, 'Sales', 'bar') returning id`)
    await sql`insert into chart_placements (project_id, dashboard_tab_id, chart_id) values (${project}, ${tab}, ${chart})`
    const first = await id(
      sql`select (private.save_dashboard_version(${dashboard}, null)).id from set_config('request.jwt.claims', ${service}, false)`,
    )
    const proposal = { v: 1, dashboard: { title: 'New' }, tabs: [{ id: tab, title: 'Tab', widgets: [] }], charts: [] }
    const acts: ((mine: TransactionSql) => PromiseLike<unknown>)[] = [
      (mine) => mine`select save_dashboard_version(${dashboard})`,
      (mine) => mine`select save_dashboard_version(${dashboard})`,
      (mine) => mine`select restore_dashboard_version(${first})`,
      (mine) => mine`select propose_dashboard_version(${dashboard}, ${mine.json(proposal)})`,
      (mine) => mine`update charts set spec = '{"width": 1}' where id = ${chart}`,
      (mine) => mine`insert into chart_placements (project_id, dashboard_tab_id, chart_id) values (${project}, ${tab}, ${chart})`,
      (mine) => mine`select save_dashboard_canvas(${dashboard}, 1, ${mine.json(canvas(tab))})`,
    ]
    return {
      attempts: acts.map((run) => ({ as: user, run })),
      broken: async (outcomes) => {
        const kept = await sql`select version_number as n from dashboard_versions where dashboard_id = ${dashboard}`
        const charts = await sql`select version_number as n from chart_versions where chart_id = ${chart}`
        return [...strange(outcomes, 'done', 'PT409'), ...gaps(kept, kept.length), ...gaps(charts, charts.length)]
      },
    }
  },

  'of a dashboard are approved or rejected, by one': async ({ sql }) => {
    const [board] = await sql`insert into dashboards (project_id, title) values (${project}, 'Board') returning id`
    const [tab] = await sql`select id from dashboard_tabs where dashboard_id = ${board!.id as string}`
    const proposal = { v: 1, dashboard: { title: 'New' }, tabs: [{ id: tab!.id as string, title: 'Tab', widgets: [] }], charts: [] }
    const [made] = await sql`
      select (private.propose_dashboard_version(${board!.id as string}, ${sql.json(proposal)}, null)).id from set_config('request.jwt.claims', ${service}, false)`
    return {
      attempts: attempts(4, (mine, n) =>
        n % 2
          ? mine`select approve_dashboard_version(${made!.id as string})`
          : mine`select reject_dashboard_version(${made!.id as string})`,
      ),
      broken: async (outcomes) => unless(outcomes, { done: 1, PT409: 3 }),
    }
  },

  'of a workflow are gapless': async ({ sql }) => {
    const [made] = await sql`insert into workflows (project_id, name) values (${project}, 'Nightly') returning id`
    const id = made!.id as string
    return {
      attempts: attempts(4, (mine, n) => mine`update workflows set config = ${mine.json({ timeout_seconds: n + 1 })} where id = ${id}`),
      broken: async (outcomes) => [
        ...unless(outcomes, { done: 4 }),
        ...gaps(await sql`select version as n from workflow_versions where workflow_id = ${id}`, 5),
        ...gaps(await sql`select version - 4 as n from workflows where id = ${id}`, 1),
      ],
    }
  },

  'of an artifact have one next version': async ({ sql }) => {
    const [made] = await sql`insert into artifacts (project_id, name, type) values (${project}, 'Report', 'report') returning id`
    const first = { project_id: project, parent_id: made!.id as string, name: 'Report', type: 'report' }
    return {
      attempts: attempts(4, (mine) => mine`insert into artifacts ${mine(first)}`),
      broken: async (outcomes) => [
        ...unless(outcomes, { done: 1, '23505': 3 }),
        ...gaps(await sql`select version - 1 as n from artifacts where parent_id = ${first.parent_id}`, 1),
      ],
    }
  },

  'of an artifact have one main file': async ({ sql }) => {
    const [made] = await sql`insert into artifacts (project_id, name, type) values (${project}, 'Report', 'report') returning id`
    const id = made!.id as string
    const file = (n: number) => ({
      ...{ project_id: project, artifact_id: id, file_name: `${n}.csv`, storage_path: `${project}/${id}/${n}.csv`, is_main_file: n !== 9 },
    })
    await sql`insert into artifact_files ${sql(file(9))}`
    return {
      attempts: attempts(5, (mine, n) =>
        n === 4
          ? mine`update artifact_files set is_main_file = true where artifact_id = ${id} and file_name = '9.csv'`
          : mine`insert into artifact_files ${mine(file(n))}`,
      ),
      broken: async (outcomes) => {
        const main = await sql`select from artifact_files where artifact_id = ${id} and is_main_file`
        return [...strange(outcomes, 'done', '23505'), ...(main.count === 1 ? [] : [`${main.count} main files`])]
      },
    }
  },
})
