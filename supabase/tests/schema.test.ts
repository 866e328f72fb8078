/** The schema as Supabase's own tools see it. */
import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { loadConfig } from '../../scripts/stack/config.ts'
import { generateTypes, runAdvisors, typesFile } from '../../scripts/stack/postgres/schema.ts'

const config = loadConfig({ ORRERY_HOME: inject('template').home, ORRERY_PORT: inject('template').port })

test('the security and performance advisors find no ERROR and no WARN', async () => {
  const { code, stdout, stderr } = await runAdvisors(config)
  expect(code, `${stdout}${stderr}`).toBe(0)
})

test('shared/database.types.ts is made from these migrations (npm run db:types)', async () => {
  expect(readFileSync(typesFile(config), 'utf8')).toBe(await generateTypes(config))
})
