import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmbedded, startScheduler, until, type Cluster } from './testing.ts'

let cluster: Cluster
let sql: Client
let stopScheduler: () => Promise<void>
let server: Server
let base: string
/** `METHOD url` of everything that has reached the server. */
let arrived: string[] = []
let handle: (request: IncomingMessage, response: ServerResponse, body: string) => void

const answer = (response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}) =>
  void response.writeHead(status, headers).end(body)

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      arrived.push(`${request.method} ${request.url}`)
      handle(request, response, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  cluster = await startEmbedded()
  sql = await cluster.connect('postgres')
  await sql.query('create extension pg_net')
  stopScheduler = await startScheduler(cluster)
})

afterAll(async () => {
  await stopScheduler?.()
  await cluster?.stop()
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  arrived = []
  handle = (_, response) => answer(response, 200, 'ok')
})

interface ResponseRow {
  status_code: number | null
  content_type: string | null
  headers: Record<string, string> | null
  content: string | null
  timed_out: boolean
  error_msg: string | null
}

async function send(call: string, values: unknown[] = [], client = sql): Promise<string> {
  return (await client.query<{ id: string }>(`select ${call} as id`, values)).rows[0]!.id
}

const responseTo = (id: string) =>
  until(`a response to ${id}`, async () => {
    const rows = await sql.query<ResponseRow>(
      'select status_code, content_type, headers, content, timed_out, error_msg from net._http_response where id = $1',
      [id],
    )
    return rows.rows[0]
  })

test('a request has the URL with its parameters, the headers and the body it was given, and its response is kept', async () => {
  let seen: { headers: IncomingMessage['headers']; body: string } | undefined
  handle = (request, response, body) => {
    seen = { headers: request.headers, body }
    answer(response, 201, '{"fine":"é"}', { 'Content-Type': 'application/json', 'X-Count': '3' })
  }
  const id = await send('net.http_post($1, \'{"a": [1, "ü"]}\', \'{"q": "a b&c", "n": 1}\', \'{"X-Key": "secret"}\')', [`${base}/path?x=1`])
  const response = await responseTo(id)
  expect(arrived).toEqual(['POST /path?x=1&n=1&q=a%20b%26c'])
  expect(seen).toMatchObject({ headers: { 'content-type': 'application/json', 'x-key': 'secret' }, body: '{"a": [1, "ü"]}' })
  expect(seen!.headers['user-agent']).toMatch(/^pg_net\//)
  expect(response).toMatchObject({
    status_code: 201,
    content_type: 'application/json',
    content: '{"fine":"é"}',
    timed_out: false,
    error_msg: null,
  })
  expect(response.headers).toMatchObject({ 'X-Count': '3' })
})

test('get and delete go out as such, a delete may have a body', async () => {
  const bodies: string[] = []
  handle = (_, response, body) => {
    bodies.push(body)
    answer(response, 204)
  }
  const get = await send('net.http_get($1, headers := \'{"Accept": "text/plain"}\')', [`${base}/g`])
  const bare = await send('net.http_delete($1)', [`${base}/d`])
  const full = await send('net.http_delete($1, body := \'{"id": 1}\')', [`${base}/d2`])
  for (const id of [get, bare, full]) expect(await responseTo(id)).toMatchObject({ status_code: 204, content: null })
  expect(arrived.toSorted()).toEqual(['DELETE /d', 'DELETE /d2', 'GET /g'])
  expect(bodies.toSorted()).toEqual(['', '', '{"id": 1}'])
})

test('only JSON can be posted', async () => {
  await expect(send('net.http_post($1, \'{}\', headers := \'{"content-type": "text/plain"}\')', [base])).rejects.toThrow(
    'Content-Type header must be "application/json"',
  )
})

test('nothing is sent before the commit, and nothing at all after a rollback', async () => {
  await sql.query('begin')
  await send('net.http_get($1)', [`${base}/undone`])
  await sql.query('rollback')
  await sql.query('begin')
  await send('net.http_get($1)', [`${base}/early`])
  const other = await cluster.connect('postgres')
  await responseTo(await send('net.http_get($1)', [`${base}/witness`], other))
  expect(arrived).toEqual(['GET /witness'])
  await sql.query('commit')
  await until('it is sent', () => Promise.resolve(arrived.includes('GET /early')))
  expect(arrived).not.toContain('GET /undone')
})

test('what goes wrong is told in the words of curl', async () => {
  handle = () => {}
  const slow = await responseTo(await send('net.http_get($1, timeout_milliseconds := 80)', [`${base}/never`]))
  expect(slow).toMatchObject({ status_code: null, timed_out: true })
  expect(slow.error_msg).toMatch(/^Timeout of 80 ms reached\. Total time: \d+\.\d+ ms/)
  const errors = {
    'http://127.0.0.1:1/': "Couldn't connect to server",
    'http://nowhere.invalid/': "Couldn't resolve host name",
    'ftp://127.0.0.1/': 'Unsupported protocol',
    'http://': 'URL using bad/illegal format or missing URL',
  }
  for (const [url, error_msg] of Object.entries(errors)) {
    expect(await responseTo(await send('net.http_get($1)', [url]))).toMatchObject({ status_code: null, timed_out: false, error_msg })
  }
})

test('redirects are followed; a post becomes a get, and credentials stay with their host', async () => {
  const other = `http://localhost:${(server.address() as AddressInfo).port}`
  const credentials: (string | undefined)[] = []
  handle = (request, response) => {
    credentials.push(request.headers.authorization)
    if (request.url === '/from') answer(response, 302, '', { Location: '/on' })
    else if (request.url === '/on') answer(response, 307, '', { Location: `${other}/to` })
    else answer(response, 200, 'there')
  }
  const id = await send('net.http_post($1, headers := \'{"Authorization": "Bearer x"}\')', [`${base}/from`])
  expect(await responseTo(id)).toMatchObject({ status_code: 200, content: 'there' })
  expect(arrived).toEqual(['POST /from', 'GET /on', 'GET /to'])
  expect(credentials).toEqual(['Bearer x', 'Bearer x', undefined])
})

test('text ends at a zero byte, which Postgres cannot keep', async () => {
  handle = (_, response) => answer(response, 200, 'before\0after')
  expect((await responseTo(await send('net.http_get($1)', [base]))).content).toBe('before')
})

test('one connection serves many requests', async () => {
  const sockets = new Set<unknown>()
  handle = (request, response) => {
    sockets.add(request.socket)
    answer(response, 200)
  }
  for (let index = 0; index < 20; index += 1) await responseTo(await send('net.http_get($1)', [base]))
  expect(sockets.size).toBe(1)
})

test('at most 200 are under way at once, the rest follow, and slow ones hold up nobody', async () => {
  const held: ServerResponse[] = []
  handle = (request, response) => {
    if (request.url === '/slow') held.push(response)
    else answer(response, 200)
  }
  await sql.query('select net.http_get($1, timeout_milliseconds := 60000) from generate_series(1, 199)', [`${base}/slow`])
  await until('199 are under way', () => Promise.resolve(held.length === 199))
  for (let index = 0; index < 3; index += 1) await responseTo(await send('net.http_get($1)', [`${base}/quick`]))
  await sql.query('select net.http_get($1, timeout_milliseconds := 60000) from generate_series(1, 10)', [`${base}/slow`])
  await until('one more is', () => Promise.resolve(held.length === 200))
  expect((await sql.query('select from net.http_request_queue')).rowCount).toBe(9)
  for (const response of held.splice(0)) answer(response, 200)
  await until('the rest follow', () => Promise.resolve(held.length === 9))
  for (const response of held) answer(response, 200)
})

test('a request that was taken is never sent again; one that was not is sent when the worker is back', async () => {
  handle = () => {}
  await send('net.http_get($1, timeout_milliseconds := 60000)', [`${base}/once`])
  await until('it arrived', () => Promise.resolve(arrived.includes('GET /once')))
  await stopScheduler()
  handle = (_, response) => answer(response, 200)
  await expect(sql.query('select net.check_worker_is_up()')).rejects.toThrow('the pg_net background worker is not up')
  const late = await send('net.http_get($1)', [`${base}/late`])
  stopScheduler = await startScheduler(cluster)
  await sql.query('select net.check_worker_is_up(), net.wait_until_running()')
  await responseTo(late)
  expect(arrived).toEqual(['GET /once', 'GET /late'])
})

test('responses are kept for six hours', async () => {
  await sql.query(`
    insert into net._http_response (id, created) values (-7, now() - interval '6 hours 1 minute'), (-5, now() - interval '5 hours 59 minutes')`)
  await stopScheduler()
  stopScheduler = await startScheduler(cluster)
  await until('the old one is gone', async () => (await sql.query('select from net._http_response where id = -7')).rowCount === 0)
  expect((await sql.query('select from net._http_response where id = -5')).rowCount).toBe(1)
})

test('the result can be collected, also by waiting', async () => {
  handle = (_, response) => answer(response, 418, 'teapot')
  const id = await send('net.http_get($1)', [base])
  const collected = await sql.query(
    'select status, message, (response).status_code, (response).body from net._http_collect_response($1, false)',
    [id],
  )
  expect(collected.rows).toEqual([{ status: 'SUCCESS', message: 'ok', status_code: 418, body: 'teapot' }])
  const unknown = await sql.query('select status, message from net.http_collect_response(-1)')
  expect(unknown.rows).toEqual([{ status: 'ERROR', message: 'request matching request_id not found' }])
})

test('API roles may send, as on hosted projects', async () => {
  const client = await cluster.connect()
  await client.query('set role authenticated')
  await responseTo(await send('net.http_get($1)', [`${base}/user`], client))
  expect(arrived).toEqual(['GET /user'])
})
