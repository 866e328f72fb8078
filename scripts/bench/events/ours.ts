/** Our queues: `send_batch` in SQL, or rows of a table that emits events; woken over HTTP, worked on in Deno. */
import type { TransactionSql } from 'postgres'
import { batches, type Contender, type Stamps } from './contender.ts'
import { PROJECTS, type Platform } from './platform.ts'

/** Messages of one project, or of many of which each has one worked on at a time. */
export function ours({ config, sql }: Platform, title: string, messages: number, queue: 'bench' | 'bench_serial'): Contender {
  const projects = queue === 'bench' ? 1 : PROJECTS
  const send = async (on: TransactionSql | typeof sql) => {
    for (const [from, to] of batches(messages)) {
      await on`
        with numbered as (select array_agg(id order by name) as ids from public.projects where name like 'Project %')
        select count(*) from pgmq.send_batch(${queue}, array(
          select jsonb_build_object('v', 1, 'type', 'noop', 'project_id', ids[1 + n % ${projects}::int], 'n', n)
          from numbered, generate_series(${from}::int, ${to}::int) n))`
    }
  }
  return {
    title,
    messages,
    send: () => send(sql),
    async store() {
      // Nobody sees them, and nobody is called, before the commit.
      const begun = Promise.withResolvers<void>()
      const stored = Promise.withResolvers<void>()
      const committed = sql.begin(async (transaction) => {
        await send(transaction)
        stored.resolve()
        await begun.promise
      })
      committed.catch(stored.reject)
      await stored.promise
      return () => {
        begun.resolve()
        return committed
      }
    },
    async isDone() {
      // The newest is the last to go, so that an index answers at once.
      const left = await sql`select from ${sql(`pgmq.q_${queue}`)} order by msg_id desc limit 1`
      return left.length === 0
    },
    async clear() {
      await sql`vacuum ${sql(`pgmq.q_${queue}`)}`
    },
    sendOne: (n) => sql`
      select pgmq.send(${queue}, (
        select jsonb_build_object('v', 1, 'type', 'noop', 'project_id', id, 'n', ${n}::int) from public.projects where name = 'Project 1'))`,
    async readStamps() {
      const response = await fetch(`http://127.0.0.1:${config.ports.functions}/worker/stamps`)
      return (await response.json()) as Stamps
    },
    close: () => Promise.resolve(),
  }
}
