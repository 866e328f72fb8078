/** Messages that nobody can do anything with, between others that must not wait for them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestFunctions } from '../../../../scripts/testing/functions.ts'
import { until } from '../../../../scripts/testing/uploads.ts'
import { addProject, World } from './world.ts'

let world: World
let worker: TestFunctions

beforeAll(async () => {
  world = await World.open()
  worker = await world.startWorker({ limits: { maxAttempts: 3 } })
})
afterAll(() => world?.close())

async function settle(): Promise<void> {
  await until(
    async () => (await world.wake(worker), world.queued()),
    (queued) => queued === 0,
  )
  await world.rest()
}

test('a poison message is tried as often as allowed, then it is dead', async () => {
  const [poison, other] = [await world.send('poison'), await world.send()]
  await settle()
  expect(await world.letters(poison)).toMatchObject([{ attempts: 3, error: { message: 'It fails by design' } }])
  expect(await world.settledAt(poison)).toEqual([])
  await world.expectOnce(other, 1)
})

test('a dead letter keeps the key under which the effect outside is known', async () => {
  world.external.choose = () => 'failed'
  const id = await world.send()
  await settle()
  world.external.choose = () => 'done'
  const [letter] = await world.database.sql<{ key: string }[]>`
    select idempotency_key as key from public.dead_letters where message ->> 'id' = ${id}`
  expect(world.external.effects.get(letter!.key)).toEqual({ messages: new Set([id]), calls: 3, had: false })
})

test('a malformed message is dead at once', async () => {
  const [malformed, other] = [await world.send('malformed'), await world.send()]
  await settle()
  expect(await world.letters(malformed)).toMatchObject([{ attempts: 1, error: { message: expect.stringContaining('malformed') } }])
  await world.expectOnce(other, 1)
})

test('what is hardly a message at all is dead as well', async () => {
  const project = (id: unknown) => ({ v: 1, type: 'effect', id: crypto.randomUUID(), kind: 'plain', project_id: id })
  const strange = [null, [], 'text', 7, {}, { v: 1 }, project('nobody'), project({ a: 1 }), project(null)]
  await world.database.sql`select pgmq.send('chaos', message) from jsonb_array_elements(${JSON.stringify(strange)}::text::jsonb) message`
  const other = await world.send()
  await settle()
  const dead = await world.database.sql<{ message: unknown }[]>`
    select message from public.dead_letters where not exists (select from chaos.sent where id::text = message ->> 'id')`
  expect(dead.map(({ message }) => message)).toEqual(expect.arrayContaining(strange))
  expect(dead).toHaveLength(strange.length)
  await world.expectOnce(other, 1)
})

test('a message for a deleted project is dropped', async () => {
  const gone = await addProject(world.database)
  const [homeless, other] = [await world.send('plain', gone), await world.send()]
  await world.database.sql`delete from public.projects where id = ${gone}`
  await settle()
  expect(world.external.calls(homeless)).toBe(0)
  expect(await world.settledAt(homeless)).toEqual([])
  expect(await world.letters(homeless)).toEqual([])
  await world.expectOnce(other, 1)
})
