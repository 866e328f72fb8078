/** What several model calls do at once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AuditMetadata, TokenBalance, TokenReservation } from '../../../shared/billing.ts'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'

let database: TestDatabase
let workspace: string
let project: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  const [made] = await database.sql`
    with w as (insert into workspaces (name) values ('Acme') returning id)
    insert into projects (workspace_id, name) select id, 'One' from w returning id, workspace_id`
  project = made!.id as string
  workspace = made!.workspace_id as string
  await database.sql`update workspace_subscriptions set base_token_limit = 1000 where workspace_id = ${workspace}`
})

const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((done) => (done.status === 'fulfilled' ? 'done' : (done.reason as { code: string }).code)).sort()
const reserve = (key: string, tokens = 300) => database.sql`select reserve_tokens(${project}, ${tokens}, ${key}) ->> 'id' as id`
const subscription = async () => {
  const [row] = await database.sql`
    select base_tokens_used::int as used, additional_tokens::int as additional from workspace_subscriptions where workspace_id = ${workspace}`
  return { ...row }
}

test('answers are as shared/billing.ts says', async () => {
  const [held] = await database.sql`select reserve_tokens(${project}, 5, 'one') as answer`
  expect(TokenReservation.parse(held!.answer)).toMatchObject({ status: 'open', tokens: 5 })
  const [balance] = await database.sql`
    select set_config('request.jwt.claims', '{"role": "service_role"}', true), token_balance(${workspace}) as answer`
  expect(TokenBalance.parse(balance!.answer)).toMatchObject({ reserved: 5, remaining: 995 })
  const logged = await database.sql`select metadata from audit_logs where workspace_id = ${workspace}`
  expect(logged.map(({ metadata }) => AuditMetadata.parse(metadata))).toContainEqual({ actor: 'system' })
})

describe('tokens of a workspace', () => {
  test('are never reserved twice, however many ask at once', async () => {
    const results = await outcomes(Array.from({ length: 10 }, (_, n) => reserve(`call ${n}`)))
    expect(results.filter((result) => result === 'done')).toHaveLength(3)
    expect(results.filter((result) => result === 'PT402')).toHaveLength(7)
  })

  test('are not promised to a second call while the first is being decided', async () => {
    const committed = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    const first = database.sql.begin(async (sql) => {
      await sql`select reserve_tokens(${project}, 600, 'first')`
      held.resolve()
      await committed.promise
    })
    await held.promise
    const second = outcomes([reserve('second', 600)])
    await expect
      .poll(async () => {
        const [waiting] =
          await database.sql`select count(*)::int as n from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`
        return waiting!.n as number
      })
      .toBe(1)
    committed.resolve()
    await first
    expect(await second).toEqual(['PT402'])
  })

  test('are one reservation under one key, also at the same time', async () => {
    const rows = await Promise.all([reserve('one', 900), reserve('one', 900), reserve('one', 900)])
    expect(new Set(rows.map(([row]) => row!.id as string)).size).toBe(1)
  })

  test('are settled once', async () => {
    const [held] = await reserve('one')
    await Promise.all([1, 2, 3].map(() => database.sql`select settle_tokens(${held!.id as string}, 200, 50, 0, 'chat')`))
    expect(await subscription()).toEqual({ used: 250, additional: 0 })
  })

  test('are counted when calls end at once', async () => {
    const held = await Promise.all(Array.from({ length: 10 }, (_, n) => reserve(`call ${n}`, 100)))
    await database.sql`update workspace_subscriptions set additional_tokens = 1000 where workspace_id = ${workspace}`
    await Promise.all(held.map(([row]) => database.sql`select settle_tokens(${row!.id as string}, 100, 50, 0, 'chat')`))
    expect(await subscription()).toEqual({ used: 1000, additional: 500 })
  })

  test('are bought once, however often the payment provider says so', async () => {
    await database.sql`
      insert into token_purchases (workspace_id, stripe_payment_intent_id, token_amount, price_paid) values (${workspace}, ${workspace}, 70, 1)`
    const tell = () => database.sql`update token_purchases set status = 'completed' where workspace_id = ${workspace}`
    await Promise.all([tell(), tell(), tell(), tell()])
    expect(await subscription()).toEqual({ used: 0, additional: 70 })
  })
})
