/** The dead letters of a workspace that are shown, which of them are selected, and what is done with those. */
import { Reading } from '#lib/data/reading.svelte.ts'
import { isQueueGone, listLetters, openLetters, settleLetters, type Letter, type LetterFilter, type Settlement } from './letters.ts'

const PAGE = 100

export interface Settled {
  /** How many there were still to settle: somebody else may have been faster. */
  done: number
  left: number
  /** Why they are left; null when none is. */
  error: unknown
}

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

  /** Goes on past letters of queues that are no more, and ends at any other error. */
  async settle(how: Settlement, which: Letter[] | 'selected'): Promise<Settled> {
    const gone = new Set<string>()
    let left = which === 'selected' ? this.count : which.length
    let done = 0
    let error: unknown = null
    this.settling = { how, done }
    try {
      for await (const letters of which === 'selected' && this.all
        ? this.#matching(gone)
        : inBatches(which === 'selected' ? this.selected : which))
        for (const [queue, of] of Map.groupBy(letters, (letter) => letter.queue))
          try {
            // Somebody else may have been faster: then there are fewer to do, but none of these is left.
            done += await settleLetters(
              how,
              of.map(({ id }) => id),
            )
            left -= of.length
            this.settling = { how, done }
          } catch (failure) {
            if (!isQueueGone(failure)) throw failure
            error = failure
            gone.add(queue)
          }
      if (which === 'selected' && !error) this.clear()
    } catch (failure) {
      error = failure
    } finally {
      this.settling = null
      await this.reading.reload()
    }
    return { done, left: Math.max(0, left), error }
  }

  /** All that match now. Not those that come while this goes on: one that dies again would go round for ever. */
  async *#matching(without: Set<string>): AsyncGenerator<Letter[]> {
    const [until, filter] = [this.shown[0]?.failed_at ?? '', { ...this.#filter() }]
    for (;;) {
      const letters = await openLetters(this.#workspaceId, filter, until, without)
      if (letters.length === 0) return
      yield letters
    }
  }
}

function* inBatches(letters: Letter[]): Generator<Letter[]> {
  for (let from = 0; from < letters.length; from += 500) yield letters.slice(from, from + 500)
}
