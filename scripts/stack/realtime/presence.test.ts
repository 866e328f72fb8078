import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { RealtimeServer } from './server.ts'
import { startCluster, startServer, TestClient, userToken, type Cluster, type TestChannel } from './testing.ts'

let cluster: Cluster
let realtime: RealtimeServer
const clients: TestClient[] = []

function client(user?: string, options?: ConstructorParameters<typeof TestClient>[3]): TestClient {
  const made = new TestClient(cluster.config, realtime.port, user && userToken(cluster.config, user), options)
  clients.push(made)
  return made
}

/** A channel that notes presence. */
function watch(made: TestClient, topic: string, key: string, config = {}): TestChannel {
  const channel = made.channel(topic, { presence: { key }, ...config })
  for (const event of ['sync', 'join', 'leave'] as const)
    channel.channel.on('presence', { event: event as 'sync' }, () => channel.note(() => {}))
  return channel
}

const keys = (channel: TestChannel) => Object.keys(channel.channel.presenceState()).sort()

beforeAll(async () => {
  cluster = await startCluster()
  await cluster.sql.query(`
    create policy "All come in" on realtime.messages for select to authenticated
      using (extension = 'broadcast' or current_setting('request.jwt.claims')::jsonb ->> 'sub' <> 'blind');
    create policy "Ann shows herself" on realtime.messages for insert to authenticated
      with check (extension = 'presence' and current_setting('request.jwt.claims')::jsonb ->> 'sub' = 'ann');
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

it('shows who is there, what they track, and who leaves', async () => {
  const a = watch(client(), 'desk', 'a')
  await a.join()
  expect(await a.channel.track({ at: 'tab 1' })).toBe('ok')
  const b = watch(client(undefined, { vsn: '1.0.0' }), 'desk', 'b')
  await b.join()
  await b.until(() => keys(b).includes('a'), 'a in the state b gets on joining')
  await b.channel.track({ at: 'tab 2' })
  await a.until(() => keys(a).join() === 'a,b', 'b at a')
  expect(a.channel.presenceState()).toMatchObject({ a: [{ at: 'tab 1' }], b: [{ at: 'tab 2' }] })

  await a.channel.track({ at: 'tab 3' })
  await b.until(() => JSON.stringify(b.channel.presenceState()).includes('tab 3'), 'the new state of a')
  expect(b.channel.presenceState().a).toHaveLength(1)
  await b.channel.untrack()
  await a.until(() => keys(a).join() === 'a', 'b gone at a')
})

it('takes a client away whose connection drops', async () => {
  const [watcher, other] = [client(), client()]
  const a = watch(watcher, 'drop', 'a')
  const b = watch(other, 'drop', 'b')
  await Promise.all([a.join(), b.join()])
  await b.channel.track({})
  await a.until(() => keys(a).join() === 'b', 'b at a')
  await other.client.disconnect()
  await a.until(() => keys(a).length === 0, 'b gone at a')
})

it('groups several clients under one key', async () => {
  const [a, b] = [watch(client(), 'twice', 'me'), watch(client(), 'twice', 'me')]
  await Promise.all([a.join(), b.join()])
  await Promise.all([a.channel.track({ tab: 1 }), b.channel.track({ tab: 2 })])
  await a.until(() => a.channel.presenceState().me?.length === 2, 'both')
  await b.channel.untrack()
  await a.until(() => a.channel.presenceState().me?.length === 1, 'one')
  expect(a.channel.presenceState().me).toMatchObject([{ tab: 1 }])
})

it('follows the policies for presence on private channels', async () => {
  const ann = watch(client('ann'), 'private', 'ann', { private: true })
  const bob = watch(client('bob'), 'private', 'bob', { private: true })
  const blind = watch(client('blind'), 'private', 'blind', { private: true })
  await Promise.all([ann.join(), bob.join(), blind.join()])
  expect(await bob.channel.track({})).toBe('error')
  expect(await ann.channel.track({ here: true })).toBe('ok')
  await bob.until(() => keys(bob).join() === 'ann', 'ann at bob')
  await cluster.sql.query(`select realtime.send('{}', 'end', 'private')`)
  await blind.got('end')
  expect(keys(blind)).toEqual([])
})
