/** The rows of a dataset as somebody looks at them: filtered, sorted, read page by page as they scroll into sight. */
import type { Condition, DatasetQueryInput, Filter, Row } from '#shared/query.ts'
import { queryDataset } from '#lib/data/query.ts'
import type { Sort } from '#lib/ui/datatable.ts'

export const PAGE_ROWS = 200
/** Pages kept; those out of sight the longest go first. */
const KEPT = 40

export class RowsView {
  readonly datasetId: string
  sort = $state.raw<Sort | null>(null)
  conditions = $state.raw<Condition[]>([])
  /** Rows that match; null until known. */
  count = $state<number | null>(null)
  error = $state.raw<unknown>(null)
  /** Milliseconds of the last read in the database. */
  duration = $state<number | null>(null)

  #pages = $state.raw(new Map<number, Row[]>())
  #stale = new Set<number>()
  #asked = new Set<number>()
  #generation = 0
  #first = 0
  #last = 0

  constructor(datasetId: string) {
    this.datasetId = datasetId
  }

  get filter(): Filter | undefined {
    return this.conditions.length === 0 ? undefined : this.conditions.length === 1 ? this.conditions[0] : { and: this.conditions }
  }

  /** The document behind one page. */
  query(page = 0): DatasetQueryInput {
    return {
      filter: this.filter,
      order: this.sort ? [this.sort] : [],
      limit: PAGE_ROWS,
      offset: page * PAGE_ROWS,
    }
  }

  row = (index: number): Row | undefined => this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]

  /** Loads what is missing of the rows in sight. */
  range = (first: number, last: number): void => {
    ;[this.#first, this.#last] = [first, last]
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page++) {
      if (!this.#asked.has(page) && (!this.#pages.has(page) || this.#stale.has(page))) void this.#load(page)
    }
  }

  /** Another question: what is there is thrown away. */
  reset(change: { sort?: Sort | null; conditions?: Condition[] } = {}): void {
    if (change.sort !== undefined) this.sort = change.sort
    if (change.conditions !== undefined) {
      this.conditions = change.conditions
      this.count = null
    }
    this.#generation += 1
    this.#asked.clear()
    this.#stale.clear()
    this.#pages = new Map()
    this.error = null
    void this.#countRows()
    this.range(this.#first, this.#last)
  }

  /** The rows changed: those in sight stay until the new ones have come. */
  refresh(): void {
    this.#generation += 1
    this.#asked.clear()
    this.#stale = new Set(this.#pages.keys())
    void this.#countRows()
    this.range(this.#first, this.#last)
  }

  async #countRows(): Promise<void> {
    const generation = this.#generation
    try {
      const { rows } = await queryDataset(this.datasetId, { measures: [{ function: 'count', as: 'rows' }], filter: this.filter })
      if (generation === this.#generation) this.count = Number(rows[0]?.rows ?? 0)
    } catch (error) {
      if (generation === this.#generation) this.error = error
    }
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation
    this.#asked.add(page)
    try {
      const result = await queryDataset(this.datasetId, this.query(page))
      if (generation !== this.#generation) return
      const pages = new Map(this.#pages)
      pages.delete(page)
      pages.set(page, result.rows)
      for (const old of pages.keys()) {
        if (pages.size <= KEPT) break
        pages.delete(old)
      }
      this.#pages = pages
      this.#stale.delete(page)
      this.duration = result.duration_ms
    } catch (error) {
      if (generation === this.#generation) this.error = error
    } finally {
      if (generation === this.#generation) this.#asked.delete(page)
    }
  }
}
