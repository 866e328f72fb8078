import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startRealtime, type RealtimeOptions, type RealtimeServer } from './server.ts'
import { startCluster, startServer, TestClient, userToken, type Cluster } from './testing.ts'

let cluster: Cluster
const servers: RealtimeServer[] = []
const clients: TestClient[] = []

async function serve(options?: RealtimeOptions): Promise<RealtimeServer> {
  const server = await startServer(cluster.config, options)
  servers.push(server)
  return server
}

function client(server: { port: number }, token?: string, options?: ConstructorParameters<typeof TestClient>[3]): TestClient {
  const made = new TestClient(cluster.config, server.port, token, options)
  clients.push(made)
  return made
}

const send = (event: string, topic = 'room') => cluster.sql.query('select realtime.send($1, $2, $3)', [{}, event, topic])
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
const sockets = async (server: RealtimeServer) =>
  ((await (await fetch(`http://127.0.0.1:${server.port}/health`)).json()) as { sockets: number }).sockets

beforeAll(async () => {
  cluster = await startCluster()
  await cluster.sql.query(`
    create policy "Guests stay outside" on realtime.messages for select to authenticated
      using (coalesce(current_setting('request.jwt.claims')::jsonb ->> 'guest', 'no') = 'no');
    create table public.rows (id int primary key);
    grant select on public.rows to authenticated, anon;
    alter publication supabase_realtime add table public.rows;
  `)
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((made) => made.close()))
  await Promise.all(servers.splice(0).map((server) => server.close()))
})
afterAll(() => cluster?.stop())

describe('tokens', () => {
  it('close the channel when they expire, and not when they were refreshed in time', async () => {
    const server = await serve()
    const old = userToken(cluster.config, 'ann', { exp: inSeconds(6) })
    const refreshed = client(server, old)
    const [a, b] = [client(server, old).channel('room', { private: true }), refreshed.channel('room', { private: true })]
    await Promise.all([a.join(), b.join()])
    await refreshed.client.setAuth(userToken(cluster.config, 'ann'))
    await a.until(() => a.statuses.includes('CLOSED'), 'the end of the channel')
    expect(a.system.at(-1)).toMatchObject({ status: 'error', message: expect.stringMatching(/^Token has expired \d+ seconds ago$/) })
    await send('later')
    await b.got('later')
    expect(a.events()).toEqual([])
  })

  it('are refused on joining when expired, forged or of nobody', async () => {
    const server = await serve()
    const expired = client(server, userToken(cluster.config, 'ann', { exp: inSeconds(-10) })).channel('room')
    expect(await expired.join()).toBe('CHANNEL_ERROR')
    expect(expired.lastError?.message).toMatch(/^InvalidJWTToken: Token has expired \d+ seconds ago$/)
    const forged = client(server, userToken({ ...cluster.config, keys: { ...cluster.config.keys, jwtSecret: 'guess' } }, 'ann')).channel(
      'room',
    )
    expect(await forged.join()).toBe('CHANNEL_ERROR')
    expect(forged.lastError?.message).toBe('JwtSignatureError: Failed to validate JWT signature')
  })

  it('lose the channel when the new one may not read it', async () => {
    const server = await serve()
    const made = client(server, userToken(cluster.config, 'ann'))
    const channel = made.channel('room', { private: true })
    await channel.join()
    await made.client.setAuth(userToken(cluster.config, 'ann', { guest: 'yes' }))
    await channel.until(() => channel.statuses.includes('CLOSED'), 'the end of the channel')
    expect(channel.system.at(-1)?.message).toBe('You no longer have permission to read from this Channel topic: room')
  })

  it('need an API key that exists', async () => {
    const server = await serve()
    const stranger = client(server, undefined, { params: { apikey: 'sb_publishable_unknown' } })
    const channel = stranger.channel('room')
    expect(await channel.join()).toBe('CHANNEL_ERROR')
    expect(await sockets(server)).toBe(0)
  })
})

describe('restarts', () => {
  it('of the server: clients come back by themselves', async () => {
    const server = await serve()
    const channel = client(server, userToken(cluster.config, 'ann')).channel('room', { private: true })
    await channel.join()
    await server.close()
    await channel.until(() => channel.statuses.includes('CHANNEL_ERROR'), 'the loss')
    await serve({ port: server.port })
    await channel.until(() => channel.statuses.filter((status) => status === 'SUBSCRIBED').length === 2, 'the return')
    await send('again')
    await channel.got('again')
  })

  it('of Postgres: sockets stay, stored broadcasts are caught up, subscribers are told of the gap', async () => {
    const server = await serve()
    const made = client(server, userToken(cluster.config, 'ann'))
    const room = made.channel('room', { private: true })
    const rows = made.channel('rows')
    const ids: unknown[] = []
    rows.channel.on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'rows' }, (change) =>
      rows.note(() => ids.push(change.new.id)),
    )
    await Promise.all([room.join(), rows.join()])
    await rows.until(() => rows.system.length === 1, 'the subscription')
    await send('before')
    await room.got('before')
    await cluster.restart()
    await send('early')
    await room.got('early')
    await rows.until(() => rows.system.length === 3, 'word of the gap')
    expect(rows.system.slice(1)).toMatchObject([
      { status: 'error', message: expect.stringContaining('changes may have been missed') },
      { status: 'ok', message: 'Subscribed to PostgreSQL' },
    ])
    await cluster.sql.query('insert into public.rows values (1)')
    await rows.until(() => ids.length === 1, 'the change')
    await send('after')
    await room.got('after')
    expect(room.events()).toEqual(['before', 'early', 'after'])
    expect(room.statuses).toEqual(['SUBSCRIBED'])
  })

  it('with Postgres away: public channels work, private ones come when it is back', async () => {
    const nowhere = { ...cluster.config, ports: { ...cluster.config.ports, db: cluster.config.ports.db + 5 } }
    const server = await startRealtime(nowhere, { port: 0 })
    servers.push(server)
    const [a, b] = [client(server).channel('room'), client(server).channel('room')]
    await Promise.all([a.join(), b.join()])
    await a.channel.send({ type: 'broadcast', event: 'hi', payload: {} })
    await b.got('hi')
    const inside = client(server, userToken(cluster.config, 'ann')).channel('room', { private: true })
    expect(await inside.join()).toBe('CHANNEL_ERROR')
    expect(inside.lastError?.message).toContain('UnableToConnectToProject')
  })
})

describe('the stream of rows', () => {
  const slots = async () => (await cluster.sql.query('select from pg_replication_slots')).rowCount

  it('runs only while somebody subscribes to changes', async () => {
    const server = await serve({ lingerMs: 50 })
    const made = client(server, userToken(cluster.config, 'ann'))
    const room = made.channel('room', { private: true })
    await room.join()
    expect(await slots()).toBe(0)
    for (let round = 0; round < 2; round++) {
      const rows = made.channel(`rows ${round}`)
      rows.channel.on('postgres_changes', { event: '*', schema: 'public', table: 'rows' }, () => {})
      await rows.join()
      await rows.until(() => rows.system.length === 1, 'the subscription')
      expect(await slots()).toBe(1)
      await rows.channel.unsubscribe()
      await expect.poll(slots).toBe(0)
    }
    await send('still')
    await room.got('still')
  })
})

describe('limits', () => {
  it('drop a client that does not read, and nobody else', async () => {
    const server = await serve({ limits: { bufferedBytes: 500_000, messagesPerSecond: 10_000 } })
    const opened: WebSocket[] = []
    class Noted extends WebSocket {
      constructor(url: string | URL) {
        super(url)
        opened.push(this)
      }
    }
    const options = { transport: Noted as never, reconnectAfterMs: () => 60_000 }
    const slow = client(server, undefined, options).channel('flood')
    const [fast, sender] = [client(server).channel('flood'), client(server).channel('flood', { broadcast: { ack: true } })]
    await Promise.all([slow.join(), fast.join(), sender.join()])
    opened[0]!.pause()
    const payload = { text: 'x'.repeat(100_000) }
    let sent = 0
    while ((await sockets(server)) === 3) {
      await sender.channel.send({ type: 'broadcast', event: 'much', payload })
      expect(++sent).toBeLessThan(1000)
    }
    await fast.until(() => fast.broadcasts.length === sent, 'all of the flood')
    opened[0]!.resume()
    await slow.until(() => slow.statuses.includes('CHANNEL_ERROR'), 'the loss of the connection')
  })

  it('close a channel that sends too much, with the reason', async () => {
    const server = await serve({ limits: { messagesPerSecond: 50 } })
    const channel = client(server).channel('chatter')
    await channel.join()
    for (let n = 0; n < 100; n++) void channel.channel.send({ type: 'broadcast', event: 'n', payload: {} })
    await channel.until(() => channel.statuses.includes('CLOSED'), 'the end of the channel')
    expect(channel.system.at(-1)).toMatchObject({ status: 'error', message: 'Too many messages per second' })
  })

  it('refuse too many channels and too large messages', async () => {
    const server = await serve({ limits: { channels: 2, messageBytes: 1000 } })
    const made = client(server)
    const [first, second, third] = ['a', 'b', 'c'].map((topic) => made.channel(topic, { broadcast: { ack: true } }))
    expect(await Promise.all([first!.join(), second!.join()])).toEqual(['SUBSCRIBED', 'SUBSCRIBED'])
    expect(await third!.join()).toBe('CHANNEL_ERROR')
    expect(third!.lastError?.message).toBe('ChannelRateLimitReached: Too many channels')
    expect(await first!.channel.send({ type: 'broadcast', event: 'large', payload: { text: 'x'.repeat(2000) } })).toBe('error')
    expect(await first!.channel.send({ type: 'broadcast', event: 'small', payload: {} })).toBe('ok')
  })

  it('drop a socket that has gone silent, and keep one with a heartbeat', async () => {
    const server = await serve({ limits: { silenceMs: 4000 } })
    const beats: string[] = []
    // A client gives up when a heartbeat is not answered by the time of the next.
    const options = { heartbeatIntervalMs: 1000, heartbeatCallback: (status: string) => beats.push(status) }
    const alive = client(server, undefined, options).channel('pulse')
    const silent = client(server, undefined, { reconnectAfterMs: () => 60_000 }).channel('pulse')
    await Promise.all([alive.join(), silent.join()])
    await silent.until(() => silent.statuses.includes('CHANNEL_ERROR'), 'the loss of the connection')
    expect(alive.statuses).toEqual(['SUBSCRIBED'])
    expect(beats).toContain('ok')
  })
})

describe('as a process', () => {
  it('says when it is ready, answers /health, and ends with its stdin', async () => {
    const { config } = cluster
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: { ...process.env, ORRERY_HOME: config.home, ORRERY_PORT: String(config.ports.api) },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    for await (const line of createInterface(child.stdout)) if (line === 'ready') break
    const health = await fetch(`http://127.0.0.1:${config.ports.realtime}/health`)
    expect([health.status, await health.json()]).toEqual([200, { sockets: 0, listening: true }])
    child.stdin.end()
    expect(await exited).toBe(0)
    // The slot is temporary: nothing of it stays.
    await expect.poll(async () => (await cluster.sql.query('select from pg_replication_slots')).rowCount).toBe(0)
  })
})
