/** Dashboards that several people edit at once. */
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, unless } from './race.ts'

let user: string
let project: string
let chart: string

async function setUp(database: TestDatabase): Promise<void> {
  user = await database.addUser('maker@example.com')
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
  const [made] = await database.sql`insert into charts (project_id, title, chart_type) values (${project}, 'Sales', 'bar') returning id`
  chart = made!.id as string
}

async function makeDashboard({ sql }: TestDatabase): Promise<{ id: string; tab: string }> {
  const [made] = await sql`insert into dashboards (project_id, title) values (${project}, 'Board') returning id`
  const [tab] = await sql`select id from dashboard_tabs where dashboard_id = ${made!.id as string}`
  return { id: made!.id as string, tab: tab!.id as string }
}

const canvas = (tab: string) => ({ tabs: [{ id: tab, title: 'Tab', widgets: [] }] })

races('a dashboard', setUp, {
  'has at most ten charts on a tab, placements and widgets together': async (database) => {
    const { id, tab } = await makeDashboard(database)
    const widget = { project_id: project, dashboard_id: id, dashboard_tab_id: tab, type: 'chart' }
    const placement = { project_id: project, dashboard_tab_id: tab, chart_id: chart }
    const { sql } = database
    await sql`insert into widgets ${sql(Array<typeof widget>(4).fill(widget))}`
    await sql`insert into chart_placements ${sql(Array<typeof placement>(4).fill(placement))}`
    return {
      attempts: Array.from({ length: 6 }, (_, n) =>
        n % 2
          ? { as: user, run: (mine) => mine`insert into chart_placements ${mine(placement)}` }
          : { run: (mine) => mine`insert into widgets ${mine(widget)}` },
      ),
      broken: async (outcomes) => unless(outcomes, { done: 2, PT422: 4 }),
    }
  },

  'takes one of the edits that start from one revision': async (database) => {
    const { id, tab } = await makeDashboard(database)
    return {
      attempts: Array.from({ length: 4 }, () => ({
        as: user,
        run: (mine) => mine`select save_dashboard_canvas(${id}, 1, ${mine.json(canvas(tab))})`,
      })),
      broken: async (outcomes) => {
        const [after] = await database.sql`select revision::int from dashboards where id = ${id}`
        return [...unless(outcomes, { done: 1, PT409: 3 }), ...(after!.revision === 2 ? [] : [`revision ${after!.revision}`])]
      },
    }
  },

  'counts a revision for each edit that names none': async (database) => {
    const [made] = await database.sql`insert into charts (project_id, title, chart_type) values (${project}, 'Sales', 'bar') returning id`
    const id = made!.id as string
    return {
      attempts: Array.from({ length: 4 }, (_, n) => ({
        as: user,
        run: (mine) => mine`update charts set title = ${`Title ${n}`} where id = ${id}`,
      })),
      broken: async (outcomes) => {
        const [after] = await database.sql`select revision::int from charts where id = ${id}`
        return [...unless(outcomes, { done: 4 }), ...(after!.revision === 5 ? [] : [`revision ${after!.revision}`])]
      },
    }
  },
})
