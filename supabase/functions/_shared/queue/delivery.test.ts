/** What becomes of one message, on a real queue. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { openDatabase, type Database } from '../database.ts'
import { Delivery, Stopped } from './delivery.ts'
import { dead, defineQueue, done, retry, type Handler } from './handler.ts'
import { Mailbox } from './mailbox.ts'
import { Settler } from './settler.ts'

let database: TestDatabase
let sql: Database
let mailbox: Mailbox

beforeAll(async () => {
  database = await createTestDatabase()
  sql = openDatabase(database.url('postgres'))
  mailbox = new Mailbox(sql, 'single')
  await sql`select private.create_queue('single', 1)`
})
afterEach(async () => void (await sql`truncate pgmq.q_single, public.dead_letters`))
afterAll(async () => {
  await sql?.end()
  await database?.drop()
})

/** Delivers what waits, all at once, and writes down what became of it. */
async function deliver(handle: Handler<{ n: number }>, maxAttempts = 2, begun: (delivery: Delivery) => void = () => {}) {
  const queue = defineQueue(z.looseObject({ n: z.number() }), { maxAttempts, visibilitySeconds: 30, concurrency: 10 }, handle)
  const settler = new Settler(mailbox, () => {})
  for (const received of await mailbox.read(30, 10, 0, [])) {
    const delivery = new Delivery(mailbox, queue, received)
    const ending = delivery.run()
    begun(delivery)
    settler.add(received, await ending)
  }
  await settler.flush()
}
const send = (message: object = { n: 1 }) => sql`select pgmq.send('single', ${sql.json(message as never)})`
const queued = async () => {
  const rows = await sql<{ n: number; retried: number | null; seconds: number }[]>`
    select (message ->> 'n')::int as n, (message ->> 'retried')::int as retried, extract(epoch from vt - clock_timestamp())::float8 as seconds
    from pgmq.q_single order by msg_id`
  return rows.map((row) => ({ ...row }))
}
const letters = async () => {
  const rows = await sql<{ attempts: number; error: { message: string } }[]>`select attempts, error from public.dead_letters`
  return rows.map((row) => ({ ...row }))
}
const skipWait = () => sql`update pgmq.q_single set vt = clock_timestamp()`

test('a time to wait that is none is the usual one, and harms no other message', async () => {
  const times = [NaN, Infinity, -1, 1e12, 60]
  for (const n of times.keys()) await send({ n })
  await deliver(({ n }) => retry(new Error('Not yet'), times[n]))
  const [none, infinite, negative, huge, usual] = await queued()
  for (const message of [none, infinite, negative]) expect(message!.seconds).toBeLessThanOrEqual(2)
  expect(huge!.seconds).toBeGreaterThan(80_000)
  expect(huge!.seconds).toBeLessThanOrEqual(86_400)
  expect(usual!.seconds).toBeGreaterThan(30)
})

test('what its worker stops is given back at once: no failure, and never dead', async () => {
  const stopped: Handler<{ n: number }> = ({ n }, context) =>
    new Promise((resolve, reject) => {
      const { signal } = context
      // As a handler does that tells the last attempt from the others.
      const end = () =>
        n === 1 ? reject(signal.reason as Error) : resolve(context.isLastAttempt ? dead(signal.reason) : retry(signal.reason))
      signal.addEventListener('abort', end)
    })
  await send({ n: 1, retried: 1 })
  await send({ n: 2, retried: 1 })
  await sql`update pgmq.q_single set read_ct = 1`
  await deliver(stopped, 2, (delivery) => delivery.abort(new Stopped('It is time to go')))
  expect(await letters()).toEqual([])
  const left = await queued()
  expect(left).toMatchObject([
    { n: 1, retried: 1 },
    { n: 2, retried: 1 },
  ])
  for (const { seconds } of left) expect(seconds).toBeLessThanOrEqual(0)
})

test('a handler that is always stopped ends somewhere', async () => {
  await send()
  let begun = 0
  const endless: Handler<unknown> = (_, { signal }) =>
    new Promise((_, reject) => {
      begun += 1
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
  for (let time = 0; time < 10; time++) await deliver(endless, 4, (delivery) => delivery.abort(new Stopped('It is time to go')))
  expect(begun).toBe(4)
  expect(await letters()).toMatchObject([{ error: { message: expect.stringContaining('4 times') } }])
})

test('who was in hand when others ended the worker has all its attempts left', async () => {
  await send()
  // Twice another message was why, before this one was worked on alone.
  await sql`update pgmq.q_single set read_ct = 2`
  const lasts: boolean[] = []
  const failing: Handler<unknown> = (_, { isLastAttempt }) => {
    lasts.push(isLastAttempt)
    throw new Error('It fails')
  }
  await deliver(failing)
  await skipWait()
  await deliver(failing)
  expect(lasts).toEqual([false, true])
  expect(await letters()).toMatchObject([{ attempts: 4, error: { message: 'It fails' } }])
})

test('what it ended three times alone is given up, and the handler not asked', async () => {
  await send()
  await sql`update pgmq.q_single set read_ct = 3`
  await deliver(() => Promise.reject(new Error('Not to be asked')))
  expect(await letters()).toMatchObject([{ attempts: 4, error: { message: expect.stringContaining('3 times') } }])
})

test('whatever an error says can be kept', async () => {
  await send()
  await deliver(() => dead(new Error(`It said \0 and \ud800${'.'.repeat(10_000)}`)))
  const [letter] = await letters()
  expect(letter!.error.message).toMatch(/^It said {2}and \ufffd\.+$/)
  expect(letter!.error.message.length).toBeLessThanOrEqual(2000)
})

test('who has acknowledged cannot write after it: that is an error, not lost in silence', async () => {
  await send()
  let isWritten = false
  const endings: string[] = []
  const queue = defineQueue(z.unknown(), { maxAttempts: 5, visibilitySeconds: 30, concurrency: 1 }, async (_, context) => {
    await sql.begin((transaction) => context.acknowledge(transaction))
    return done(async () => void (isWritten = true))
  })
  const [received] = await mailbox.read(30, 1, 0, [])
  endings.push((await new Delivery(mailbox, queue, received!).run()).kind)
  expect(isWritten).toBe(false)
  expect(endings).toEqual(['retry'])
  expect(await queued()).toEqual([])
})
