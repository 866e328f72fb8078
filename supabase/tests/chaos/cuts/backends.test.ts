/** Postgres ends the connections of a worker that lives on, in the middle of its transactions. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestFunctions } from '../../../../scripts/testing/functions.ts'
import { until } from '../../../../scripts/testing/uploads.ts'
import { World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

/** Ends all connections of the worker once several of its transactions wait for the ledger; answers the messages that were sent to it. */
async function strike(worker: TestFunctions): Promise<string[]> {
  const { sql } = world.database
  return await sql.begin(async (transaction) => {
    await transaction`lock table chaos.ledger in access exclusive mode`
    const sent = await Promise.all(Array.from({ length: 10 }, () => world.send()))
    await world.wake(worker)
    await until(
      () => sql`select from pg_stat_activity where application_name = 'struck' and wait_event_type = 'Lock'`,
      (waiting) => waiting.length >= 3,
    )
    await sql`select pg_terminate_backend(pid, 30000) from pg_stat_activity where application_name = 'struck'`
    return sent
  })
}

test('it goes on with new ones, however often', { timeout: 600_000 }, async () => {
  const url = new URL(world.database.url('postgres'))
  url.searchParams.set('application_name', 'struck')
  const worker = await world.startWorker({ env: { SUPABASE_DB_URL: url.href } })
  const sent: string[] = []
  for (let turn = 0; turn < 4; turn++) {
    sent.push(...(await strike(worker)))
    const settled = async () => {
      await world.wake(worker)
      return (await Promise.all(sent.map((id) => world.settledAt(id)))).filter((attempts) => attempts.length > 0).length
    }
    await until(settled, (count) => count === sent.length, 120)
  }
  await world.rest()
  for (const id of sent) {
    expect(world.external.had(id)).toBe(1)
    expect(await world.settledAt(id)).toHaveLength(1)
  }
})
