/** The worker's process ends in the middle of a message. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../scripts/testing/uploads.ts'
import { World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await World.open(1)
})
afterEach(() => world.stopWorkers())
afterAll(() => world?.close())

test('before the effect', async () => {
  world.external.choose = (_, call) => (call === 1 ? 'silent' : 'done')
  const first = await world.startWorker()
  const id = await world.send()
  await world.wake(first)
  await world.called(id)
  await first.kill()
  expect(world.external.had(id)).toBe(0)

  await world.skipAnHour()
  await world.wake(await world.startWorker())
  await world.expectOnce(id, 2)
})

test('after the effect, before the acknowledgement', async () => {
  world.external.choose = (_, call) => (call === 1 ? 'mute' : 'done')
  const first = await world.startWorker()
  const id = await world.send()
  await world.wake(first)
  await world.called(id)
  await first.kill()
  expect(world.external.had(id)).toBe(1)
  expect(await world.settledAt(id)).toEqual([])

  await world.skipAnHour()
  await world.wake(await world.startWorker())
  await world.expectOnce(id, 2)
})

test('while it holds the only slot: nobody else comes before the lease has run out', async () => {
  world.external.choose = (_, call) => (call === 1 ? 'silent' : 'done')
  const first = await world.startWorker()
  const id = await world.send()
  await world.wake(first)
  await world.called(id)
  await first.kill()
  expect(await world.leases()).toBe(1)

  await world.database.sql`update pgmq.q_chaos set vt = vt - interval '1 hour'`
  const needsWorker = async () => (await world.database.sql`select private.needs_worker('chaos') as yes`)[0]!.yes as boolean
  const mayWork = async () =>
    (await world.database.sql`select private.take_worker_lease('chaos', gen_random_uuid(), 15) as yes`)[0]!.yes as boolean
  expect([await needsWorker(), await mayWork()]).toEqual([false, false])

  await world.database.sql`update private.worker_leases set expires_at = expires_at - interval '1 hour'`
  expect(await needsWorker()).toBe(true)
  await world.wake(await world.startWorker())
  await world.expectOnce(id, 2)
  expect(await world.database.sql`select from private.worker_leases`).toHaveLength(0)
})

test('out of memory', async () => {
  world.external.choose = () => 'done'
  const first = await world.startWorker({ env: { DENO_V8_FLAGS: '--max-old-space-size=96' } })
  const [greedy, other] = [await world.send('hoard'), await world.send()]
  await world.wake(first)
  await until(
    async () => isRunning(first.pid),
    (running) => !running,
  )

  await world.skipAnHour()
  await world.wake(await world.startWorker())
  await world.expectOnce(greedy, 2)
  await world.rest()
  expect(world.external.had(other)).toBe(1)
  expect(await world.settledAt(other)).toHaveLength(1)
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
