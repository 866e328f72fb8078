/** What several workers of a queue do, on a real queue. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { until } from '../../../../scripts/testing/uploads.ts'
import { openDatabase, type Database } from '../database.ts'
import { Consumer } from './consumer.ts'
import { defineQueue, done, type QueueLimits } from './handler.ts'
import { Mailbox } from './mailbox.ts'
import { LiveProjects } from './projects.ts'

let database: TestDatabase
let sql: Database
const projects: string[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  sql = openDatabase(database.url('postgres'), 10)
  await sql`select private.create_queue('slow', 2)`
  for (const name of ['ada', 'bob']) {
    const user = await database.addUser(`${name}@example.com`)
    const [project] = await sql`select id from public.projects where owner_user_id = ${user}`
    projects.push(String(project?.id))
  }
})
afterAll(async () => {
  await sql?.end()
  await database?.drop()
})

const limits = { wallClockSeconds: Infinity }
const send = (project: string) => sql`select pgmq.send('slow', ${sql.json({ project_id: project })})`

test('a worker at work for long leaves what another project sends to the next worker', async () => {
  const gate = Promise.withResolvers<void>()
  const handled: string[] = []
  const queue = defineQueue(
    z.object({ project_id: z.string() }),
    { maxAttempts: 5, visibilitySeconds: 30, concurrency: 1 },
    async ({ project_id }) => {
      await (project_id === projects[0] ? gate.promise : new Promise((resolve) => setTimeout(resolve, 80)))
      handled.push(project_id)
      return done()
    },
  )
  const work = () => new Consumer(new Mailbox(sql, 'slow'), queue, limits, new LiveProjects()).run()
  // However fast it was before.
  await send(projects[1]!)
  await send(projects[0]!)
  await send(projects[1]!)
  const first = work()
  const asksForHelp = async () => [...(await sql`select from private.worker_leases where not is_reading`)]
  await until(asksForHelp, (leases) => leases.length === 1)
  expect(handled).toEqual([projects[1]])
  // Time enough for the first to take what it should leave.
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(await work()).toBe(true)
  expect(handled).toEqual([projects[1], projects[1]])
  gate.resolve()
  expect(await first).toBe(true)
  expect(handled).toEqual([projects[1], projects[1], projects[0]])
  expect(await sql`select msg_id from pgmq.q_slow`).toHaveLength(0)
  expect(await sql`select holder from private.worker_leases`).toHaveLength(0)
})

test('when its time is up a worker gives back what it has not begun, and calls the next', async () => {
  await sql`select vault.create_secret('http://functions.test', 'functions_url'), vault.create_secret('key', 'service_role_key')`
  const handled: unknown[] = []
  const queue = defineQueue(
    z.object({ n: z.number() }),
    { maxAttempts: 5, visibilitySeconds: 30, concurrency: 4, projectConcurrency: 1 },
    async ({ n }) => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      handled.push(n)
      return done()
    },
  )
  await sql`select pgmq.send_batch('slow', array(select jsonb_build_object('n', n) from generate_series(1, 20) n))`
  await sql`delete from net.http_request_queue`
  const work = (wallClockSeconds: number) => new Consumer(new Mailbox(sql, 'slow'), queue, { wallClockSeconds }, new LiveProjects()).run()
  expect(await work(0.2)).toBe(true)
  expect(handled.length).toBeGreaterThan(0)
  const left = await sql`select read_ct, vt <= clock_timestamp() as is_waiting from pgmq.q_slow`
  expect(left).toHaveLength(20 - handled.length)
  expect(left.filter(({ read_ct, is_waiting }) => read_ct > 0 || !is_waiting)).toEqual([])
  expect(await sql`select url from net.http_request_queue`).not.toHaveLength(0)
  expect(await work(20)).toBe(true)
  expect(handled).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
})

/** A worker whose handlers wait for the gate, and do not listen when they are told to stop. */
function start(handle: (signal: AbortSignal) => Promise<unknown>, given: Partial<QueueLimits> = {}) {
  const queue = defineQueue(z.unknown(), { maxAttempts: 5, visibilitySeconds: 30, concurrency: 2, ...given }, async (_, { signal }) => {
    await handle(signal)
    return done()
  })
  const consumer = new Consumer(new Mailbox(sql, 'slow'), queue, limits, new LiveProjects())
  return { consumer, ended: consumer.run() }
}
const leases = async () => [...(await sql`select is_reading from private.worker_leases`)]
const someoneAsksForHelp = (all: Awaited<ReturnType<typeof leases>>) => all.some(({ is_reading }) => is_reading === false)

test('who is told to go and has not ended leaves what comes to the next', async () => {
  const gate = Promise.withResolvers<void>()
  await send(projects[0]!)
  const worker = start(() => (worker.consumer.stop('It is time to go'), gate.promise))
  await until(leases, someoneAsksForHelp)
  gate.resolve()
  expect(await worker.ended).toBe(true)
})

test('who has more than it can do for a while asks for help, and gets it', async () => {
  const count = 100
  let handled = 0
  const handle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60))
    handled += 1
  }
  await sql`select pgmq.send_batch('slow', array(select jsonb_build_object('n', n) from generate_series(1, ${count}::int) n))`
  const first = start(handle)
  await until(leases, someoneAsksForHelp)
  expect(handled).toBeLessThan(count)
  expect(first.consumer.nudge()).toBe(false)
  const second = start(handle)
  expect(await Promise.all([first.ended, second.ended])).toEqual([true, true])
  expect(handled).toBe(count)
})

test('who has its fill of one project and leaves the rest sends the call on', async () => {
  const gate = Promise.withResolvers<void>()
  await send(projects[0]!)
  await send(projects[0]!)
  const worker = start(() => gate.promise, { concurrency: 4, projectConcurrency: 2 })
  await until(leases, someoneAsksForHelp)
  await send(projects[0]!)
  await until(
    async () => worker.consumer.nudge(),
    (isServed) => !isServed,
  )
  gate.resolve()
  expect(await worker.ended).toBe(true)
  expect(await sql`select msg_id from pgmq.q_slow`).toHaveLength(0)
})

test('who cannot take what waits hands over without haste', async () => {
  await send(projects[0]!)
  await sql.begin(async (transaction) => {
    await transaction`select from pgmq.q_slow for update`
    const began = performance.now()
    expect(await start(() => Promise.resolve()).ended).toBe(true)
    expect(performance.now() - began).toBeGreaterThan(900)
  })
  expect(await start(() => Promise.resolve()).ended).toBe(true)
  expect(await sql`select msg_id from pgmq.q_slow`).toHaveLength(0)
})

test('who cannot read any more is not called', { timeout: 60_000 }, async () => {
  const gate = Promise.withResolvers<void>()
  await send(projects[0]!)
  const worker = start(() => gate.promise)
  const failed = expect(worker.ended).rejects.toThrow('read_messages')
  await until(leases, someoneAsksForHelp)
  await sql`alter function private.read_messages rename to read_nothing`
  try {
    await until(
      async () => worker.consumer.nudge(),
      (isServed) => !isServed,
      50,
    )
    gate.resolve()
    await failed
  } finally {
    await sql`alter function private.read_nothing rename to read_messages`
  }
  expect(await leases()).toEqual([])
})

test('who gets its own message again knows that the first delivery counts no more', async () => {
  const gate = Promise.withResolvers<void>()
  const signals: AbortSignal[] = []
  await send(projects[0]!)
  const given = { concurrency: 4, projectConcurrency: 2, visibilitySeconds: 3 }
  const worker = start((signal) => (signals.push(signal), gate.promise), given)
  await until(
    async () => signals.length,
    (count) => count === 1,
  )
  await sql`update pgmq.q_slow set vt = clock_timestamp()`
  await until(
    async () => signals.map(({ aborted }) => aborted),
    ([first]) => first === true,
  )
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  gate.resolve()
  expect(await worker.ended).toBe(true)
})

test('who hangs in a query is called in vain no more than a while', async () => {
  await sql
    .begin(async (transaction) => {
      await transaction`lock table private.worker_slots in access exclusive mode`
      const worker = start(() => Promise.resolve())
      expect(worker.consumer.nudge()).toBe(true)
      await until(
        async () => worker.consumer.nudge(),
        (isServed) => !isServed,
      )
      return { ended: worker.ended }
    })
    .then(({ ended }) => ended)
})
