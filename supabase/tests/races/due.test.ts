/** What is due, with many sessions looking at the same moment. */
import type { TransactionSql } from 'postgres'
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, unless } from './race.ts'

const SESSIONS = 25
let project: string

async function setUp({ addUser, sql }: TestDatabase): Promise<void> {
  const user = await addUser('maker@example.com')
  const [found] = await sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
  const many = Array.from({ length: 30 }, (_, n) => n)
  const schedule = sql.json({ type: 'schedule', cron: '0 8 1 * *' })
  await sql`insert into workflows ${sql(many.map((n) => ({ project_id: project, name: `W ${n}`, trigger_config: schedule, status: 'active' })))}`
  await sql`insert into connectors ${sql(many.map((n) => ({ project_id: project, name: `C ${n}`, type: 'csv', sync_frequency: 3600 })))}`
  await sql`insert into content ${sql(many.map((n) => ({ project_id: project, title: `P ${n}`, content_type: 'blog_post' })))}`
  await sql`insert into email_campaigns ${sql(many.map((n) => ({ project_id: project, subject: `M ${n}` })))}`
}

/** Everything is due, for a time of this round. */
async function makeDue({ sql }: TestDatabase, round: number): Promise<Date> {
  const at = new Date(Date.UTC(2026, 0, 1, 0, round))
  await sql`update workflows set next_run_at = ${at} where project_id = ${project}`
  await sql`update connectors set next_sync_at = ${at} where project_id = ${project}`
  await sql`update content set status = 'scheduled', scheduled_at = ${at} where project_id = ${project}`
  await sql`update email_campaigns set status = 'scheduled', send_at = ${at} where project_id = ${project}`
  return at
}

/** How many rows were taken, of all kinds. */
async function announce(sql: TestDatabase['sql'] | TransactionSql, batch: number): Promise<number> {
  const [taken] = await sql`
    select sum(private.announce_due_work(kind, ${batch}))::int as n
    from unnest(array['workflows', 'connectors', 'content', 'email_campaigns']) kind`
  return taken!.n as number
}

/** Sentences for what was not announced exactly once. */
async function amiss({ sql }: TestDatabase, since: string): Promise<string[]> {
  const kinds = await sql`
    select type, count(*)::int as events, count(distinct subject_id)::int as subjects from events
    where id > ${since} and type like '%.due' group by type order by type`
  const still = await announce(sql, 500)
  return [
    ...(kinds.length === 4 ? [] : [`events of ${kinds.length} kinds`]),
    ...kinds.flatMap(({ type, events, subjects }) => (events === 30 && subjects === 30 ? [] : [`${events} events ${type} of ${subjects}`])),
    ...(still === 0 ? [] : [`${still} are due still`]),
  ]
}

const lastEvent = async ({ sql }: TestDatabase): Promise<string> => {
  const [last] = await sql`select coalesce(max(id), 0)::text as id from events`
  return last!.id as string
}

races('what is due', setUp, {
  'is announced once, however many look': async (database, round) => {
    await makeDue(database, round)
    const since = await lastEvent(database)
    return {
      attempts: Array.from({ length: SESSIONS }, () => ({ run: (sql) => announce(sql, 7) })),
      broken: async (outcomes) => [...unless(outcomes, { done: SESSIONS }), ...(await amiss(database, since))],
    }
  },

  'is announced once though some that announce it fail at the end': async (database, round) => {
    await makeDue(database, 100_000 + round)
    const since = await lastEvent(database)
    return {
      attempts: Array.from({ length: SESSIONS }, (_, n) => ({
        run: async (sql) => {
          await announce(sql, 7)
          if (n % 2) throw Object.assign(new Error('The machine is gone'), { code: 'gone' })
        },
      })),
      broken: async (outcomes) => {
        // Whoever lost is followed by the next minute.
        await announce(database.sql, 500)
        return [...unless(outcomes, { done: 13, gone: 12 }), ...(await amiss(database, since))]
      },
    }
  },
})
