/** `npm run status [-- --json]`: addresses, keys and processes of the platform that runs on this home. Exits with 1 when none does. */
import { parseArgs } from 'node:util'
import { loadConfig } from './stack/config.ts'
import { addressTable } from './stack/addresses.ts'
import { isAlive } from './stack/processes.ts'
import { readStatus, runningPid } from './stack/status.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const config = loadConfig()
const status = readStatus(config.home)
if (!status) {
  const pid = runningPid(config.home)
  const message = pid ? `Orrery is starting or stopping on ${config.home} (pid ${pid}).` : `Orrery does not run on ${config.home}.`
  console.log(values.json ? JSON.stringify({ running: false }) : message)
  process.exitCode = 1
} else if (values.json) {
  console.log(JSON.stringify({ running: true, ...status }, null, 2))
} else {
  console.log(`\n  Orrery runs since ${status.started_at}\n\n${addressTable(status, config.home)}\n`)
  for (const [name, part] of Object.entries(status.parts))
    console.log(`  ${name.padEnd(12)}pid ${part.pid}${isAlive(part) ? '' : ', not running'}`)
}
