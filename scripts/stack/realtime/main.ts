/** Realtime as a process of the platform: prints `ready`. */
import { loadConfig } from '../config.ts'
import { endWith } from '../ending.ts'
import { startRealtime } from './server.ts'

const realtime = await startRealtime(loadConfig())
endWith(() => realtime.close())

// Postgres may be slow to take part; without it broadcasts between clients work already.
await realtime.listening(5000)
console.log('ready')
