/** `npm run db:types`: writes what is made from the schema of the running database: types, the dump of the schema, the tables in docs/data-model. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateFiles } from './docs/generated.ts'
import { command, requireDatabase } from './stack/command.ts'

await command(async (config) => {
  await requireDatabase(config)
  for await (const [file, text] of generateFiles(config)) {
    writeFileSync(join(config.root, file), text)
    console.log(`Wrote ${file}`)
  }
})
