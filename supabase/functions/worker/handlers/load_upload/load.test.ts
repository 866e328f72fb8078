import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../scripts/testing/database.ts'
import { startFunctions, type TestFunctions } from '../../../../../scripts/testing/functions.ts'
import { columns, until, Uploads } from '../../../../../scripts/testing/uploads.ts'

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

const typed = columns('name:text', 'count:integer', 'price:number', 'on:date', 'at:timestamp', 'ok:boolean', 'more:json')

describe('loading a file', () => {
  test('types every column of a CSV', async () => {
    const run = await uploads.load(
      'name,count,price,on,at,ok,more\nMars,2,1.50,2024-02-29,2024-02-29T12:00:00Z,yes,"{""a"": 1}"\n"",,,,,,\n,0,-1e3,1999-12-31,1999-12-31 23:59,0,[]\n',
      { columns: typed },
    )
    expect(run).toMatchObject({ status: 'succeeded', rows_read: 3, rows_written: 3, rows_rejected: 0, error_message: null })
    expect(await uploads.rows(run.dataset_id)).toEqual([
      { name: 'Mars', count: 2, price: 1.5, on: '2024-02-29', at: '2024-02-29T12:00:00+00:00', ok: true, more: { a: 1 } },
      { name: '', count: null, price: null, on: null, at: null, ok: null, more: null },
      { name: null, count: 0, price: -1000, on: '1999-12-31', at: '1999-12-31T23:59:00+00:00', ok: false, more: [] },
    ])
  })

  test('appends by the names of the header, and replaces', async () => {
    const ab = columns('a:integer', 'b:text')
    const { dataset_id } = await uploads.load('a,b\n1,x\n', { columns: ab })
    await uploads.load('b,a\ny,2\n', { columns: ab, mode: 'append', dataset_id })
    expect(await uploads.rows(dataset_id)).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ])
    const bad = await uploads.load('a,b\nz,z\n', { columns: ab, mode: 'replace', dataset_id })
    expect(bad.status).toBe('failed')
    expect(await uploads.rows(dataset_id)).toHaveLength(2)
    await uploads.load('a,b\n3,z\n', { columns: ab, mode: 'replace', dataset_id })
    expect(await uploads.rows(dataset_id)).toEqual([{ a: 3, b: 'z' }])
    const [dataset] = await database.sql`select row_count::int, version::int from public.datasets where id = ${dataset_id}`
    expect(dataset).toEqual({ row_count: 1, version: 3 })
  })

  test('shows progress while it goes on, and nothing of the rows', async () => {
    const gate = Promise.withResolvers<void>()
    const id = await uploads.queue(slowly(gate.promise), { columns: columns('a:integer', 'b:text') })
    await uploads.wake()
    const under = await until(
      () => uploads.run(id),
      (run) => run.bytes_read > 0 && run.rows_read > 0,
    )
    expect(under.status).toBe('running')
    expect(await uploads.rows(under.dataset_id)).toEqual([])
    gate.resolve()
    expect(await uploads.finished(id)).toMatchObject({ status: 'succeeded', rows_written: 100_001 })
  })

  test('can be cancelled', async () => {
    const gate = Promise.withResolvers<void>()
    const id = await uploads.queue(slowly(gate.promise), { columns: columns('a:integer', 'b:text') })
    await uploads.wake()
    await until(
      () => uploads.run(id),
      (run) => run.bytes_read > 0,
    )
    await database.asUser(uploads.userId, (sql) => sql`select public.cancel_run(${id}::uuid)`)
    await until(
      () => queued(),
      (count) => count === 0,
    )
    gate.resolve()
    const run = await uploads.run(id)
    expect(run.status).toBe('cancelled')
    expect(await uploads.rows(run.dataset_id)).toEqual([])
  })

  test('a crash half-way leaves nothing, and the next delivery loads it once', async () => {
    const gate = Promise.withResolvers<void>()
    const id = await uploads.queue(slowly(gate.promise), { columns: columns('a:integer', 'b:text') })
    await uploads.wake()
    const { dataset_id } = await until(
      () => uploads.run(id),
      (run) => run.bytes_read > 0,
    )
    await functions.kill()
    gate.resolve()
    expect(await uploads.rows(dataset_id)).toEqual([])

    functions = uploads.functions = await startFunctions(database, functions.files)
    await uploads.wake()
    expect((await uploads.run(id)).status).toBe('running')
    // As if the time had passed for which the message was the dead worker's alone, and its lease.
    await database.sql`update pgmq.q_connector_sync set vt = now()`
    await database.sql`update private.worker_leases set expires_at = now()`
    await Promise.all([uploads.wake(), uploads.wake(), uploads.wake()])
    expect(await uploads.finished(id)).toMatchObject({ status: 'succeeded', attempt: 2, rows_written: 100_001 })
    expect(await uploads.rows(dataset_id)).toHaveLength(100_001)
    await until(
      () => queued(),
      (count) => count === 0,
    )
  })

  test('two deliveries of one message load it once', async () => {
    const gate = Promise.withResolvers<void>()
    const id = await uploads.queue(slowly(gate.promise), { columns: columns('a:integer', 'b:text') })
    await uploads.wake()
    await until(
      () => uploads.run(id),
      (run) => run.bytes_read > 0,
    )
    // The first worker was silent for too long; a second one gets the message while the first still reads.
    await database.sql`update pgmq.q_connector_sync set vt = now()`
    await uploads.wake()
    await until(
      () => uploads.run(id),
      (run) => run.attempt === 2,
    )
    gate.resolve()
    const run = await uploads.finished(id)
    expect(run).toMatchObject({ status: 'succeeded', rows_written: 100_001 })
    await until(
      () => queued(),
      (count) => count === 0,
    )
    expect(await uploads.rows(run.dataset_id)).toHaveLength(100_001)
  })

  test('Storage out of order is tried again later', async () => {
    const file = async function* (): AsyncGenerator<string> {
      yield 'a,b\n1,x\n'
      throw new Error('The line breaks')
    }
    const id = await uploads.queue(file, { columns: columns('a:integer', 'b:text') })
    await uploads.wake()
    const [message] = await until(
      () =>
        database.sql`select read_ct, vt > now() as is_waiting from pgmq.q_connector_sync where read_ct = 1 and vt < now() + interval '10 s'`,
      (rows) => rows.length > 0,
    )
    expect(message).toEqual({ read_ct: 1, is_waiting: true })
    functions.files.forEach((_, path) => functions.files.set(path, 'a,b\n1,x\n'))
    await database.sql`update pgmq.q_connector_sync set vt = now()`
    await uploads.wake()
    expect(await uploads.finished(id)).toMatchObject({ status: 'succeeded', attempt: 2 })
  })
})

/** 100,000 rows, a wait, one more row. */
function slowly(gate: Promise<void>): () => AsyncGenerator<string> {
  return async function* () {
    yield 'a,b\n'
    for (let at = 0; at < 100; at++) yield '1,some words\n'.repeat(1000)
    await gate
    yield '2,the last\n'
  }
}

async function queued(): Promise<number> {
  const [row] = await database.sql`select count(*)::int from pgmq.q_connector_sync`
  return Number(row?.count)
}
