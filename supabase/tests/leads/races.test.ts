/** What forms, people and senders do at once with leads and e-mails. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let user: string
let project: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  user = await database.addUser(`${crypto.randomUUID()}@example.com`)
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
})

const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()
/** Resolves when some connection waits for a lock. */
async function somebodyWaits(): Promise<void> {
  await expect
    .poll(async () => {
      const [waiting] =
        await database.sql`select count(*)::int as n from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`
      return waiting!.n as number
    })
    .toBeGreaterThan(0)
}
const many = <T>(n: number, make: (i: number) => Promise<T>) => Array.from({ length: n }, (_, i) => make(i))

test('one address makes one lead: the others hear of a conflict', async () => {
  const add = (i: number) =>
    database.asUser(
      user,
      (sql) =>
        sql`insert into leads (project_id, email, company) values (${project}, ${i % 2 ? 'A@example.com' : ' a@EXAMPLE.com'}, 'Navy')`,
    )
  expect(await outcomes(many(6, add))).toEqual(['23505', '23505', '23505', '23505', '23505', 'done'])
  expect(await database.sql`select email, score::int from leads where project_id = ${project}`).toEqual([
    { email: 'a@example.com', score: 10 },
  ])
})

test('upserts of one address at once are one lead, and its rules apply once', async () => {
  const upsert = (i: number) =>
    database.asUser(
      user,
      (sql) => sql`
        insert into leads (project_id, email, company, phone) values (${project}, ${i % 2 ? 'A@example.com' : 'a@example.com'}, ${`Company ${i}`}, ${`${i}`})
        on conflict (project_id, email) do update set project_id = excluded.project_id, email = excluded.email, company = excluded.company, phone = excluded.phone`,
    )
  expect(await outcomes(many(10, upsert))).toEqual(Array(10).fill('done'))
  expect(await database.sql`select score::int from leads where project_id = ${project}`).toEqual([{ score: 15 }])
  expect(await database.sql`select points from lead_score_changes where project_id = ${project} order by 1`).toEqual([
    { points: 5 },
    { points: 10 },
  ])
})

test('points given at once all count, whatever else happens to the lead', async () => {
  const { sql } = database
  const [lead] = await sql`insert into leads (project_id, email) values (${project}, 'a@example.com') returning id`
  const id = lead!.id as string
  const give = () =>
    database.asUser(
      user,
      (mine) => mine`insert into lead_score_changes (project_id, lead_id, points, reason) values (${project}, ${id}, 3, 'x')`,
    )
  const edit = (i: number) =>
    database.asUser(user, (mine) => mine`update leads set company = ${`c${i}`}, phone = ${`${i}`} where id = ${id}`)
  const recalculate = () => database.asUser(user, (mine) => mine`select calculate_lead_score(${id})`)
  expect(await outcomes([...many(8, give), ...many(8, edit), ...many(8, recalculate)])).toEqual(Array(24).fill('done'))
  expect(await sql`select score::int from leads where id = ${id}`).toEqual([{ score: 39 }])
})

test('a score that is calculated while points are given has them', async () => {
  const { sql } = database
  const [lead] = await sql`insert into leads (project_id, email) values (${project}, 'a@example.com') returning id`
  const id = lead!.id as string
  let calculated: Promise<unknown> | undefined
  await sql.begin(async (giving) => {
    await giving`insert into lead_score_changes (project_id, lead_id, points, reason) values (${project}, ${id}, 3, 'x')`
    calculated = database.asUser(user, (mine) => mine`select calculate_lead_score(${id})::int as score`)
    await somebodyWaits()
  })
  expect(await calculated).toEqual([{ score: 3 }])
  expect(await sql`select score::int from leads where id = ${id}`).toEqual([{ score: 3 }])
})

test('points for the same leads in other orders do not block each other', async () => {
  const { sql } = database
  const emails = Array.from({ length: 20 }, (_, i) => `lead${i}@example.com`)
  await sql`insert into leads (project_id, email) select ${project}, unnest(${emails}::text[])`
  const give = (i: number) =>
    database.asUser(
      user,
      (mine) => mine`
        insert into lead_score_changes (project_id, lead_id, points, reason)
        select project_id, id, 1, 'x' from leads where project_id = ${project} order by case ${i % 2}::int when 0 then email end, email desc`,
    )
  expect(await outcomes(many(12, give))).toEqual(Array(12).fill('done'))
  expect(await sql`select distinct score::int from leads where project_id = ${project}`).toEqual([{ score: 12 }])
})

test('one message per lead, counted once, however many senders queue it; a first open too', async () => {
  const { sql } = database
  const [mail] = await sql`insert into email_campaigns (project_id, subject) values (${project}, 'News') returning id`
  const id = mail!.id as string
  await sql`insert into leads (project_id, email) select ${project}, i || '@example.com' from generate_series(1, 5) i`
  const queue = () => sql`
    insert into email_messages (project_id, email_campaign_id, lead_id)
    select project_id, ${id}, id from leads where project_id = ${project} on conflict do nothing`
  expect(await outcomes(many(6, queue))).toEqual(Array(6).fill('done'))
  const move = async (status: string, from: string) =>
    await sql`update email_messages set status = ${status} where email_campaign_id = ${id} and status = ${from}`
  await move('sending', 'queued')
  await Promise.all(
    (await sql`select id from email_messages where email_campaign_id = ${id}`).map(
      (m) => sql`update email_messages set status = 'sent' where id = ${m.id as string}`,
    ),
  )
  const open = () =>
    sql`insert into email_events (project_id, email_message_id, type) select project_id, id, 'open' from email_messages where email_campaign_id = ${id}`
  expect(await outcomes(many(8, open))).toEqual(Array(8).fill('done'))
  expect(await sql`select metrics from email_campaigns where id = ${id}`).toEqual([
    { metrics: { queued: 0, sending: 0, sent: 5, opened: 5 } },
  ])
})
