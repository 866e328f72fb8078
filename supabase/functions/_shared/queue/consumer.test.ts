/** What several workers of a queue do, on a real queue. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { until } from '../../../../scripts/testing/uploads.ts'
import { openDatabase, type Database } from '../database.ts'
import { Consumer } from './consumer.ts'
import { defineQueue, done } from './handler.ts'
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

const limits = { wallClockSeconds: 20, cpuSeconds: Infinity, memoryMegabytes: Infinity }
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

test('near its limit a worker gives back what it has not begun, and calls the next', async () => {
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
  const work = (wallClockSeconds: number) =>
    new Consumer(new Mailbox(sql, 'slow'), queue, { ...limits, wallClockSeconds }, new LiveProjects()).run()
  expect(await work(0.2)).toBe(true)
  expect(handled.length).toBeGreaterThan(0)
  const left = await sql`select read_ct, vt <= clock_timestamp() as is_waiting from pgmq.q_slow`
  expect(left).toHaveLength(20 - handled.length)
  expect(left.filter(({ read_ct, is_waiting }) => read_ct > 0 || !is_waiting)).toEqual([])
  expect(await sql`select url from net.http_request_queue`).not.toHaveLength(0)
  expect(await work(20)).toBe(true)
  expect(handled).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
})
