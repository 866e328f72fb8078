/** `npm run restore -- <file>`: unpacks a backup into this home, which must be empty. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { restore } from './stack/backup/restore.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const root = resolve(import.meta.dirname, '..')

try {
  if (!positionals[0]) throw new Error('Which backup? npm run restore -- <file>')
  const home = resolve(root, process.env.ORRERY_HOME ?? '.orrery')
  await restore(resolve(positionals[0]), home)
  console.log(`Restored into ${home}. Start it with: npm start`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
