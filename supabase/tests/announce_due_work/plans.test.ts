/** What looking for due rows costs where nearly none is due. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

const MANY = 100_000
let database: TestDatabase

const kinds = {
  workflows: {
    index: 'workflows_due',
    insert: `insert into workflows (project_id, name, trigger_config, status, next_run_at)
      select p, 'W ' || n, '{"type": "schedule", "cron": "0 8 1 * *"}', 'active', now() + make_interval(secs => n - 3)`,
  },
  connectors: {
    index: 'connectors_due',
    insert: `insert into connectors (project_id, name, type, sync_frequency, next_sync_at)
      select p, 'C ' || n, 'csv', 3600, now() + make_interval(secs => n - 3)`,
  },
  content: {
    index: 'content_due',
    insert: `insert into content (project_id, title, content_type, status, scheduled_at, announced_for)
      select p, 'P ' || n, 'blog_post', 'scheduled', t, case when n % 2 = 1 and n > 3 then t end
      from (select p, n, now() + make_interval(secs => case when n % 2 = 1 and n > 3 then -n else n - 3 end) as t`,
  },
  email_campaigns: {
    index: 'email_campaigns_due',
    insert: `insert into email_campaigns (project_id, subject, status, send_at, announced_for)
      select p, 'M ' || n, 'scheduled', t, case when n % 2 = 1 and n > 3 then t end
      from (select p, n, now() + make_interval(secs => case when n % 2 = 1 and n > 3 then -n else n - 3 end) as t`,
  },
}

beforeAll(async () => {
  database = await createTestDatabase()
  await database.addUser('maker@example.com')
  await database.sql.begin(async (sql) => {
    // Rows as they are, without what triggers would make of them.
    await sql`set local session_replication_role = replica`
    for (const { insert } of Object.values(kinds)) {
      const rows = `from (select (select id from projects where owner_user_id is not null limit 1) as p, n from generate_series(1, ${MANY}) n) made`
      await sql.unsafe(`${insert} ${rows}${insert.includes('from (select p') ? ') timed' : ''}`)
    }
  })
  await database.sql`analyze workflows, connectors, content, email_campaigns`
}, 300_000)
afterAll(() => database.drop())

test.each(Object.entries(kinds))('the due %s are found by index', async (kind, { index }) => {
  const taken: number[] = []
  const read = await database.sql.begin(async (sql) => {
    // More than five times: then Postgres may choose a plan for any limit and time.
    for (let n = 0; n < 8; n++) {
      const [answer] = await sql`select private.announce_due_work(${kind}, 100, now() + make_interval(mins => ${n}, secs => 1)) as n`
      taken.push(answer!.n as number)
    }
    const [counted] = await sql`
      select seq_scan::int as scans, pg_stat_get_xact_numscans(to_regclass(${index}))::int as lookups,
        pg_stat_get_xact_tuples_returned(to_regclass(${index}))::int as entries
      from pg_stat_xact_user_tables where schemaname = 'public' and relname = ${kind}`
    return counted!
  })
  const all = taken.reduce((sum, n) => sum + n)
  expect(all).toBeGreaterThan(100)
  expect(all).toBeLessThan(2000)
  expect(read.scans).toBe(0)
  expect(read.lookups).toBeGreaterThanOrEqual(taken.length)
  expect(read.entries, 'entries of the index that were looked at, for each row that was due').toBeLessThan(10 * all)
})
