import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { startFunctions, type TestFunctions } from '../../../scripts/testing/functions.ts'
import { columns, until, Uploads } from '../../../scripts/testing/uploads.ts'

let database: TestDatabase
let functions: TestFunctions
let uploads: Uploads

beforeAll(async () => {
  database = await createTestDatabase()
  functions = await startFunctions(database)
  uploads = await Uploads.open(database, functions)
})
afterAll(async () => {
  await functions?.stop()
  await database?.drop()
})

async function wake(headers: Record<string, string>, body = '{"queue":"connector_sync"}') {
  const response = await functions.post('/worker', { body, headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const queued = async () => {
  const rows = await database.sql<{ message: unknown; read_ct: number }[]>`select message, read_ct from pgmq.q_connector_sync`
  return [...rows]
}
const dead = async () => {
  const rows = await database.sql<{ message: unknown; attempts: number; error: { message: string } }[]>`
    select message, attempts, error from public.dead_letters order by failed_at`
  return [...rows]
}

describe('POST /worker', () => {
  test('is for the service key alone', async () => {
    expect((await wake({})).status).toBe(401)
    expect((await wake({ authorization: `Bearer ${database.config.keys.anonJwt}` })).status).toBe(403)
    expect((await wake({ apikey: database.config.keys.publishable })).status).toBe(403)
    expect((await wake({ authorization: `Bearer ${functions.key}` })).status).toBe(202)
    expect((await wake({ apikey: database.config.keys.secret })).status).toBe(202)
  })

  test('knows its queues', async () => {
    const key = { authorization: `Bearer ${functions.key}` }
    expect(await wake(key, '{"queue":"nonsense"}')).toMatchObject({ status: 400, body: { code: 'bad_request' } })
    expect((await wake(key, 'not json')).status).toBe(400)
  })

  test('a malformed message goes to the dead letters, and the next is worked on', async () => {
    await database.sql`select pgmq.send('connector_sync', '{"v": 7, "nonsense": true}')`
    const run = await uploads.load('a\n1\n', { columns: columns('a:integer') })
    expect(run.status).toBe('succeeded')
    expect(await dead()).toMatchObject([{ message: { v: 7 }, attempts: 1, error: { message: expect.stringContaining('malformed') } }])
    await until(queued, (messages) => messages.length === 0)
  })

  test('a message that ends its worker again and again is given up', async () => {
    const id = await uploads.queue('a\n1\n', { columns: columns('a:integer') })
    await database.sql`update pgmq.q_connector_sync set read_ct = 10`
    await uploads.wake()
    await until(queued, (messages) => messages.length === 0)
    expect(await dead()).toMatchObject([{}, { message: { id }, attempts: 11, error: { message: expect.stringContaining('10 times') } }])
  })

  test('what fails for a passing reason is tried ten times, then the run says so', async () => {
    const file = async function* (): AsyncGenerator<string> {
      yield 'a\n'
      throw new Error('The line breaks')
    }
    const id = await uploads.queue(file, { columns: columns('a:integer') })
    await until(
      async () => {
        // As if the wait for the next attempt were over; what is in hand is left alone.
        await database.sql`update pgmq.q_connector_sync set vt = now() where (message ->> 'tried')::int = read_ct`
        await uploads.wake()
        return queued()
      },
      (messages) => messages.length === 0,
      60,
    )
    expect(await uploads.run(id)).toMatchObject({ status: 'failed', attempt: 10, error_message: expect.stringContaining('Try again') })
  })

  test('no more workers than a queue has slots', async () => {
    const gate = Promise.withResolvers<void>()
    const slow = async function* () {
      yield 'a\n'
      yield '1\n'.repeat(200_000)
      await gate.promise
    }
    const ids = await Promise.all([1, 2, 3].map(() => uploads.queue(slow, { columns: columns('a:integer') })))
    const statuses = async () => (await Promise.all(ids.map((id) => uploads.run(id)))).map(({ status }) => status).sort()
    const called = async () => (await Promise.all([1, 2, 3].map(() => uploads.wake())), await statuses())
    await until(called, (all) => all.filter((status) => status === 'running').length === 2)
    for (let time = 0; time < 5; time++) await called()
    expect(await database.sql`select holder from private.worker_leases`).toHaveLength(2)
    expect(await statuses()).toEqual(['queued', 'running', 'running'])
    gate.resolve()
    await until(statuses, (all) => all.every((status) => status === 'succeeded'))
    await until(
      () => database.sql`select 1 from private.worker_leases`,
      (rows) => rows.length === 0,
    )
  })
  test('who is told to go gives back the slot and what was begun, also on the last attempt', async () => {
    const endless = async function* () {
      yield 'a\n'
      for (;;) {
        yield '1\n'.repeat(1000)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    const id = await uploads.queue(endless, { columns: columns('a:integer') })
    await database.sql`update pgmq.q_connector_sync set read_ct = 9, message = message || '{"retried": 9}'`
    await uploads.wake()
    await until(
      () => uploads.run(id),
      (run) => run.bytes_read > 0,
    )
    await functions.stop()
    expect(await database.sql`select holder from private.worker_leases`).toEqual([])
    const [message] = await database.sql<{ retried: number; seconds: number }[]>`
      select (message ->> 'retried')::int as retried, extract(epoch from vt - now())::float8 as seconds from pgmq.q_connector_sync`
    expect(message?.retried).toBe(9)
    expect(message?.seconds).toBeLessThanOrEqual(0)
  })
})
