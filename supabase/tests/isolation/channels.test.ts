/** Nobody hears of what is not theirs, or tells others what is not true. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { Channels } from './channels.ts'
import type { PersonaName } from './personas.ts'
import { makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let world: World
let channels: Channels

beforeAll(async () => {
  world = await makeWorld()
  channels = await Channels.open(world, await world.facts())
})
afterEach(() => channels.hangUp())
afterAll(async () => {
  await channels.close()
  await world.stop()
})

test('only those who see a project, dashboard, run or chat hear of it, and admins of a workspace', async () =>
  expect(await channels.joins()).toEqual([]))

test('people speak on the topics of dashboards alone', async () => expect(await channels.speech()).toEqual([]))

test('a topic that only looks like one of a project opens nothing', async () => {
  const owner = world.persona('owner')
  const { shared, foreign } = world.tenants
  const topics = [
    `project:${foreign.project}:${shared.project}`,
    `project:${shared.project} `,
    `Project:${shared.project}`,
    `project:${shared.project.toUpperCase()}`,
    `project:${shared.project}\nproject:${foreign.project}`,
    `dashboard:${shared.project}`,
    `project:${world.seeds.shared.dashboards!}`,
    `workspace:${shared.project}`,
    `project:${shared.workspace}`,
    'project:*',
    '*',
    'project:',
    `user:${owner.id!}x`,
  ]
  const statuses = await Promise.all(topics.map(async (topic) => [topic, await channels.channel(owner, topic).join()]))
  expect(statuses).toEqual(topics.map((topic) => [topic, 'CHANNEL_ERROR']))
})

test('a public channel of the same name hears nothing of the private one', async () => {
  const topic = channels.topic('project', 'shared')
  const member = channels.channel(world.persona('viewer'), topic)
  const spies = (['anonymous', 'stranger', 'owner elsewhere'] as PersonaName[]).map((name) =>
    channels.channel(world.persona(name), topic, false),
  )
  await Promise.all([member, ...spies].map((one) => one.join()))
  await channels.announce(topic, 'told')
  await member.got('told')
  await spies[0]!.channel.send({ type: 'broadcast', event: 'forged', payload: {} })
  // What is told later comes later: when this has come, the others would have.
  await channels.announce(topic, 'told again')
  await member.got('told again')
  expect(member.events()).toEqual(['told', 'told again'])
  expect(spies.map((spy) => spy.events().filter((event) => event.startsWith('told')))).toEqual([[], [], []])
})

test('no table is published for changes of rows', async () => {
  const published =
    await world.sql`select schemaname || '.' || tablename as name from pg_publication_tables where pubname = 'supabase_realtime'`
  expect(published.map(({ name }) => name as string)).toEqual([])
})
