/** From a row's write to the acknowledged message of its event: a table that emits, its triggers, the queue `events`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../machine.ts'
import type { Platform } from './platform.ts'
import { perSecond } from './throughput.ts'

const RUNS = 3
/** Connections that write at the same time. */
const WRITERS = 4
const shapes = [
  { title: 'rows of a table that emits, 1,000 a statement', statements: 100, rows: 1000 },
  { title: 'rows of a table that emits, 5 a statement', statements: 2000, rows: 5 },
]

export async function measureRows(platform: Platform): Promise<void> {
  for (const { title, statements, rows } of shapes) {
    const rates: { rows: number; messages: number }[] = []
    for (let round = 0; round < RUNS; round++) rates.push(await write(platform, statements, rows))
    const median = (kind: 'rows' | 'messages') =>
      perSecond(
        percentile(
          rates.map((measured) => measured[kind]),
          0.5,
        ),
      )
    console.log(`  ${title.padEnd(46)} ${median('rows')} rows, ${median('messages')} messages`)
  }
}

async function write({ config, sql }: Platform, statements: number, rows: number): Promise<{ rows: number; messages: number }> {
  const projects = await sql<{ id: string }[]>`select id from public.projects where name like 'Project %' order by name`
  const stamps = async () => (await (await fetch(`http://127.0.0.1:${config.ports.functions}/worker/stamps`)).json()) as unknown[]
  await stamps()
  await sql`vacuum pgmq.q_events`
  const started = performance.now()
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = writer; n < statements; n += WRITERS) {
        await sql`
          insert into public.leads (project_id, email, source)
          select ${projects[n % projects.length]!.id}, gen_random_uuid() || '@example.com', 'bench' from generate_series(1, ${rows}::int)`
      }
    }),
  )
  while ((await sql`select from pgmq.q_events order by msg_id desc limit 1`).length > 0) await sleep(10)
  const seconds = (performance.now() - started) / 1000
  return { rows: (statements * rows) / seconds, messages: (await stamps()).length / seconds }
}
