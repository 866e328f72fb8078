/** A pool of graphile-worker: `<connection string> <settings>`. */
import { run, type Runner } from 'graphile-worker'
import { answer } from './child.ts'
import { now, type Stamps } from './contender.ts'
import { quiet } from './graphile_logger.ts'

const [url, settings] = process.argv.slice(2) as [string, string]
const preset = { worker: { connectionString: url, logger: quiet, ...(JSON.parse(settings) as GraphileConfig.WorkerOptions) } }
let stamps: Stamps = []
let runner: Runner | undefined

const taskList = {
  noop: (payload: unknown) => void stamps.push([(payload as { n: number }).n, now()]),
}

answer({
  start: async () => {
    runner = await run({ preset, taskList, noHandleSignals: true })
  },
  stop: async () => {
    await runner?.stop()
    runner = undefined
  },
  readStamps: () => Promise.resolve(stamps).finally(() => (stamps = [])),
})
