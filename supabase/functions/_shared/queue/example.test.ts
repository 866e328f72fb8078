/** The handler that docs/events.md adds compiles and works as it stands there. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import type { createRegistry } from '../../worker/registry.ts'
import { loadConfig } from '../config.ts'
import { openDatabase } from '../database.ts'
import { Consumer } from './consumer.ts'
import type { Queue } from './handler.ts'
import { Mailbox } from './mailbox.ts'
import { LiveProjects } from './projects.ts'

const root = join(import.meta.dirname, '../../../..')
const page = readFileSync(join(root, 'docs/events.md'), 'utf8')
/** What stands in the page behind this beginning of a block of code. */
const block = (begin: string) => new RegExp(`^\`\`\`${begin}\\n([^]*?)^\`\`\`$`, 'm').exec(page)![1]!
const piece = (file: string) => block(`ts\\n// ${file}`)
const messages = 'shared/messages.ts'
const operations = 'shared/operations.ts'
const registry = 'supabase/functions/worker/registry.ts'

/** A copy of the sources, into which the page's pieces go where it says. */
const copy = mkdtempSync(join(tmpdir(), 'orrery-example-'))
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  for (const part of ['shared', 'supabase/functions', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
})
afterAll(async () => {
  await database?.drop()
  rmSync(copy, { recursive: true, force: true })
})

function change(file: string, ...changes: [RegExp, string][]): void {
  let text = readFileSync(join(copy, file), 'utf8')
  for (const [where, what] of changes) {
    expect(text).toMatch(where)
    text = text.replace(where, (found) => found + what)
  }
  writeFileSync(join(copy, file), text)
}

/** What the compiler says of the copy; nothing, when it is content. */
function compile(): string {
  const config = { extends: join(root, 'tsconfig.json'), include: [registry, operations] }
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config))
  try {
    return String(execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', copy], { encoding: 'utf8' }))
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout)
  }
}

test('a handler is added in under ten lines, compiles, and handles', { timeout: 240_000 }, async () => {
  const pieces = [messages, operations, registry].map(piece)
  expect([block('sql'), ...pieces].join('').trim().split('\n').length).toBeLessThan(10)
  change(messages, [/export const queues = \[/, `'greetings', `], [/(?![^])/, piece(messages)])
  // Without the other two it does not, nor for any other reason.
  expect(
    compile()
      .match(/\w+\.ts(?=\(.*error TS)/g)
      ?.sort(),
  ).toEqual(['operations.ts', 'registry.ts'])
  change(operations, [/^const known.*\{\n/m, piece(operations)])
  change(
    registry,
    [/^ {2}return \{\n/m, piece(registry)],
    [/^import \{ (?=.*messages\.ts)/m, 'GreetingMessage, '],
    [/^import \{ (?=.*handler\.ts'\n)(?=defineQueue)/m, 'done, '],
  )
  expect(compile()).toBe('')

  await database.sql.unsafe(block('sql'))
  const user = await database.addUser('ada@example.com')
  const [project] = await database.sql`select id from public.projects where owner_user_id = ${user}`
  const message = { v: 1, type: 'greeting', project_id: String(project?.id), name: 'Ada' }
  await database.sql`select pgmq.send('greetings', ${database.sql.json(message)})`
  const sql = openDatabase(database.url('postgres'))
  const config = loadConfig({ SUPABASE_URL: 'http://localhost', SUPABASE_DB_URL: database.url('postgres'), SB_SECRET_KEY: 'key' })
  const changed = (await import(join(copy, registry))) as { createRegistry: typeof createRegistry }
  const { greetings } = changed.createRegistry(config, sql) as unknown as { greetings: Queue }
  await new Consumer(new Mailbox(sql, 'greetings'), greetings, config, new LiveProjects()).run()
  await sql.end()

  expect(await database.sql`select data from public.events where type = 'greeting.said'`).toEqual([{ data: { name: 'Ada' } }])
  expect(await database.sql`select msg_id from pgmq.q_greetings`).toHaveLength(0)
})
