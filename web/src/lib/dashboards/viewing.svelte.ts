/**
 * Through which range and filters a dashboard is seen. A viewer's own live in the address and on the page and are nobody else's; while editing they are
 * the dashboard's, and are saved with it.
 */
import { goto } from '$app/navigation'
import { page } from '$app/state'
import type { TimeRange } from '#shared/dashboard.ts'
import type { Filter } from '#shared/query.ts'
import type { DashboardEditor } from './editor.svelte.ts'
import { readRange, writeRange } from './ranges.ts'

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Changes parameters of the address in place; null takes one away. */
export function address(change: Record<string, string | null>): void {
  const url = new URL(page.url.href)
  for (const [key, value] of Object.entries(change))
    if (value === null) url.searchParams.delete(key)
    else url.searchParams.set(key, value)
  void goto(url, { replace: true, reset: false })
}

export class Viewing {
  readonly editor: DashboardEditor
  #filters = $state.raw<Filter[] | null>(null)
  #range = $derived(readRange(page.url.searchParams.get('range')))

  constructor(editor: DashboardEditor) {
    this.editor = editor
  }

  get #config() {
    return this.editor.document.config
  }
  get range(): TimeRange {
    return this.editor.editing ? this.#config.time_range : (this.#range ?? this.#config.time_range)
  }
  get filters(): Filter[] {
    return this.editor.editing ? this.#config.filters : (this.#filters ?? this.#config.filters)
  }
  /** Whether this viewer sees it otherwise than it was saved. */
  get own(): boolean {
    return !this.editor.editing && (this.#filters !== null || (this.#range !== null && !same(this.#range, this.#config.time_range)))
  }

  setRange(range: TimeRange): void {
    if (this.editor.editing) this.editor.change({ config: { ...this.#config, time_range: range } })
    else address({ range: same(range, this.#config.time_range) ? null : writeRange(range) })
  }
  setFilters(filters: Filter[]): void {
    if (this.editor.editing) this.editor.change({ config: { ...this.#config, filters } })
    else this.#filters = same(filters, this.#config.filters) ? null : filters
  }
  reset(): void {
    this.#filters = null
    address({ range: null })
  }
}
