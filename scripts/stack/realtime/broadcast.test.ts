import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RealtimeServer } from './server.ts'
import { startCluster, startServer, TestClient, userToken, type Cluster } from './testing.ts'

let cluster: Cluster
let realtime: RealtimeServer
const clients: TestClient[] = []

function client(user?: string, options?: ConstructorParameters<typeof TestClient>[3]): TestClient {
  const made = new TestClient(cluster.config, realtime.port, user && userToken(cluster.config, user), options)
  clients.push(made)
  return made
}

beforeAll(async () => {
  cluster = await startCluster()
  await cluster.sql.query(`
    create policy "Members read their rooms" on realtime.messages for select to authenticated
      using (realtime.topic() = 'room:' || (current_setting('request.jwt.claims')::jsonb ->> 'room'));
    create policy "Ann reads" on realtime.messages for select to authenticated
      using (realtime.topic() like 'ann:%' and current_setting('request.jwt.claims')::jsonb ->> 'sub' in ('ann', 'bob'));
    create policy "Ann writes" on realtime.messages for insert to authenticated
      with check (realtime.topic() like 'ann:%' and extension = 'broadcast' and current_setting('request.jwt.claims')::jsonb ->> 'sub' = 'ann');
  `)
  realtime = await startServer(cluster.config)
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((made) => made.close()))
})
afterAll(async () => {
  await realtime?.close()
  await cluster?.stop()
})

describe('between clients', () => {
  it('reaches the others and not the sender, in both protocols', async () => {
    const a = client().channel('talk')
    const b = client(undefined, { vsn: '1.0.0' }).channel('talk')
    const c = client().channel('talk')
    await Promise.all([a.join(), b.join(), c.join()])
    await a.channel.send({ type: 'broadcast', event: 'hi', payload: { n: 1, text: 'grüße ✨' } })
    await b.channel.send({ type: 'broadcast', event: 'yo', payload: { n: 2 } })
    expect(await b.got('hi')).toEqual({ n: 1, text: 'grüße ✨' })
    expect(await c.got('hi')).toEqual({ n: 1, text: 'grüße ✨' })
    expect(await a.got('yo')).toEqual({ n: 2 })
    expect(await c.got('yo')).toEqual({ n: 2 })
    expect(a.events()).toEqual(['yo'])
    expect(b.events()).toEqual(['hi'])
  })

  it('returns to the sender with `self`, and is acknowledged with `ack`', async () => {
    const a = client().channel('mirror', { broadcast: { self: true, ack: true } })
    await a.join()
    expect(await a.channel.send({ type: 'broadcast', event: 'hi', payload: {} })).toBe('ok')
    expect(await a.got('hi')).toEqual({})
  })

  it('carries bytes', async () => {
    const [a, b] = [client().channel('bytes'), client().channel('bytes')]
    await Promise.all([a.join(), b.join()])
    await a.channel.send({ type: 'broadcast', event: 'raw', payload: new Uint8Array([1, 2, 255]).buffer })
    expect(new Uint8Array((await b.got('raw')) as ArrayBuffer)).toEqual(new Uint8Array([1, 2, 255]))
  })

  it('keeps the order of many messages', async () => {
    const [a, b] = [client().channel('order'), client().channel('order')]
    await Promise.all([a.join(), b.join()])
    for (let n = 0; n < 300; n++) void a.channel.send({ type: 'broadcast', event: 'n', payload: { n } })
    await b.until(() => b.broadcasts.length === 300, '300 messages')
    expect(b.broadcasts.map((message) => (message.payload as { n: number }).n)).toEqual(Array.from({ length: 300 }, (_, n) => n))
  })
})

describe('over HTTP', () => {
  it('reaches public channels with httpSend and as a batch', async () => {
    const b = client().channel('http')
    await b.join()
    expect(await client().client.channel('http').httpSend('one', { n: 1 })).toEqual({ success: true })
    expect(await b.got('one')).toEqual({ n: 1 })
    const answer = await fetch(`http://127.0.0.1:${realtime.port}/realtime/v1/api/broadcast`, {
      method: 'POST',
      headers: { apikey: cluster.config.keys.secret, 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ topic: 'http', event: 'two', payload: [2] }] }),
    })
    expect(answer.status).toBe(202)
    expect(await b.got('two')).toEqual([2])
  })

  it('is refused without a valid key, and with a body that is no batch', async () => {
    const post = (key: string, body: unknown) =>
      fetch(`http://127.0.0.1:${realtime.port}/realtime/v1/api/broadcast`, {
        method: 'POST',
        headers: { apikey: key },
        body: JSON.stringify(body),
      })
    expect((await post('sb_publishable_wrong', { messages: [] })).status).toBe(401)
    expect((await post(cluster.config.keys.publishable, { messages: [{ topic: 'x' }] })).status).toBe(422)
  })
})

describe('private channels', () => {
  it('let in whom the policies let read, and refuse others with the reason', async () => {
    const [ann, eve] = [client('ann').channel('ann:1', { private: true }), client('eve').channel('ann:1', { private: true })]
    expect(await ann.join()).toBe('SUBSCRIBED')
    expect(await eve.join()).toBe('CHANNEL_ERROR')
    expect(eve.lastError?.message).toBe('Unauthorized: You do not have permissions to read from this Channel topic: ann:1')
    const stored = await cluster.sql.query('select count(*)::int as n from realtime.messages')
    expect(stored.rows[0].n).toBe(0)
  })

  it('pass on only what the sender may write', async () => {
    const ann = client('ann').channel('ann:2', { private: true })
    const bob = client('bob').channel('ann:2', { private: true })
    await Promise.all([ann.join(), bob.join()])
    await bob.channel.send({ type: 'broadcast', event: 'forbidden', payload: {} })
    await ann.channel.send({ type: 'broadcast', event: 'allowed', payload: {} })
    await bob.got('allowed')
    await cluster.sql.query(`select realtime.send('{}', 'end', 'ann:2')`)
    await ann.got('end')
    expect(ann.events()).toEqual(['end'])
  })

  it('never meet public channels of the same name', async () => {
    const inside = client('ann').channel('ann:3', { private: true })
    const outside = client('eve').channel('ann:3')
    await Promise.all([inside.join(), outside.join()])
    await outside.channel.send({ type: 'broadcast', event: 'forged', payload: {} })
    await client().client.channel('ann:3').httpSend('forged', {})
    await cluster.sql.query(`select realtime.send('{"n": 1}', 'secret', 'ann:3'), realtime.send('{"n": 2}', 'open', 'ann:3', false)`)
    expect(await inside.got('secret')).toMatchObject({ n: 1 })
    expect(await outside.got('open')).toMatchObject({ n: 2 })
    expect(inside.events()).toEqual(['secret'])
    expect(outside.events()).toEqual(['forged', 'open'])
  })

  it('take messages over HTTP from those who may write', async () => {
    const bob = client('bob').channel('ann:4', { private: true })
    await bob.join()
    await expect(
      client('bob')
        .client.channel('ann:4', { config: { private: true } })
        .httpSend('no', {}),
    ).rejects.toThrow('Unauthorized')
    await client('ann')
      .client.channel('ann:4', { config: { private: true } })
      .httpSend('yes', { n: 1 })
    expect(await bob.got('yes')).toEqual({ n: 1 })
    expect(bob.events()).toEqual(['yes'])
  })
})

describe('from SQL', () => {
  it('arrives after commit, and never after rollback', async () => {
    const ann = client('ann').channel('ann:5', { private: true })
    await ann.join()
    const session = await cluster.sql.connect()
    try {
      await session.query('begin')
      await session.query(`select realtime.send('{}', 'undone', 'ann:5')`)
      await session.query('rollback')
      await session.query('begin')
      await session.query(`select realtime.send('{"n": 1}', 'late', 'ann:5')`)
      await cluster.sql.query(`select realtime.send('{}', 'early', 'ann:5')`)
      await ann.got('early')
      await session.query('commit')
    } finally {
      session.release()
    }
    expect(await ann.got('late')).toMatchObject({ n: 1, id: expect.any(String) })
    expect(ann.events()).toEqual(['early', 'late'])
    expect(ann.broadcasts[0]?.meta?.id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('keeps the order of many messages of one transaction', async () => {
    const ann = client('ann').channel('ann:many', { private: true })
    await ann.join()
    await cluster.sql.query(`select realtime.send(jsonb_build_object('n', n), 'n', 'ann:many') from generate_series(1, 3000) n`)
    await ann.until(() => ann.broadcasts.length === 3000, '3000 messages')
    expect(ann.broadcasts.map((message) => (message.payload as { n: number }).n)).toEqual(Array.from({ length: 3000 }, (_, n) => n + 1))
  })

  it('cannot be forged with a notification', async () => {
    const ann = client('ann').channel('ann:forged', { private: true })
    await ann.join()
    await cluster.sql.query(`
      notify realtime_messages, '{"topic": "ann:forged", "event": "forged", "private": true}';
      notify realtime_messages, '5f2b3c5e-0000-4000-8000-000000000000 2026-01-01 00:00:00';
      notify realtime_messages, '''; drop table realtime.messages; --';
      select realtime.send('{}', 'real', 'ann:forged')`)
    await ann.got('real')
    expect(ann.events()).toEqual(['real'])
  })

  it('tells changes of rows with broadcast_changes', async () => {
    await cluster.sql.query(`
      create table public.notes (id int primary key, body text);
      create function public.tell() returns trigger language plpgsql security definer as $$
      begin
        perform realtime.broadcast_changes('ann:6', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
        return null;
      end $$;
      create trigger tell after insert or update or delete on public.notes for each row execute function public.tell();
    `)
    const ann = client('ann').channel('ann:6', { private: true })
    await ann.join()
    await cluster.sql.query(`insert into public.notes values (1, 'a'); update public.notes set body = 'b'; delete from public.notes`)
    await ann.got('DELETE')
    expect(ann.events()).toEqual(['INSERT', 'UPDATE', 'DELETE'])
    expect(ann.broadcasts[1]?.payload).toMatchObject({
      operation: 'UPDATE',
      schema: 'public',
      table: 'notes',
      record: { id: 1, body: 'b' },
      old_record: { id: 1, body: 'a' },
    })
  })

  it('is replayed to a channel that asks for what it missed, once', async () => {
    const since = Date.now() - 1000
    const witness = client('bob').channel('ann:7', { private: true })
    await witness.join()
    await cluster.sql.query(`select realtime.send(jsonb_build_object('n', n), 'missed', 'ann:7') from generate_series(1, 3) n`)
    await witness.until(() => witness.broadcasts.length === 3, 'all that ann misses')
    const ann = client('ann').channel('ann:7', { private: true, broadcast: { replay: { since, limit: 2 } } })
    expect(await ann.join()).toBe('SUBSCRIBED')
    await cluster.sql.query(`select realtime.send('{"n": 4}', 'live', 'ann:7')`)
    await ann.got('live')
    expect(ann.broadcasts.map((message) => message.meta?.replayed ?? false)).toEqual([true, true, false])
  })
})
