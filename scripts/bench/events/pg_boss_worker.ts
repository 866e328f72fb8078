/** Workers of pg-boss: `<connection string>`. */
import { PgBoss } from 'pg-boss'
import { answer } from './child.ts'
import { now, type Stamps } from './contender.ts'

const WORKERS = 8
const options = { localConcurrency: WORKERS, batchSize: 100, burstWhenBatchFull: true } as const

const boss = new PgBoss({ connectionString: process.argv[2]!, max: WORKERS + 2, useListenNotify: true })
boss.on('error', console.error)
let stamps: Stamps = []
await boss.start()

answer({
  start: () =>
    boss.work<{ n: number }>('bench', options, async (jobs) => {
      const at = now()
      for (const { data } of jobs) stamps.push([data.n, at])
    }),
  stop: () => boss.offWork('bench', { wait: true }),
  countStamps: () => Promise.resolve(stamps.length),
  readStamps: () => Promise.resolve(stamps).finally(() => (stamps = [])),
})
