/** The scheduler as a process of the platform: prints `ready`, ends on SIGTERM or SIGINT. `ORRERY_DATABASE` names another database. */
import { loadConfig } from '../config.ts'
import { runScheduler } from './scheduler.ts'

const config = loadConfig()
const stop = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort())

await runScheduler(
  {
    host: '127.0.0.1',
    port: config.ports.db,
    password: config.keys.dbPassword,
    database: process.env.ORRERY_DATABASE ?? 'postgres',
    onReady: () => console.log('ready'),
  },
  stop.signal,
)
