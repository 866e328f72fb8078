/** `npm run db:advisors`: the security and performance advisors of Supabase on the running database. Fails on any ERROR or WARN. */
import { command, requireDatabase } from './stack/command.ts'
import { runAdvisors } from './stack/postgres/schema.ts'

await command(async (config) => {
  await requireDatabase(config)
  const { code, stdout, stderr } = await runAdvisors(config)
  console.log(`${stdout}${stderr}`.trim())
  return code
})
