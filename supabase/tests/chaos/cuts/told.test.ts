/** A worker is told to end while a handler does not listen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../scripts/testing/uploads.ts'
import { World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await World.open(1)
})
afterAll(() => world?.close())

test('it gives its slot back, and the message is delivered again', async () => {
  const { sql } = world.database
  const worker = await world.startWorker()
  const id = await world.send()
  await sql.begin(async (transaction) => {
    await transaction`lock table chaos.ledger in access exclusive mode`
    await world.wake(worker)
    await until(
      () => sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      (waiting) => waiting.length === 1,
    )
    await worker.stop()
    expect(await sql`select from private.worker_leases`).toHaveLength(0)
  })
  await world.skipAnHour()
  const next = await world.startWorker()
  await until(
    async () => (await world.wake(next), world.settledAt(id)),
    (attempts) => attempts.length > 0,
  )
  await world.rest()
  expect(await world.settledAt(id)).toHaveLength(1)
})
