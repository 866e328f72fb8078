/** Compares ways to do the same: they take turns, so that whatever else the machine does falls on all of them alike. */
import { percentile } from './machine.ts'

const WARM_UP = 30

export type Way = (round: number) => Promise<unknown>

export interface Times {
  p50: number
  p95: number
}

/** Milliseconds of each way. */
export async function interleave<Name extends string>(rounds: number, ways: Record<Name, Way>): Promise<Record<Name, Times>> {
  const names = Object.keys(ways) as Name[]
  const times = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = -WARM_UP; round < rounds; round++) {
    // Whoever goes first in one round goes last in the next.
    for (const name of round % 2 ? names : names.toReversed()) {
      const started = performance.now()
      await ways[name](Math.abs(round))
      if (round >= 0) times.get(name)!.push(performance.now() - started)
    }
  }
  const figures = names.map((name) => [name, { p50: percentile(times.get(name)!, 0.5), p95: percentile(times.get(name)!, 0.95) }])
  return Object.fromEntries(figures) as Record<Name, Times>
}

export function shown({ p50, p95 }: Times): string {
  return `p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms`
}
