/** What the charts of a tab show: one round trip for all of them, again for those whose data or filters changed. */
import { SvelteMap } from 'svelte/reactivity'
import { composeChart, type ComposedChart } from '#shared/chart/compose.ts'
import type { Selection } from '#shared/chart/select.ts'
import type { TimeRange, Widget } from '#shared/dashboard.ts'
import type { Filter, QueryResult } from '#shared/query.ts'
import { readChartsById, readDatasetsById, type ChartRow, type Dataset } from '#lib/charts/types.ts'
import { queryDatasets } from '#lib/data/query.ts'
import { coalesce } from './coalesce.ts'

export interface Shown {
  /** What the results below were asked for; the picture changes with them, not before. */
  composed: ComposedChart
  result?: QueryResult
  total?: QueryResult | undefined
  previous?: QueryResult | undefined
  error?: unknown
}

export interface CrossFilter extends Selection {
  widgetId: string
  name: string
  value: unknown
}

export interface Scope {
  zone: string
  range: TimeRange
  filters: readonly Filter[]
}

/** Rest between two reads of one dataset: several changes a second are one picture. */
const REST_MS = 120
/** Requests a live change is read in. */
const LIVE_TRIPS = 4

export class Board {
  charts = new SvelteMap<string, ChartRow>()
  datasets = new SvelteMap<string, Dataset>()
  shown = new SvelteMap<string, Shown>()
  loading = $state(false)
  scope = $state.raw<Scope>({ zone: 'UTC', range: 'all', filters: [] })
  cross = $state.raw<CrossFilter[]>([])
  /** Widgets on the tab that is open. */
  widgets = $state.raw<readonly Widget[]>([])
  #generation = 0
  #latest = new Map<string, number>()
  #reruns = new Map<string, () => void>()

  constructor(charts: readonly ChartRow[], datasets: readonly Dataset[]) {
    this.know(charts, datasets)
  }

  know(charts: readonly ChartRow[], datasets: readonly Dataset[]): void {
    for (const chart of charts) this.charts.set(chart.id, chart)
    for (const dataset of datasets) this.datasets.set(dataset.id, dataset)
  }

  async learn(chartIds: readonly string[]): Promise<void> {
    const charts = await readChartsById(chartIds)
    const unknown = charts.flatMap((chart) => (chart.dataset_id && !this.datasets.has(chart.dataset_id) ? [chart.dataset_id] : []))
    this.know(charts, await readDatasetsById(unknown))
  }

  chartOf(widget: Widget): ChartRow | undefined {
    return widget.chart_id ? this.charts.get(widget.chart_id) : undefined
  }
  datasetOf(widget: Widget): Dataset | undefined {
    const id = this.chartOf(widget)?.dataset_id
    return id ? this.datasets.get(id) : undefined
  }

  #compose(widget: Widget): { dataset: Dataset; composed: ComposedChart } | null {
    const chart = this.chartOf(widget)
    const dataset = this.datasetOf(widget)
    if (!chart || !dataset) return null
    const others = this.cross.filter((filter) => filter.widgetId !== widget.id).map((filter) => filter.filter)
    return { dataset, composed: composeChart(chart, dataset.columns, { ...this.scope, filters: [...this.scope.filters, ...others] }) }
  }

  /**
   * Reads some widgets, in `trips` requests side by side. A widget asked for again meanwhile keeps the newer answer.
   * One trip is the least work for opening a tab; several show a live change sooner.
   */
  async read(widgets: readonly Widget[], trips = 1): Promise<void> {
    const generation = ++this.#generation
    for (const widget of widgets) this.#latest.set(widget.id, generation)
    const size = Math.max(1, Math.ceil(widgets.length / trips))
    const parts = Array.from({ length: Math.ceil(widgets.length / size) }, (_, at) => widgets.slice(at * size, (at + 1) * size))
    this.loading = true
    try {
      await Promise.all(parts.map((part) => this.#ask(part, generation)))
    } finally {
      if (generation === this.#generation) this.loading = false
    }
  }

  async #ask(widgets: readonly Widget[], generation: number): Promise<void> {
    const asked: {
      widget: Widget
      key: 'main' | 'total' | 'previous'
      dataset_id: string
      query: ComposedChart['queries']['main']
      composed: ComposedChart
    }[] = []
    for (const widget of widgets) {
      const made = this.#compose(widget)
      if (!made) continue
      for (const key of ['main', 'total', 'previous'] as const) {
        const query = made.composed.queries[key]
        if (query) asked.push({ widget, key, dataset_id: made.dataset.id, query, composed: made.composed })
      }
    }
    if (!asked.length) return
    const newest = (widget: Widget) => this.#latest.get(widget.id) === generation
    try {
      const answers = await queryDatasets(asked.map(({ dataset_id, query }) => ({ dataset_id, query })))
      const gathered = new Map<Widget, Shown>()
      asked.forEach(({ widget, key, composed }, at) => {
        const shown = gathered.get(widget) ?? { composed }
        const got = answers[at]
        if (got && 'result' in got) shown[key === 'main' ? 'result' : key] = got.result
        else if (key === 'main') shown.error = got?.error ?? new Error('No answer')
        gathered.set(widget, shown)
      })
      for (const [widget, shown] of gathered) if (newest(widget)) this.shown.set(widget.id, shown)
    } catch (error) {
      // While the network is away the last picture is worth more than an error.
      for (const { widget, composed } of asked)
        if (newest(widget) && !this.shown.get(widget.id)?.result) this.shown.set(widget.id, { composed, error })
      throw error
    }
  }

  readAll = (): Promise<void> => this.read(this.widgets).catch(() => undefined)

  /** Rows of a dataset changed: its charts on this tab are read again, in place. */
  changed({ dataset_id, version, row_count }: { dataset_id: string; version: number; row_count: number }): void {
    const dataset = this.datasets.get(dataset_id)
    if (!dataset) return
    if (version <= dataset.version && row_count === dataset.row_count) return
    this.datasets.set(dataset_id, { ...dataset, version, row_count, refreshed_at: new Date().toISOString() })
    let rerun = this.#reruns.get(dataset_id)
    if (!rerun) {
      rerun = coalesce(
        () =>
          this.read(
            this.widgets.filter((widget) => this.chartOf(widget)?.dataset_id === dataset_id),
            LIVE_TRIPS,
          ),
        REST_MS,
      )
      this.#reruns.set(dataset_id, rerun)
    }
    rerun()
  }

  /** The same group again takes the filter away. */
  toggle(filter: CrossFilter): void {
    const same = this.cross.find((one) => one.widgetId === filter.widgetId && JSON.stringify(one.filter) === JSON.stringify(filter.filter))
    const rest = this.cross.filter((one) => one.widgetId !== filter.widgetId)
    this.cross = same ? rest : [...rest, filter]
  }

  /** When the newest rows on this tab arrived. */
  freshest = $derived.by(() => {
    const times = this.widgets.flatMap((widget) => this.datasetOf(widget)?.refreshed_at ?? [])
    return times.length ? times.reduce((a, b) => (a > b ? a : b)) : null
  })
}
