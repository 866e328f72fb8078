/** `npm run db:advisors`: what Supabase's security and performance advisors find in the running database. Fails unless docs/data-model.md gives the reason. */
import { command, requireDatabase } from './stack/command.ts'
import { readAdvice, readReasons } from './stack/postgres/schema.ts'

await command(async (config) => {
  await requireDatabase(config)
  const reasons = readReasons(config)
  const advice = await readAdvice(config)
  for (const [notice, detail] of advice)
    console.log(`${notice}\n  ${detail}\n  ${reasons.get(notice) ?? 'No reason is given in docs/data-model.md'}`)
  return [...advice.keys()].every((notice) => reasons.has(notice)) ? 0 : 1
})
