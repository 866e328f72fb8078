/** `npm run reset [-- --yes]`: deletes this home's database, files, logs and keys. The next start makes new ones. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { command, confirm } from './stack/command.ts'
import { homeFolder } from './stack/config.ts'
import { lockFile, runningPid } from './stack/status.ts'
import { releaseLock, takeLock } from './stack/lock.ts'
import { Obstacle } from './stack/obstacle.ts'

const { values } = parseArgs({ options: { yes: { type: 'boolean', short: 'y', default: false } } })

// Looked at before `command` makes the keys of a new home.
const isHome = existsSync(join(homeFolder(), 'keys.json'))

await command(async (config) => {
  if (!isHome) {
    rmSync(join(config.home, 'keys.json'))
    throw new Obstacle(`${config.home} does not look like an Orrery home; nothing was deleted.`)
  }
  const pid = runningPid(config.home)
  if (pid) throw new Obstacle(`Orrery runs on ${config.home} (pid ${pid}). Stop it first (Ctrl-C there).`)
  if (!values.yes && !(await confirm(`Delete all data in ${config.home}?`)))
    throw new Obstacle('Nothing was deleted. Without a question: npm run reset -- --yes')
  if (takeLock(lockFile(config.home))) throw new Obstacle('Orrery was just started here; nothing was deleted.')
  try {
    rmSync(config.home, { recursive: true, force: true })
  } finally {
    releaseLock(lockFile(config.home))
  }
  console.log(`Deleted ${config.home}.`)
})
