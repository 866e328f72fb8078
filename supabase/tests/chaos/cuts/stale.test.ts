/** A worker that still works on a message which somebody else has by now. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { TestFunctions } from '../../../../scripts/testing/functions.ts'
import { until } from '../../../../scripts/testing/uploads.ts'
import { World } from './world.ts'

let world: World

beforeAll(async () => {
  world = await World.open()
})
afterEach(() => world.stopWorkers())
afterAll(() => world?.close())

const limits = { visibilitySeconds: 2 }

/** A worker that has loaded what it needs: it was called, by nobody it works for. */
async function standby(): Promise<TestFunctions> {
  const worker = await world.startWorker()
  expect((await worker.post('/worker')).status).toBe(401)
  return worker
}

test('visibility expired while the worker was stopped', async () => {
  const [first, second] = await Promise.all([world.startWorker({ limits }), standby()])
  world.external.choose = (_, call) => {
    if (call === 1) process.kill(first.pid, 'SIGSTOP')
    return 'done'
  }
  const id = await world.send()
  await world.wake(first)
  await world.called(id)
  await until(
    async () => (await world.wake(second), world.settledAt(id)),
    (attempts) => attempts.length > 0,
  )
  expect(await world.settledAt(id)).toEqual([2])

  process.kill(first.pid, 'SIGCONT')
  await world.expectOnce(id, 2)
})

test('out of CPU time: nothing else runs in the worker for longer than the message stays invisible', async () => {
  world.external.choose = () => 'done'
  const [first, second] = await Promise.all([world.startWorker({ limits }), standby()])
  const id = await world.send('spin')
  await world.wake(first)
  await world.called(id)
  await until(
    async () => (await world.wake(second), world.settledAt(id)),
    (attempts) => attempts.length > 0,
  )
  expect(await world.settledAt(id)).toEqual([2])
  await world.expectOnce(id, 2)
})

test('the clock goes forward by an hour: every delivery and lease runs out at once', async () => {
  const held = Promise.withResolvers<void>()
  const [first, second] = await Promise.all([world.startWorker(), world.startWorker()])
  world.external.choose = (_, call) => {
    if (call === 1) process.kill(first.pid, 'SIGSTOP')
    else held.resolve()
    return 'done'
  }
  const ids = [await world.send(), await world.send(), await world.send()]
  await world.wake(first)
  await world.called(ids[0]!)
  await world.skipAnHour()
  await world.wake(second)
  await held.promise
  process.kill(first.pid, 'SIGCONT')
  await world.rest()
  for (const id of ids) {
    expect(world.external.had(id)).toBe(1)
    expect(await world.settledAt(id)).toHaveLength(1)
  }
})
