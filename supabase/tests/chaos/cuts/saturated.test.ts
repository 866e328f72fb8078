/** Handlers' transactions occupy every connection of their pool, and wait. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../scripts/testing/uploads.ts'
import { World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await World.open(1)
})
afterAll(() => world?.close())

test('the worker keeps its slot and its messages', { timeout: 120_000 }, async () => {
  const { sql } = world.database
  const worker = await world.startWorker({ limits: { visibilitySeconds: 6 } })
  const sent = await Promise.all(Array.from({ length: 10 }, () => world.send()))
  await sql.begin(async (transaction) => {
    await transaction`lock table chaos.ledger in access exclusive mode`
    await world.wake(worker)
    await until(
      () => sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      (waiting) => waiting.length === 6,
    )
    // A lease is renewed for 10 s, a message for 6: both at least 3 s from now.
    const [began] = await sql<{ at: Date }[]>`select clock_timestamp() as at`
    await until(
      () => sql`
        select from private.worker_leases
        where expires_at > ${began!.at}::timestamptz + '13 s' and (select min(vt) from pgmq.q_chaos) > ${began!.at}::timestamptz + '9 s'`,
      (kept) => kept.length === 1,
    )
  })
  await world.rest()
  for (const id of sent) expect(await world.settledAt(id)).toEqual([1])
})
