import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { startFunctions, type TestFunctions } from '../../../../scripts/testing/functions.ts'
import { columns, Uploads } from '../../../../scripts/testing/uploads.ts'

let database: TestDatabase
let functions: TestFunctions
let uploads: Uploads
let datasetId: string
let token: string

beforeAll(async () => {
  database = await createTestDatabase()
  functions = await startFunctions(database)
  uploads = await Uploads.open(database, functions)
  datasetId = (await uploads.load('a,b\n0,start\n', { columns: columns('a:integer', 'b:text') })).dataset_id
  token = await createToken()
})
afterAll(async () => {
  await functions?.stop()
  await database?.drop()
})

async function createToken(): Promise<string> {
  return database.asUser(uploads.userId, async (sql) => {
    const [made] = await sql`select public.create_ingest_token(${datasetId}::uuid, 'test') ->> 'token' as token`
    return String(made?.token)
  })
}

async function post(body: string, headers: Record<string, string> = {}, query = '') {
  const response = await functions.post(`/hooks/ingest${query}`, {
    body,
    headers: { ...(query ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json', ...headers },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers }
}

const lastRows = async (count: number) => (await uploads.rows(datasetId)).slice(-count)
const rowCount = async () => (await uploads.rows(datasetId)).length

describe('POST /hooks/ingest', () => {
  test.each([
    ['an object', 'application/json', '{"a": 1, "b": "x"}', [{ a: 1, b: 'x' }]],
    [
      'an array',
      'application/json; charset=utf-8',
      '[{"a": 2}, {"a": 3, "b": "y"}]',
      [
        { a: 2, b: null },
        { a: 3, b: 'y' },
      ],
    ],
    [
      'JSON lines',
      'application/x-ndjson',
      '{"a": 4}\n\n{"a": 5}\n',
      [
        { a: 4, b: null },
        { a: 5, b: null },
      ],
    ],
    [
      'CSV',
      'text/csv',
      'b,a\n"x, ""y""",6\r\n,7\n',
      [
        { a: 6, b: 'x, "y"' },
        { a: 7, b: '' },
      ],
    ],
    ['tab-separated text', 'text/tab-separated-values', 'a\tb\n8\tz\n', [{ a: 8, b: 'z' }]],
  ])('takes %s', async (_, type, body, rows) => {
    const answer = await post(body, { 'content-type': type })
    expect(answer).toMatchObject({ status: 200, body: { accepted: rows.length, rejected: [] } })
    expect(await lastRows(rows.length)).toEqual(rows)
  })

  test('takes the token from the address too', async () => {
    expect(await post('{"a": 9}', {}, `?token=${token}`)).toMatchObject({ status: 200, body: { accepted: 1 } })
  })

  test('says which rows it did not take, and why', async () => {
    const { body } = await post('[{"a": "many"}, {"a": 10}, {"zzz": 1}, 5]')
    expect(body).toMatchObject({ accepted: 1 })
    expect((body.rejected as { row: number }[]).map(({ row }) => row)).toEqual([0, 2, 3])
    expect(JSON.stringify(body.rejected)).toMatch(/whole number.*zzz/)
  })

  test('honours an idempotency key once, even at the same time', async () => {
    const before = await rowCount()
    const answers = await Promise.all([1, 2, 3, 4].map(() => post('{"a": 11}', { 'idempotency-key': 'k1' })))
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => ({ accepted: 1, rejected: [] })))
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(3)
    expect(await rowCount()).toBe(before + 1)
  })

  test.each([
    ['no token', 401, '{}', { authorization: '' }, /ingest token is needed/],
    ['an unknown token', 401, '{}', { authorization: 'Bearer oit_nonsense' }, /unknown or was revoked/],
    ['broken JSON', 400, '{"a": ', {}, /not valid JSON/],
    ['nothing', 400, ' ', {}, /body is empty/],
    ['a broken line', 400, '{"a": 1}\n{"a"', { 'content-type': 'application/x-ndjson' }, /Line 2 is not valid JSON/],
    ['ragged CSV', 400, 'a,b\n1\n', { 'content-type': 'text/csv' }, /Row 1 of the CSV has 1 fields, the header has 2/],
    ['another content type', 400, '<a/>', { 'content-type': 'application/xml' }, /content type "application\/xml" is not taken/],
    ['too many rows', 413, `[${Array.from({ length: 10_001 }, () => '{}').join()}]`, {}, /10001 rows; at most 10000/],
    ['too large a body', 413, `["${'x'.repeat(1024 * 1024)}"]`, {}, /larger than 1024 KB/],
    ['a long idempotency key', 400, '{}', { 'idempotency-key': 'x'.repeat(201) }, /at most 200 characters/],
  ] as const)('refuses %s', async (_, status, body, headers, message) => {
    const before = await rowCount()
    const answer = await post(body, headers)
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(message) } })
    expect(await rowCount()).toBe(before)
  })

  test('refuses a revoked token at once', async () => {
    const revoked = await createToken()
    expect((await post('{"a": 1}', { authorization: `Bearer ${revoked}` })).status).toBe(200)
    await database.asUser(uploads.userId, async (sql) => {
      const [row] = await sql`select id from public.ingest_tokens order by created_at desc limit 1`
      await sql`select public.revoke_ingest_token(${row!.id}::uuid)`
    })
    expect((await post('{"a": 1}', { authorization: `Bearer ${revoked}` })).status).toBe(401)
  })
})

describe('GET /hooks/ingest', () => {
  test('says what to send, and with a token which columns', async () => {
    const open = await fetch(`${functions.url}/hooks/ingest`)
    expect(await open.json()).toMatchObject({ limits: { rows: 10_000 } })
    const known = await fetch(`${functions.url}/hooks/ingest?token=${token}`)
    expect(await known.json()).toMatchObject({
      dataset: {
        id: datasetId,
        columns: [
          { name: 'a', type: 'integer' },
          { name: 'b', type: 'text' },
        ],
      },
    })
  })
})

test('a token used too often has to wait, and is told so', async () => {
  const hurried = await createToken()
  await database.sql`
    insert into private.ingest_rates
    select id, now(), 600 from public.ingest_tokens order by created_at desc limit 1`
  const refused = await post('{"a": 1}', { authorization: `Bearer ${hurried}` })
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many', hint: expect.stringContaining('several rows') } })
})
