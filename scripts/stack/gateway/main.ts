/** The gateway as a process of the platform: prints `ready`; ends on SIGTERM, SIGINT or when its stdin closes. */
import { fstatSync } from 'node:fs'
import { loadConfig } from '../config.ts'
import { startGateway } from './server.ts'

const gateway = await startGateway(loadConfig(), { database: process.env.ORRERY_DATABASE })
console.log('ready')

let closing = false
async function end(): Promise<void> {
  if (closing) return
  closing = true
  setTimeout(() => process.exit(0), 3000).unref()
  await gateway.close()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end())

// Only a pipe from a parent tells of its death; /dev/null is closed from the start.
const stdin = fstatSync(0)
if (stdin.isFIFO() || stdin.isSocket()) {
  process.stdin.on('end', () => void end())
  process.stdin.on('error', () => void end())
  process.stdin.resume()
}
