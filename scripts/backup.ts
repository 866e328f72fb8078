/** `npm run backup [-- <file>]`: one file with the database, the stored files and the keys of this home; works while the platform runs. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backup } from './stack/backup/backup.ts'
import { command } from './stack/command.ts'

const { positionals } = parseArgs({ allowPositionals: true })

await command(async (config) => {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const file = resolve(positionals[0] ?? `orrery-${stamp}.tar.gz`)
  const bytes = await backup(config, file)
  console.log(`Wrote ${file} (${(bytes / 1024 ** 2).toFixed(1)} MB). It holds keys and passwords: keep it private.`)
})
