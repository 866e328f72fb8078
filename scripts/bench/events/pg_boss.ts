/** pg-boss: many workers that fetch batches, woken by NOTIFY, fetching on while batches are full. */
import { PgBoss } from 'pg-boss'
import postgres from 'postgres'
import { Child } from './child.ts'
import { batches, type Contender, type Stamps } from './contender.ts'

export async function openPgBoss(url: string, title: string, messages: number): Promise<Contender> {
  // Sends, as a program beside the workers would; upkeep is theirs.
  const boss = new PgBoss({ connectionString: url, max: 1, supervise: false, schedule: false, useListenNotify: true })
  boss.on('error', console.error)
  await boss.start()
  await boss.createQueue('bench', { notify: true })
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const worker = new Child(new URL('pg_boss_worker.ts', import.meta.url), [url])
  await worker.ask('start')
  const send = async () => {
    for (const [from, to] of batches(messages)) {
      const jobs = Array.from({ length: to - from + 1 }, (_, n) => ({ data: { n: from + n } }))
      await boss.insert('bench', jobs)
    }
  }
  return {
    title,
    messages,
    send,
    async store() {
      await worker.ask('stop')
      await send()
      return () => worker.ask('start')
    },
    async isDone(count) {
      if ((await worker.ask<number>('countStamps')) < count) return false
      const left = await sql`select from pgboss.job where name = 'bench' and state < 'completed' limit 1`
      return left.length === 0
    },
    async clear() {
      await boss.deleteAllJobs('bench')
      await sql`vacuum`
    },
    sendOne: (n) => boss.send('bench', { n }),
    readStamps: () => worker.ask<Stamps>('readStamps'),
    async close() {
      await worker.ask('stop')
      await worker.end()
      await boss.stop({ graceful: false })
      await sql.end()
    },
  }
}
