/** The dead letters of a workspace that are shown, which of them are selected, and what is done with those. */
import { Reading } from '#lib/data/reading.svelte.ts'
import { listLetters, openLetterIds, settleLetters, type Letter, type LetterFilter, type Settlement } from './letters.ts'

const PAGE = 100

export class Letters {
  #workspaceId: string
  #filter: () => LetterFilter
  #limit = PAGE
  #selected = $state.raw<ReadonlySet<string>>(new Set())
  /** All that match are selected, also those that are not shown. */
  all = $state(false)
  /** What is being done, to how many so far. */
  settling = $state.raw<{ how: Settlement; done: number } | null>(null)
  reading: Reading<{ letters: Letter[]; total: number }>

  constructor(workspaceId: string, filter: () => LetterFilter) {
    this.#workspaceId = workspaceId
    this.#filter = filter
    this.reading = new Reading(() => listLetters(this.#workspaceId, this.#filter(), this.#limit))
  }

  shown = $derived.by(() => this.reading.data?.letters ?? [])
  total = $derived.by(() => this.reading.data?.total ?? 0)
  /** Those that were selected and are still there. */
  selected = $derived.by(() => this.shown.filter(({ id }) => this.all || this.#selected.has(id)))
  count = $derived.by(() => (this.all ? this.total : this.selected.length))

  /** For another filter: from the top. */
  restart(): Promise<void> {
    this.#limit = PAGE
    this.clear()
    this.reading.data = null
    return this.reading.reload()
  }

  more(): Promise<void> {
    this.#limit += PAGE
    return this.reading.reload()
  }

  isSelected = (id: string): boolean => this.all || this.#selected.has(id)

  select(ids: string[], selected: boolean): void {
    const next = new Set(this.all ? this.shown.map(({ id }) => id) : this.#selected)
    for (const id of ids) {
      if (selected) next.add(id)
      else next.delete(id)
    }
    this.all = false
    this.#selected = next
  }

  clear(): void {
    this.all = false
    this.#selected = new Set()
  }

  /** Answers how many there were still to settle: somebody else may have been faster. */
  async settle(how: Settlement, ids: string[] | 'selected'): Promise<number> {
    const everything = ids === 'selected' && this.all
    const chosen = ids === 'selected' ? this.selected.map(({ id }) => id) : ids
    let done = 0
    this.settling = { how, done }
    try {
      if (everything) {
        // Not those that come while this goes on: one that dies again would go round for ever.
        const [until, filter] = [this.shown[0]?.failed_at ?? '', { ...this.#filter() }]
        for (;;) {
          const open = await openLetterIds(this.#workspaceId, filter, until)
          if (open.length === 0) break
          done += await settleLetters(how, open)
          this.settling = { how, done }
        }
      } else {
        for (let from = 0; from < chosen.length; from += 500) {
          done += await settleLetters(how, chosen.slice(from, from + 500))
          this.settling = { how, done }
        }
      }
      if (ids === 'selected') this.clear()
      return done
    } finally {
      this.settling = null
      await this.reading.reload()
    }
  }
}
