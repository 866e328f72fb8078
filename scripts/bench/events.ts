/** Events and their queues beside graphile-worker and pg-boss: `npm run bench -- events [throughput|rows|latency|held|idle]`. */
import type { Contender } from './events/contender.ts'
import { openGraphile } from './events/graphile.ts'
import { measureHeld } from './events/held.ts'
import { measureIdle } from './events/idle.ts'
import { measureLatency, shown, type Latency } from './events/latency.ts'
import { ours } from './events/ours.ts'
import { openPgBoss } from './events/pg_boss.ts'
import { peerRows, sendGraphile, sendPgBoss } from './events/peer_rows.ts'
import { startPlatform, type Platform } from './events/platform.ts'
import { compareRows, measureRows, ourRows } from './events/rows.ts'
import { measureThroughput, perSecond, type Throughput } from './events/throughput.ts'
import { machine, percentile } from './machine.ts'

const MANY = 200_000
const LATENCY_RUNS = 3
const SAMPLES = 400

/** As its documentation has it for throughput. */
const batching = { concurrentJobs: 24, maxPoolSize: 25, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
const byDefault = { concurrentJobs: 10, maxPoolSize: 12 }

const parts = { throughput, rows, latency, held, idle: () => measureIdle() }

export async function run(): Promise<void> {
  const wanted = process.argv[3] as keyof typeof parts | undefined
  if (wanted && !(wanted in parts)) throw new Error(`There is no part "${wanted}": ${Object.keys(parts).join(', ')}`)
  for (const part of wanted ? [wanted] : (Object.keys(parts) as (keyof typeof parts)[])) await parts[part]()
}

async function throughput(): Promise<void> {
  await onPlatform(async (platform) => {
    console.log(`events: no-op messages a second, median of three runs (${machine()})`)
    console.log('  "whole" is from the first send to the last acknowledgement, "drain" from the moment workers may begin with all stored')
    const queue = await figure(ours(platform, 'ours', MANY, 'bench'))
    const serial = await figure(ours(platform, 'ours, 1,000 projects, one at a time of each', MANY, 'bench_serial'))
    const url = await platform.peer('graphile')
    const simple = await figure(await openGraphile(url, { title: 'graphile-worker, default', messages: 20_000, settings: byDefault }))
    const batched = await figure(await openGraphile(url, { title: 'graphile-worker, batching', messages: MANY, settings: batching }))
    const queues = { title: 'graphile-worker, default, 1,000 named queues', messages: 4000, settings: byDefault, queues: 1000 }
    const named = await figure(await openGraphile(url, queues))
    const boss = await figure(await openPgBoss(await platform.peer('pg_boss'), 'pg-boss, 8 × 100, burst, notify', 100_000))
    compare('ours to graphile-worker, batching', queue, batched, 1)
    compare('ours to pg-boss', queue, boss)
    compare('one at a time to graphile-worker, default', serial, simple, 4)
    compare('one at a time to its named queues', serial, named, 4)
  })
}

async function rows(): Promise<void> {
  await onPlatform(async (platform) => {
    console.log(`events: rows a second, from the first insert to the last acknowledgement, median of three runs (${machine()})`)
    const mine = await measureRows(await ourRows(platform))
    const graphileUrl = await platform.peer('graphile')
    const graphile = await openGraphile(graphileUrl, { title: 'rows, graphile-worker, batching', messages: 0, settings: batching })
    const theirs = await measureRows(await peerRows(graphileUrl, graphile, sendGraphile))
    const bossUrl = await platform.peer('pg_boss')
    const boss = await measureRows(await peerRows(bossUrl, await openPgBoss(bossUrl, 'rows, pg-boss', 0), sendPgBoss))
    compareRows('ours to graphile-worker, batching', mine, theirs)
    compareRows('ours to pg-boss', mine, boss)
  })
}

async function figure(contender: Contender): Promise<Throughput> {
  try {
    const measured = await measureThroughput(contender)
    console.log(`  ${contender.title.padEnd(46)} whole ${perSecond(measured.whole)}  drain ${perSecond(measured.drain)}`)
    return measured
  } finally {
    await contender.close()
  }
}

function compare(title: string, mine: Throughput, theirs: Throughput, goal?: number): void {
  const ratio = (kind: keyof Throughput) => `${(mine[kind] / theirs[kind]).toFixed(2)} ×`
  console.log(`  ${title.padEnd(46)} whole ${ratio('whole')}  drain ${ratio('drain')}${goal ? ` (goal ${goal})` : ''}`)
}

async function latency(): Promise<void> {
  await onPlatform(async (platform) => {
    console.log(`events: latency at 20 a second, ${LATENCY_RUNS} × ${SAMPLES} messages each, in turns (${machine()})`)
    const graphile = { title: 'graphile-worker', messages: 0, settings: byDefault }
    const contenders = [
      ours(platform, 'ours', 0, 'bench'),
      await openGraphile(await platform.peer('graphile'), graphile),
      await openPgBoss(await platform.peer('pg_boss'), 'pg-boss', 0),
    ]
    const all = new Map<Contender, Latency>(contenders.map((contender) => [contender, { sent: [], committed: [] }]))
    for (let round = 0; round < LATENCY_RUNS; round++) {
      for (const [contender, times] of all) {
        const { sent, committed } = await measureLatency(contender, SAMPLES)
        times.sent.push(...sent)
        times.committed.push(...committed)
      }
    }
    const [mine] = all.values()
    for (const [contender, { sent, committed }] of all) {
      console.log(`  ${contender.title.padEnd(16)} from the commit ${shown(committed)}`)
      console.log(`  ${''.padEnd(16)} from the send   ${shown(sent)}`)
      if (committed === mine!.committed) continue
      const ratio = percentile(mine!.sent, 0.5) / percentile(sent, 0.5)
      console.log(`  ${''.padEnd(16)} ours takes ${ratio.toFixed(2)} × as long (p50 from the send)`)
    }
    await Promise.all(contenders.map((contender) => contender.close()))
  })
}

async function held(): Promise<void> {
  await onPlatform(async (platform) => {
    console.log(`events: with a transaction held open, median of three runs (${machine()})`)
    await measureHeld(platform.sql, ours(platform, 'ours, 1,000,000 archived', MANY, 'bench'), () => archive(platform))
    const settings = { title: 'graphile-worker, batching', messages: MANY, settings: batching }
    const url = await platform.peer('graphile')
    await measureHeld(url, await openGraphile(url, settings))
  })
}

async function archive({ sql }: Platform): Promise<void> {
  await sql`
    insert into pgmq.a_bench (msg_id, read_ct, enqueued_at, vt, message)
    select -n, 1, now(), now(), jsonb_build_object('v', 1, 'type', 'noop', 'n', n) from generate_series(1, 1000000) n`
  await sql`vacuum analyze pgmq.a_bench`
}

async function onPlatform(measure: (platform: Platform) => Promise<void>): Promise<void> {
  const platform = await startPlatform()
  try {
    await measure(platform)
  } finally {
    await platform.stop()
  }
}
