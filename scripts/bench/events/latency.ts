/** From a message's commit to its handler, at a steady pace. */
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../machine.ts'
import { now, type Contender } from './contender.ts'

const PACE_MS = 50
const WARM_UP = 40

export interface Latency {
  /** From the moment before the statement that sends. */
  sent: number[]
  /** From the moment its commit was answered; less than nothing where the handler was quicker than the answer. */
  committed: number[]
}

export async function measureLatency(contender: Contender, samples: number): Promise<Latency> {
  await contender.clear()
  await contender.readStamps()
  const moments: [sent: number, committed: number][] = []
  const started = performance.now()
  for (let n = 0; n < WARM_UP + samples; n++) {
    await sleep(Math.max(0, started + n * PACE_MS - performance.now()))
    const sent = now()
    await contender.sendOne(n)
    moments.push([sent, now()])
  }
  while (!(await contender.isDone(moments.length))) await sleep(PACE_MS)
  const handled = new Map(await contender.readStamps())
  if (handled.size !== moments.length) throw new Error(`${contender.title}: ${handled.size} of ${moments.length} messages were handled`)
  const after = (moment: 0 | 1) => moments.slice(WARM_UP).map((times, n) => handled.get(WARM_UP + n)! - times[moment])
  return { sent: after(0), committed: after(1) }
}

export function shown(times: number[]): string {
  const figure = (share: number) => percentile(times, share).toFixed(1)
  return `p50 ${figure(0.5)}  p95 ${figure(0.95)}  p99 ${figure(0.99)}  worst ${figure(1)} ms`
}
