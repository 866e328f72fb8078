/** The handler that docs/events.md adds works as it stands there. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { openDatabase } from '../database.ts'
import { Consumer } from './consumer.ts'
import { defineQueue, done, type Queue } from './handler.ts'
import { Mailbox } from './mailbox.ts'
import { LiveProjects } from './projects.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/events.md'), 'utf8')
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? ''

let database: TestDatabase
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database?.drop())

test('a handler is added in under ten lines, and handles', async () => {
  const code = block('ts')
  expect(code.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(10)
  const greetings = new Function('z', 'defineQueue', 'done', `${stripTypeScriptTypes(code)}\nreturn greetings`)(
    z,
    defineQueue,
    done,
  ) as Queue
  await database.sql.unsafe(block('sql'))

  const user = await database.addUser('ada@example.com')
  const [project] = await database.sql`select id from public.projects where owner_user_id = ${user}`
  const message = { v: 1, type: 'greeting', project_id: String(project?.id), name: 'Ada' }
  await database.sql`select pgmq.send('greetings', ${database.sql.json(message)})`
  const sql = openDatabase(database.url('postgres'))
  const limits = { wallClockSeconds: 10, cpuSeconds: Infinity, memoryMegabytes: Infinity }
  await new Consumer(new Mailbox(sql, 'greetings'), greetings, limits, new LiveProjects()).run()
  await sql.end()

  expect(await database.sql`select data from public.events where type = 'greeting.said'`).toEqual([{ data: { name: 'Ada' } }])
  expect(await database.sql`select msg_id from pgmq.q_greetings`).toHaveLength(0)
})
