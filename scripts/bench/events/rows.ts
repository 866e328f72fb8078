/** From a row's write to the acknowledged message of its event: a table that emits, its triggers, the queue `events`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../machine.ts'
import type { Platform } from './platform.ts'
import { perSecond } from './throughput.ts'

const RUNS = 3
/** Connections that write at the same time. */
const WRITERS = 4
const shapes = [
  { title: '1,000 a statement', statements: 100, rows: 1000 },
  { title: '5 a statement', statements: 2000, rows: 5 },
]

/** A table whose rows are worked on. */
export interface Source {
  readonly title: string
  /** Leaves an empty queue and waiting workers, and nothing for autovacuum to do. */
  clear(): Promise<unknown>
  /** The nth statement. */
  insert(n: number, rows: number): Promise<unknown>
  /** What became of so many rows was acknowledged. */
  isDone(rows: number): Promise<boolean>
  /** Messages that were handled since the last call. */
  countHandled(): Promise<number>
  close(): Promise<unknown>
}

/** Rows a second of each shape, from the first insert to the last acknowledgement. */
export async function measureRows(source: Source): Promise<number[]> {
  const medians: number[] = []
  try {
    for (const { title, statements, rows } of shapes) {
      const rates: { rows: number; messages: number }[] = []
      for (let round = 0; round < RUNS; round++) rates.push(await write(source, statements, rows))
      const median = (kind: 'rows' | 'messages') =>
        percentile(
          rates.map((measured) => measured[kind]),
          0.5,
        )
      medians.push(median('rows'))
      console.log(
        `  ${`${source.title}, ${title}`.padEnd(54)} ${perSecond(median('rows'))} rows, ${perSecond(median('messages'))} messages`,
      )
    }
    return medians
  } finally {
    await source.close()
  }
}

export function compareRows(title: string, mine: number[], theirs: number[]): void {
  console.log(
    `  ${title.padEnd(54)} ${mine.map((rate, shape) => `${(rate / theirs[shape]!).toFixed(2)} × (${shapes[shape]!.title})`).join('  ')}`,
  )
}

async function write(source: Source, statements: number, rows: number): Promise<{ rows: number; messages: number }> {
  await source.clear()
  await source.countHandled()
  const started = performance.now()
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = writer; n < statements; n += WRITERS) await source.insert(n, rows)
    }),
  )
  while (!(await source.isDone(statements * rows))) await sleep(10)
  const seconds = (performance.now() - started) / 1000
  return { rows: (statements * rows) / seconds, messages: (await source.countHandled()) / seconds }
}

export async function ourRows({ config, sql }: Platform): Promise<Source> {
  const projects = await sql<{ id: string }[]>`select id from public.projects where name like 'Project %' order by name`
  return {
    title: 'rows, ours',
    clear: () => sql`vacuum analyze pgmq.q_events, public.leads`,
    insert: (n, rows) => sql`
      insert into public.leads (project_id, email, source)
      select ${projects[n % projects.length]!.id}, gen_random_uuid() || '@example.com', 'bench' from generate_series(1, ${rows}::int)`,
    isDone: async () => (await sql`select from pgmq.q_events order by msg_id desc limit 1`).length === 0,
    countHandled: async () =>
      ((await (await fetch(`http://127.0.0.1:${config.ports.functions}/worker/stamps`)).json()) as unknown[]).length,
    close: () => Promise.resolve(),
  }
}
