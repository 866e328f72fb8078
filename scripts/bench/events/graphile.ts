/** graphile-worker, with the settings its documentation names for throughput or with those it has by default. */
import { makeWorkerUtils } from 'graphile-worker'
import postgres from 'postgres'
import { Child } from './child.ts'
import { batches, type Contender, type Stamps } from './contender.ts'
import { quiet } from './graphile_logger.ts'

export interface GraphileOptions {
  title: string
  messages: number
  settings: GraphileConfig.WorkerOptions
  /** Jobs belong to so many named queues, each of which runs one at a time. */
  queues?: number
}

export async function openGraphile(url: string, options: GraphileOptions): Promise<Contender> {
  const utils = await makeWorkerUtils({ connectionString: url, logger: quiet })
  await utils.migrate()
  await utils.release()
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const worker = new Child(new URL('graphile_worker.ts', import.meta.url), [url, JSON.stringify(options.settings)])
  await worker.ask('start')
  const queue = options.queues ? sql`'queue-' || n % ${options.queues}` : sql`null`
  const send = async () => {
    for (const [from, to] of batches(options.messages)) {
      await sql`
        select count(*) from graphile_worker.add_jobs(array(
          select ('noop', json_build_object('n', n), ${queue}, null, null, null, null, null)::graphile_worker.job_spec
          from generate_series(${from}::int, ${to}::int) n))`
    }
  }
  return {
    title: options.title,
    messages: options.messages,
    send,
    async store() {
      await worker.ask('stop')
      await send()
      return () => worker.ask('start')
    },
    async isDone() {
      // The newest is the last to go, so that an index answers at once.
      const left = await sql`select from graphile_worker._private_jobs order by id desc limit 1`
      return left.length === 0
    },
    async clear() {
      await sql`delete from graphile_worker._private_jobs`
      await sql`delete from graphile_worker._private_job_queues`
      await sql`vacuum`
    },
    sendOne: (n) => sql`select graphile_worker.add_job('noop', json_build_object('n', ${n}::int))`,
    readStamps: () => worker.ask<Stamps>('readStamps'),
    async close() {
      await worker.ask('stop')
      await worker.end()
      await sql.end()
    },
  }
}
