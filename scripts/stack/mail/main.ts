/** The mail sink as a process of the platform: prints `ready`; ends on SIGTERM, SIGINT or when its stdin closes. */
import { fstatSync } from 'node:fs'
import { loadConfig } from '../config.ts'
import { startMail } from './server.ts'

const mail = await startMail(loadConfig())
console.log('ready')

let closing = false
async function end(): Promise<void> {
  if (closing) return
  closing = true
  setTimeout(() => process.exit(0), 2000).unref()
  await mail.close()
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
