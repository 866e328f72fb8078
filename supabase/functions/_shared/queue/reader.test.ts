/** What is read is in hand or given back, whatever fails beside it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { openDatabase, type Database } from '../database.ts'
import { Hand } from './hand.ts'
import { defineQueue, done } from './handler.ts'
import { Mailbox } from './mailbox.ts'
import { LiveProjects } from './projects.ts'
import { Reader } from './reader.ts'
import { Settler } from './settler.ts'

let database: TestDatabase
let sql: Database
let hand: Hand
let reader: Reader
let settler: Settler

beforeAll(async () => {
  database = await createTestDatabase()
  sql = openDatabase(database.url('postgres'))
  await sql`select private.create_queue('shelf', 1)`
})
beforeEach(async () => {
  await sql`truncate pgmq.q_shelf`
  const mailbox = new Mailbox(sql, 'shelf')
  const queue = defineQueue(z.unknown(), { maxAttempts: 5, visibilitySeconds: 30, concurrency: 10 }, () => done())
  hand = new Hand(10)
  settler = new Settler(mailbox, () => {})
  reader = new Reader(mailbox, queue, hand, settler, new LiveProjects())
})
afterAll(async () => {
  await sql?.end()
  await database?.drop()
})

const send = (message: object) => sql`select pgmq.send('shelf', ${sql.json(message as never)})`
async function without(name: string, work: () => Promise<unknown>): Promise<void> {
  await sql.unsafe(`alter function private.${name} rename to gone`)
  try {
    await work()
  } finally {
    await sql.unsafe(`alter function private.gone rename to ${name}`)
  }
}

test('messages of a deleted project go as soon as that can be written down; the others are worked on', async () => {
  await send({ project_id: crypto.randomUUID() })
  await send({ n: 1 })
  await without('acknowledge_messages', async () => {
    expect(await reader.read()).toBe(2)
    expect(hand.held()).toMatchObject([{ message: { n: 1 } }])
  })
  await settler.flush()
  expect(await sql`select message from pgmq.q_shelf`).toMatchObject([{ message: { n: 1 } }])
})

test('where one that is suspected cannot be given back, the others are worked on', async () => {
  await send({ n: 1 })
  await sql`update pgmq.q_shelf set read_ct = 2`
  await send({ n: 2 })
  await without('return_messages', () => reader.read())
  expect(hand.held()).toMatchObject([{ message: { n: 2 } }])
})
