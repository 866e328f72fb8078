/** Realtime as a process of the stack: prints `ready`, ends when its stdin closes or on a signal. */
import { loadConfig } from '../config.ts'
import { startRealtime } from './server.ts'

const realtime = await startRealtime(loadConfig())

let closing = false
async function end(): Promise<void> {
  if (closing) return
  closing = true
  setTimeout(() => process.exit(0), 2000).unref()
  await realtime.close()
  process.exit(0)
}
process.on('SIGTERM', () => void end())
process.on('SIGINT', () => void end())
process.stdin.on('end', () => void end())
process.stdin.on('error', () => void end())
process.stdin.resume()

// Postgres may be slow to take part; without it broadcasts between clients work already.
await realtime.listening(5000)
console.log('ready')
