/** The schema as Supabase's own tools see it, and as the files made from it say it is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { generateFiles } from '../../scripts/docs/generated.ts'
import { dbUrl, loadConfig } from '../../scripts/stack/config.ts'
import { bootstrap } from '../../scripts/stack/postgres/bootstrap.ts'
import { dumpSchema } from '../../scripts/stack/postgres/golden.ts'
import { migrate } from '../../scripts/stack/postgres/migrate.ts'
import { readAdvice, readReasons } from '../../scripts/stack/postgres/schema.ts'

const config = loadConfig({ ORRERY_HOME: inject('template').home, ORRERY_PORT: inject('template').port })
const fresh = ['once', 'again'].map((name) => `${name}_${crypto.randomUUID().replaceAll('-', '')}`)
const admin = postgres(dbUrl(config, 'supabase_admin', 'template1'), { max: 1, onnotice: () => {} })

beforeAll(async () => {
  for (const name of fresh) await admin.unsafe(`create database ${name} template template0`)
})
afterAll(async () => {
  for (const name of fresh) await admin.unsafe(`drop database ${name} with (force)`)
  await admin.end()
})

test('the security and performance advisors find nothing but what docs/data-model.md gives the reason for', async () => {
  const advice = await readAdvice(config)
  expect([...advice.keys()].sort(), [...advice].flat().join('\n')).toEqual([...readReasons(config).keys()].sort())
})

test('what is made from the schema is up to date: types, dump and tables of rights', async () => {
  for await (const [file, text] of generateFiles(config)) {
    expect.soft(readFileSync(join(config.root, file), 'utf8'), `${file} is stale; with the platform running: npm run db:types`).toBe(text)
  }
})

test('the migrations run on an empty database without a superuser, and make the same schema each time', async () => {
  const [role] = await admin`select rolsuper from pg_roles where rolname = 'postgres'`
  expect(role).toEqual({ rolsuper: false })
  const dumps: string[] = []
  for (const name of fresh) {
    await bootstrap(config, name)
    expect(await migrate(config, name)).toBeGreaterThan(30)
    dumps.push(await dumpSchema(config, name))
  }
  expect(dumps[1]).toBe(dumps[0])
})
