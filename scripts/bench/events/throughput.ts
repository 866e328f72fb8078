/** No-op messages a second: sent while workers wait, and stored first. */
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../machine.ts'
import type { Contender } from './contender.ts'

const RUNS = 3
const POLL_MS = 10

export interface Throughput {
  /** From the first send to the last acknowledgement. */
  whole: number
  /** From the workers' begin, with everything stored, to the last acknowledgement. */
  drain: number
}

/** Messages a second, each the median of three runs. */
export async function measureThroughput(contender: Contender): Promise<Throughput> {
  const whole: number[] = []
  const drain: number[] = []
  for (let round = 0; round < RUNS; round++) {
    await contender.clear()
    whole.push(await rate(contender, () => contender.send()))
    await contender.clear()
    const begin = await contender.store()
    drain.push(await rate(contender, begin))
  }
  return { whole: percentile(whole, 0.5), drain: percentile(drain, 0.5) }
}

/** Messages a second from `begin` to the last acknowledgement. */
export async function rate(contender: Contender, begin: () => Promise<unknown>): Promise<number> {
  await contender.readStamps()
  const started = performance.now()
  await begin()
  while (!(await contender.isDone(contender.messages))) await sleep(POLL_MS)
  const seconds = (performance.now() - started) / 1000
  const handled = (await contender.readStamps()).length
  if (handled !== contender.messages) throw new Error(`${contender.title}: ${handled} of ${contender.messages} messages were handled`)
  return contender.messages / seconds
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`.padStart(9)
}
