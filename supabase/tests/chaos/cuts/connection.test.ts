/** The connection to Postgres breaks around the commit that settles a message. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../scripts/testing/uploads.ts'
import { Proxy } from './proxy.ts'
import { World } from './world.ts'

let world: World
let proxy: Proxy

beforeAll(async () => {
  world = await World.open()
  proxy = await Proxy.open(world.database.config.ports.db)
})
afterEach(() => world.stopWorkers())
afterAll(async () => {
  proxy?.close()
  await world?.close()
})

async function workOn(when: 'before' | 'after'): Promise<string> {
  const url = new URL(world.database.url('postgres'))
  url.port = String(proxy.port)
  const worker = await world.startWorker({ limits: { visibilitySeconds: 2 }, env: { SUPABASE_DB_URL: url.href } })
  const broken = proxy.broken
  proxy.breakAt('commit', when)
  const id = await world.send()
  await until(
    async () => (await world.wake(worker), world.settledAt(id)),
    (attempts) => attempts.length > 0,
  )
  expect(proxy.broken).toBe(broken + 1)
  return id
}

test('the acknowledgement is lost: it was committed, and the worker was not told', async () => {
  await world.expectOnce(await workOn('after'), 1)
})

test('the acknowledgement did not arrive', async () => {
  const id = await workOn('before')
  await world.rest()
  expect(world.external.had(id)).toBe(1)
  expect(await world.settledAt(id)).toHaveLength(1)
})
