/** `npm run db:types`: writes `shared/database.types.ts` from the schema of the running database. */
import { writeFileSync } from 'node:fs'
import { command, requireDatabase } from './stack/command.ts'
import { generateTypes, typesFile } from './stack/postgres/schema.ts'

await command(async (config) => {
  await requireDatabase(config)
  writeFileSync(typesFile(config), await generateTypes(config))
  console.log('Wrote shared/database.types.ts')
})
