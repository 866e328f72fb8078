/** Tokens of a workspace that many calls want at once. */
import type { TransactionSql } from 'postgres'
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, strange, unless } from './race.ts'

const LIMIT = 1000
let project: string
let workspace: string

/** A workspace with so many tokens, and nothing used. */
async function setUp({ sql }: TestDatabase): Promise<void> {
  const [made] = await sql`
    with w as (insert into workspaces (name) values ('Acme') returning id)
    insert into projects (workspace_id, name) select id, 'One' from w returning id, workspace_id`
  project = made!.id as string
  workspace = made!.workspace_id as string
}

const refill = async ({ sql }: TestDatabase) => {
  await sql`delete from private.token_reservations`
  await sql`update workspace_subscriptions set base_token_limit = ${LIMIT}, base_tokens_used = 0, additional_tokens = 0 where workspace_id = ${workspace}`
}

races('tokens', setUp, {
  'are never reserved beyond what is left': async (database, round) => {
    await refill(database)
    return {
      attempts: Array.from({ length: 8 }, (_, n) => ({ run: (sql) => sql`select reserve_tokens(${project}, 300, ${`${round} ${n}`})` })),
      broken: async (outcomes) => {
        const [held] = await database.sql`select sum(tokens)::int as n from private.token_reservations where status = 'open'`
        return [...unless(outcomes, { done: 3, PT402: 5 }), ...(held!.n <= LIMIT ? [] : [`${held!.n} of ${LIMIT} are held`])]
      },
    }
  },

  'are never spent twice when calls are settled, begun and released at once': async (database, round) => {
    await refill(database)
    const held = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const [row] = await database.sql`select reserve_tokens(${project}, 300, ${`held ${round} ${n}`}) ->> 'id' as id`
        return row!.id as string
      }),
    )
    const [first, second, third] = held as [string, string, string]
    const settle = (id: string) => ({ run: (sql: TransactionSql) => sql`select settle_tokens(${id}, 150, 50, 0, 'chat')` })
    return {
      attempts: [
        settle(first),
        settle(first),
        settle(second),
        { run: (sql) => sql`select release_tokens(${third})` },
        ...[1, 2, 3, 4].map((n) => ({
          run: (sql: TransactionSql) => sql`select reserve_tokens(${project}, 300, ${`new ${round} ${n}`})`,
        })),
      ],
      broken: async (outcomes) => {
        const [now] = await database.sql`
          select s.base_tokens_used::int as used, (select coalesce(sum(tokens), 0)::int from private.token_reservations where status = 'open') as held,
            (select count(*)::int from token_usage where id in ${database.sql(held)}) as rows
          from workspace_subscriptions s where workspace_id = ${workspace}`
        return [
          ...strange(outcomes, 'done', 'PT402'),
          ...(now!.used === 400 && now!.rows === 2 ? [] : [`${now!.used} tokens used in ${now!.rows} rows instead of 400 in 2`]),
          ...(now!.used + now!.held <= LIMIT ? [] : [`${now!.used} used and ${now!.held} held of ${LIMIT}`]),
        ]
      },
    }
  },

  'of a purchase are credited once': async (database, round) => {
    await refill(database)
    const intent = `pi_${round}`
    await database.sql`
      insert into token_purchases (workspace_id, stripe_payment_intent_id, token_amount, price_paid) values (${workspace}, ${intent}, 70, 1)`
    return {
      attempts: Array.from({ length: 4 }, () => ({
        run: (sql) => sql`update token_purchases set status = 'completed' where stripe_payment_intent_id = ${intent}`,
      })),
      broken: async (outcomes) => {
        const [now] = await database.sql`select additional_tokens::int as n from workspace_subscriptions where workspace_id = ${workspace}`
        return [...unless(outcomes, { done: 4 }), ...(now!.n === 70 ? [] : [`${now!.n} tokens were credited`])]
      },
    }
  },
})
