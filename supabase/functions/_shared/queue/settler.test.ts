import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { openDatabase, type Database } from '../database.ts'
import { Mailbox } from './mailbox.ts'
import { Settler } from './settler.ts'

let database: TestDatabase
let sql: Database

beforeAll(async () => {
  database = await createTestDatabase()
  sql = openDatabase(database.url('postgres'))
  await sql`select private.create_queue('settled', 1)`
})
afterAll(async () => {
  await sql?.end()
  await database?.drop()
})

test('what ends in the very moment in which all was written down is written down too', async () => {
  await sql`select pgmq.send_batch('settled', array['{"n": 1}', '{"n": 2}']::jsonb[])`
  const mailbox = new Mailbox(sql, 'settled')
  const received = await mailbox.read(30, 2, 0, [])
  const addNext = () => {
    const next = received.shift()
    if (next) settler.add(next, { kind: 'acknowledge' })
  }
  const settler = new Settler(mailbox, () => void Promise.resolve().then(addNext))
  addNext()
  await settler.flush()
  expect(await sql`select msg_id from pgmq.q_settled`).toHaveLength(0)
})
