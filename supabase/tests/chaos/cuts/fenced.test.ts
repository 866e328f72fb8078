/** Whatever a worker wants to do with a message that was delivered to somebody else meanwhile, nothing happens. */
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { loadConfig } from '../../../functions/_shared/config.ts'
import { dead, defineQueue, done, retry, type Context, type Outcome } from '../../../functions/_shared/queue/handler.ts'
import { createWorker } from '../../../functions/_shared/queue/worker.ts'
import { World } from './world.ts'

let world: World
let sql: postgres.Sql

beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  world = await World.open()
  sql = postgres(world.database.url('postgres'), { max: 6, onnotice: () => {} })
})
afterAll(async () => {
  vi.restoreAllMocks()
  await sql?.end()
  await world?.close()
})

const write = (tx: postgres.TransactionSql) =>
  tx`insert into chaos.ledger (message_id, attempt, worker_started) values (gen_random_uuid(), 1, now())`

const outcomes: Record<string, (context: Context) => Promise<Outcome> | Outcome> = {
  done: () => done(),
  'done with rows': () => done(write),
  retried: () => retry(new Error('again'), 0),
  dead: () => dead(new Error('no more')),
  'dead with rows': () => dead(new Error('no more'), write),
  thrown: () => {
    throw new Error('oh')
  },
  'acknowledged in a transaction of its own': async (context) => {
    await sql.begin(async (tx) => {
      await write(tx)
      await context.acknowledge(tx)
    })
    return done()
  },
}

test.each(Object.keys(outcomes))('%s', async (name) => {
  const [begun, gate, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const queue = defineQueue(z.unknown(), { maxAttempts: 3, visibilitySeconds: 60, concurrency: 1 }, async (_, context) => {
    begun.resolve()
    await gate.promise
    setTimeout(ended.resolve)
    return await outcomes[name]!(context)
  })
  const id = await world.send()
  const key = 'the service key'
  const config = loadConfig({ SUPABASE_URL: 'http://127.0.0.1', SUPABASE_DB_URL: world.database.url('postgres'), SB_SECRET_KEY: key })
  const worker = createWorker('worker', { chaos: queue }, config, sql)
  const body = JSON.stringify({ queue: 'chaos' })
  await worker.request('/worker', { method: 'POST', body, headers: { apikey: key, 'content-type': 'application/json' } })
  await begun.promise

  await world.database.sql`update pgmq.q_chaos set vt = now()`
  const [taken] = await world.database.sql<
    { msg_id: string; read_ct: number }[]
  >`select msg_id, read_ct from private.read_messages('chaos', 600, 1)`
  const look = () => world.database.sql`select msg_id, read_ct, vt from pgmq.q_chaos`
  const before = [...(await look())]
  gate.resolve()
  await ended.promise
  await expect.poll(() => world.leases()).toBe(0)

  expect(taken).toMatchObject({ read_ct: 2 })
  expect([...(await look())]).toEqual(before)
  expect(await world.database.sql`select from chaos.ledger`).toHaveLength(0)
  expect(await world.letters(id)).toEqual([])
  await world.database.sql`select pgmq.purge_queue('chaos')`
})
