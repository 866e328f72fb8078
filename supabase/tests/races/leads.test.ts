/** Leads that several forms, rules and people write at once. */
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

races('a lead', setUp, {
  'is one for an address, whatever its case': async (database, round) => ({
    attempts: ['Ada', 'ADA', ' ada', 'aDa'].map((name, n) => ({
      as: user,
      run: (sql) =>
        n % 2
          ? sql`insert into leads (project_id, email) values (${project}, ${`${name}.${round}@example.com`})`
          : sql`insert into leads (project_id, email) values (${project}, ${`${name}.${round}@example.com`})
                on conflict (project_id, email) do update set source = excluded.source`,
    })),
    broken: async (outcomes) => {
      const found = await database.sql`select from leads where project_id = ${project} and email like ${`%ada.${round}@example.com`}`
      return [...strange(outcomes, 'done', '23505'), ...(found.count === 1 ? [] : [`${found.count} leads`])]
    },
  }),

  'has the sum of its changes as score': async (database, round) => {
    const { sql } = database
    const [made] = await sql`insert into leads (project_id, email) values (${project}, ${`sum.${round}@example.com`}) returning id`
    const id = made!.id as string
    const change = { project_id: project, lead_id: id, points: 3, reason: 'Opened a mail' }
    return {
      attempts: [
        ...[1, 2, 3].map(() => ({ as: user, run: (mine: TransactionSql) => mine`insert into lead_score_changes ${mine(change)}` })),
        // Two default rules come true, once each.
        ...[1, 2].map((n) => ({
          as: user,
          run: (mine: TransactionSql) => mine`update leads set company = ${`Acme ${n}`} where id = ${id}`,
        })),
        { as: user, run: (mine) => mine`update leads set phone = '1' where id = ${id}` },
        ...[1, 2].map(() => ({ as: user, run: (mine: TransactionSql) => mine`select calculate_lead_score(${id})` })),
      ],
      broken: async (outcomes) => {
        const [now] = await sql`
          select score::int, (select sum(points)::int from lead_score_changes where lead_id = ${id}) as sum from leads where id = ${id}`
        return [
          ...unless(outcomes, { done: 8 }),
          ...(now!.score === 24 && now!.sum === 24 ? [] : [`score ${now!.score}, sum ${now!.sum}, not 24`]),
        ]
      },
    }
  },

  'does not stop others when many are scored in one statement each': async (database, round) => {
    const { sql } = database
    const emails = [1, 2, 3, 4].map((n) => ({ project_id: project, email: `many.${round}.${n}@example.com` }))
    const made = await sql`insert into leads ${sql(emails)} returning id`
    const change = (lead_id: string) => ({ project_id: project, lead_id, points: 1, reason: 'Visited' })
    const orders = [made, made.toReversed(), made, made.toReversed()].map((rows) => rows.map(({ id }) => change(id as string)))
    return {
      attempts: orders.map((rows) => ({ as: user, run: (mine) => mine`insert into lead_score_changes ${mine(rows)}` })),
      broken: async (outcomes) => {
        const scores = await sql`select score::int from leads where id in ${sql(made.map(({ id }) => id as string))}`
        return [...unless(outcomes, { done: 4 }), ...scores.flatMap(({ score }) => (score === 4 ? [] : [`score ${score}, not 4`]))]
      },
    }
  },
})
