/** How many mutants of each kind were noticed, and in how many seconds. */
import type { Mutant } from './mutant.ts'

interface Count {
  noticed: number
  tried: number
  equivalent: number
  seconds: number
}

export class Kinds {
  readonly #counts = new Map<Mutant['kind'], Count>()

  count(kind: Mutant['kind'], outcome: string, milliseconds: number): void {
    const count = this.#counts.get(kind) ?? { noticed: 0, tried: 0, equivalent: 0, seconds: 0 }
    this.#counts.set(kind, count)
    count.seconds += milliseconds / 1000
    if (outcome === 'changes nothing') return void count.equivalent++
    count.tried++
    if (outcome === 'noticed') count.noticed++
  }

  toString(): string {
    const total = (of: keyof Count) => [...this.#counts.values()].reduce((sum, count) => sum + count[of], 0)
    const lines = [...this.#counts].map(
      ([kind, { noticed, tried, seconds }]) => `  ${kind}: ${noticed} of ${tried}, ${seconds.toFixed(1)} s`,
    )
    const first = `Mutants: ${total('noticed')} of ${total('tried')} noticed, ${total('equivalent')} more change nothing, ${total('seconds').toFixed(0)} s`
    return [first, ...lines].join('\n')
  }
}
