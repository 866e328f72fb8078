/** What the gateway itself does: keys, CORS, proxies, and its end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { signJwt } from '../jwt.ts'
import { startTestGateway, type TestGateway } from './testing.ts'

let gateway: TestGateway
/** Stands where functions and realtime would: what reaches them is the gateway's work. */
let upstream: Server
let realtime: Server
let answer: (req: IncomingMessage, res: ServerResponse) => void

beforeAll(async () => {
  gateway = await startTestGateway('create table public.t (id int); insert into public.t values (1)')
  upstream = createServer((req, res) => answer(req, res))
  realtime = createServer((req, res) => res.end(req.url))
  const sockets = new WebSocketServer({ server: realtime })
  sockets.on('connection', (socket, req) => {
    socket.send(req.url!)
    socket.on('message', (data) => socket.send(`echo ${String(data)}`))
  })
  await new Promise<void>((resolve) => upstream.listen(gateway.config.ports.functions, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => realtime.listen(gateway.config.ports.realtime, '127.0.0.1', resolve))
})
afterAll(async () => {
  upstream.close().closeAllConnections()
  realtime.close().closeAllConnections()
  await gateway.stop()
})

describe('keys', () => {
  const ask = (headers: Record<string, string>, query = '') => fetch(`${gateway.url}/rest/v1/t${query}`, { headers })

  test('all four keys work, as header or parameter; others do not', async () => {
    const { publishable, secret, anonJwt, serviceRoleJwt } = gateway.config.keys
    for (const apikey of [publishable, secret, anonJwt, serviceRoleJwt]) expect((await ask({ apikey })).status).toBe(200)
    expect((await ask({}, `?apikey=${publishable}`)).status).toBe(200)
    const missing = await ask({})
    expect([missing.status, await missing.json()]).toMatchObject([401, { message: 'No API key found in request' }])
    const wrong = await ask({ apikey: 'sb_publishable_wrong' })
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { message: 'Invalid API key' }])
    expect((await ask({ apikey: signJwt({ role: 'service_role' }, 'not the secret') })).status).toBe(401)
    expect((await ask({ apikey: secret, 'user-agent': 'Mozilla/5.0' })).status).toBe(401)
  })

  test('a bad or old token is refused, and does not become anon', async () => {
    const { publishable, jwtSecret } = gateway.config.keys
    const old = signJwt({ role: 'authenticated' }, jwtSecret, Date.now() - 400_000_000_000)
    const expired = await ask({ apikey: publishable, authorization: `Bearer ${old}` })
    expect([expired.status, await expired.json()]).toMatchObject([401, { code: 'PGRST303', message: 'JWT expired' }])
    const forged = await ask({ apikey: publishable, authorization: `Bearer ${signJwt({ role: 'service_role' }, 'x')}` })
    expect([forged.status, await forged.json()]).toMatchObject([401, { code: 'PGRST301' }])
    const none =
      Buffer.from('{"alg":"none"}').toString('base64url') + '.' + Buffer.from('{"role":"service_role"}').toString('base64url') + '.'
    expect((await ask({ apikey: publishable, authorization: `Bearer ${none}` })).status).toBe(401)
    const superuser = await ask({ apikey: publishable, authorization: `Bearer ${signJwt({ role: 'supabase_admin' }, jwtSecret)}` })
    expect([superuser.status, await superuser.json()]).toMatchObject([403, { code: '42501' }])
  })
})

test('any origin may ask, and preflights are answered', async () => {
  const headers = {
    origin: 'https://app.example',
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization,x-new',
  }
  const preflight = await fetch(`${gateway.url}/rest/v1/t`, { method: 'OPTIONS', headers })
  expect(preflight.ok).toBe(true)
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,x-new')
  const read = await gateway.fetch('/rest/v1/t')
  expect([read.headers.get('access-control-allow-origin'), read.headers.get('sb-request-id')]).toEqual(['*', expect.any(String)])
})

describe('functions', () => {
  const seen = async (headers: Record<string, string>) => {
    let request: IncomingMessage | undefined
    answer = (req, res) => {
      request = req
      res.end('ok')
    }
    await fetch(`${gateway.url}/functions/v1/api/health?x=1`, { headers })
    return request!
  }

  test('a key becomes a token; a given token and other credentials pass untouched', async () => {
    const { publishable, secret, anonJwt, serviceRoleJwt } = gateway.config.keys
    expect((await seen({ apikey: publishable })).headers.authorization).toBe(`Bearer ${anonJwt}`)
    expect((await seen({ apikey: secret, authorization: `Bearer ${secret}` })).headers.authorization).toBe(`Bearer ${serviceRoleJwt}`)
    expect((await seen({ apikey: publishable, authorization: 'Bearer a.b.c' })).headers.authorization).toBe('Bearer a.b.c')
    expect((await seen({ authorization: 'Bearer oit_token' })).headers.authorization).toBe('Bearer oit_token')
    const bare = await seen({})
    expect([bare.headers.authorization, bare.url]).toEqual([undefined, '/api/health?x=1'])
  })

  test('bodies stream both ways', async () => {
    answer = (req, res) => {
      res.write('first')
      req.on('data', (chunk: Buffer) => res.write(chunk))
      req.on('end', () => res.end())
    }
    // fetch holds a request's head back until its body begins; http does not.
    const call = request(`${gateway.url}/functions/v1/echo`, { method: 'POST', headers: { apikey: gateway.config.keys.publishable } })
    call.flushHeaders()
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    const next = async () => String((await once(response, 'data'))[0])
    expect(await next()).toBe('first')
    const second = next()
    call.write('second')
    expect(await second).toBe('second')
    call.end()
    await once(response, 'end')
  })

  test('an answer that comes before the body was read arrives whole', async () => {
    answer = (req, res) => {
      res.writeHead(413).end('too large')
      req.resume()
    }
    const response = await gateway.fetch('/functions/v1/upload', { method: 'POST', body: Buffer.alloc(3_000_000) })
    expect([response.status, await response.text()]).toEqual([413, 'too large'])
  })

  test('what was not wanted of a body does not stand before the next request on the connection', async () => {
    let refused = false
    answer = (req, res) => {
      res.writeHead(413).end('too large')
      req.socket.once('close', () => (refused = true))
    }
    const socket = connect(gateway.config.ports.api, '127.0.0.1')
    let text = ''
    socket.on('data', (data) => (text += data.toString()))
    const body = Buffer.alloc(3_000_000)
    socket.write(`POST /functions/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`)
    socket.write(body.subarray(0, 1_000_000))
    await expect.poll(() => [refused, text]).toEqual([true, expect.stringContaining('too large')])
    answer = (_req, res) => res.end('next')
    socket.write(body.subarray(1_000_000))
    socket.write('GET /functions/v1/next HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => text).toMatch(/^HTTP\/1\.1 413[^]*HTTP\/1\.1 200[^]*next/)
    socket.destroy()
  })

  test('a client that goes away ends the work behind', async () => {
    const abort = new AbortController()
    let closed = false
    answer = (_req, res) => {
      res.write('x')
      res.on('close', () => (closed = true))
    }
    await gateway.fetch('/functions/v1/slow', { signal: abort.signal })
    abort.abort()
    await expect.poll(() => closed).toBe(true)
  })

  test('nobody there is 503, and the gateway lives on', async () => {
    await new Promise<void>((resolve) => {
      upstream.close(() => resolve())
      upstream.closeAllConnections()
    })
    expect((await gateway.fetch('/functions/v1/x')).status).toBe(503)
    await new Promise<void>((resolve) => upstream.listen(gateway.config.ports.functions, '127.0.0.1', resolve))
    answer = (_req, res) => res.end('back')
    expect(await (await gateway.fetch('/functions/v1/x')).text()).toBe('back')
  })
})

test('realtime: sockets and requests pass with their path, and need a key', async () => {
  const address = `${gateway.url.replace('http', 'ws')}/realtime/v1/websocket`
  const socket = new WebSocket(`${address}?apikey=${gateway.config.keys.publishable}&vsn=1.0.0`)
  const messages: string[] = []
  socket.on('message', (data) => messages.push(String(data)))
  socket.on('open', () => socket.send('hello'))
  await expect.poll(() => messages).toEqual([expect.stringContaining('/realtime/v1/websocket?apikey='), 'echo hello'])
  socket.close()
  const refused = new WebSocket(`${address}?apikey=wrong`)
  await expect(new Promise((_, reject) => refused.on('error', reject))).rejects.toThrow('401')
  expect(await (await gateway.fetch('/realtime/v1/api/broadcast', { method: 'POST' })).text()).toBe('/realtime/v1/api/broadcast')
})

test('the process says ready, serves, and ends with its parent or on a signal', async () => {
  const home = gateway.config.home
  await gateway.restart()
  for (const how of ['stdin', 'signal'] as const) {
    const env = { ...process.env, ORRERY_HOME: home, ORRERY_PORT: String(gateway.config.ports.api) }
    const child = await handOver(env)
    expect((await gateway.fetch('/health')).status).toBe(200)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (how === 'stdin') child.stdin!.end()
    else child.kill('SIGTERM')
    expect(await Promise.race([ended, delay(30_000, 'still running')])).toBe(0)
  }
  await gateway.restart()
})

/** Stops the gateway of this test and starts the process in its place. */
async function handOver(env: NodeJS.ProcessEnv) {
  await gateway.close()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  return child
}
