/** `npm run restore -- <file>`: unpacks a backup into this home, which must be empty. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { homeFolder } from './stack/config.ts'
import { restore } from './stack/backup/restore.ts'

const { positionals } = parseArgs({ allowPositionals: true })

try {
  if (!positionals[0]) throw new Error('Which backup? npm run restore -- <file>')
  const home = homeFolder()
  await restore(resolve(positionals[0]), home)
  console.log(`Restored into ${home}. Start it with: npm start`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
