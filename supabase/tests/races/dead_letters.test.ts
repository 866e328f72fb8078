/** Dead letters that many people settle at once. */
import type { TransactionSql } from 'postgres'
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { races, unless } from './race.ts'

const CLIENTS = 25
let user: string
let project: string

async function setUp(database: TestDatabase): Promise<void> {
  user = await database.addUser(`${crypto.randomUUID()}@example.com`)
  const [found] = await database.sql`select id from projects where owner_user_id = ${user}`
  project = found!.id as string
}

/** Ids of new letters, the first that of this run; nothing waits in the queue. */
async function makeLetters({ sql }: TestDatabase, count: number, run: string = crypto.randomUUID()): Promise<string[]> {
  await sql`delete from pgmq.q_connector_sync`
  const rows = await sql`
    insert into dead_letters (project_id, workspace_id, queue, message, idempotency_key)
    select ${project}, workspace_id, 'connector_sync', jsonb_build_object(
      'v', 1, 'type', 'load_upload', 'project_id', ${project}::text, 'id', case n when 1 then ${run}::uuid else gen_random_uuid() end
    ), gen_random_uuid()
    from projects, generate_series(1, ${count}) n where id = ${project} returning id`
  return rows.map(({ id }) => id as string)
}

/** Everybody in an order of their own. */
const shuffled = (ids: string[]) => ids.toSorted(() => Math.random() - 0.5)
const total = (outcomes: { value: unknown }[]) => outcomes.reduce((sum, { value }) => sum + (value as { n: number }[])[0]!.n, 0)

/** Which messages are back, and how often. */
async function sent({ sql }: TestDatabase): Promise<{ messages: number; keys: number }> {
  const [found] = await sql<{ messages: number; keys: number }[]>`
    select count(*)::int as messages, count(distinct message ->> 'idempotency_key')::int as keys from pgmq.q_connector_sync`
  return found!
}

races('dead letters', setUp, {
  'that 25 clients redrive go back once': async (database) => {
    const letters = await makeLetters(database, 10)
    const redrive = (sql: TransactionSql) => sql`select redrive_dead_letters(${shuffled(letters)}) as n`
    return {
      attempts: Array.from({ length: CLIENTS }, () => ({ as: user, run: redrive })),
      broken: async (outcomes) => {
        const wrong = unless(outcomes, { done: CLIENTS })
        const { messages, keys } = await sent(database)
        return [
          ...wrong,
          ...(messages === 10 && keys === 10 ? [] : [`${messages} messages of ${keys} letters went back`]),
          ...(wrong.length || total(outcomes) === 10 ? [] : [`${total(outcomes)} are said to have gone back`]),
        ]
      },
    }
  },

  'are redriven or discarded, and their run is retried once': async (database) => {
    const [failed] =
      await database.sql`insert into sync_runs (project_id, trigger, status) values (${project}, 'upload', 'failed') returning id`
    const run = failed!.id as string
    const letters = await makeLetters(database, 4, run)
    const redrive = (sql: TransactionSql) => sql`select redrive_dead_letters(${shuffled(letters)}) as n`
    const discard = (sql: TransactionSql) => sql`select discard_dead_letters(${shuffled(letters)}) as n`
    const retry = (sql: TransactionSql) => sql`select 0 as n from retry_run(${run})`
    return {
      attempts: [redrive, discard, retry, redrive, discard, redrive].map((attempt) => ({ as: user, run: attempt })),
      broken: async (outcomes) => {
        const { messages } = await sent(database)
        const [now] = await database.sql`
          select count(redriven_at)::int as redriven, count(discarded_at)::int as discarded,
            (select status from sync_runs where id = ${run}) as status,
            (select count(*)::int from pgmq.q_connector_sync where message ->> 'id' = ${run}) as runs
          from dead_letters where id in ${database.sql(letters)}`
        const strange = outcomes.filter(({ code }, index) => code !== 'done' && !(index === 2 && code === 'PT409'))
        return [
          ...strange.map(({ code, message }) => `${code}: ${message}`),
          ...(now!.redriven + now!.discarded === 4 ? [] : [`${now!.redriven} are redriven and ${now!.discarded} discarded`]),
          ...(now!.runs === 1 || (now!.runs === 0 && now!.status === 'failed')
            ? []
            : [`the run is ${now!.status} with ${now!.runs} messages`]),
          // A retried run has sent its own message, whatever became of the letter.
          ...(messages === now!.redriven || messages === now!.redriven + 1 ? [] : [`${messages} messages for ${now!.redriven} letters`]),
        ]
      },
    }
  },
})
