/** A chart being made or changed: fields on shelves, the spec they make or one edited by hand, and what the database answers. */
import { buildChart } from '#shared/chart/build.ts'
import { builderState, Encodings, type ChartType, type Field } from '#shared/chart/encodings.ts'
import { chartKind, misfit } from '#shared/chart/kinds.ts'
import { parseSpec, type SpecProblem } from '#shared/chart/parse-spec.ts'
import { chartTitle } from '#shared/chart/describe.ts'
import { plan, type Shelf } from '#shared/chart/plan.ts'
import { binWidth, convert, fieldFor, grainFor, suggestChart } from '#shared/chart/suggest.ts'
import type { Column } from '#shared/dataset.ts'
import type { DatasetQuery } from '#shared/query.ts'
import { frequentValues } from '../offer.ts'
import type { ChartRow, Dataset } from '../types.ts'
import { readExtents, type Extents } from './extents.ts'
import { readSpec, writeSpec } from './spec-text.ts'

export class ChartDraft {
  dataset = $state.raw<Dataset | null>(null)
  type = $state<ChartType>('line')
  encodings = $state.raw<Encodings>(Encodings.parse({}))
  title = $state('')
  description = $state('')
  /** JSON of a spec that is no longer what the shelves make. */
  custom = $state<string | null>(null)
  /** The row this draft started from. */
  saved = $state.raw<ChartRow | null>(null)

  columns = $derived<Column[]>(this.dataset?.columns ?? [])
  planned = $derived(plan(this.type, this.encodings, this.columns))
  built = $derived(buildChart(this.type, this.encodings, this.columns))
  /** Null when the chart can be drawn. */
  missing = $derived(this.dataset ? misfit(this.type, this.encodings, this.columns) : 'Choose a dataset')
  suggestedTitle = $derived(chartTitle(this.planned))
  problems = $derived<SpecProblem[]>(this.custom === null ? [] : readSpec(this.custom).problems)
  spec = $derived.by(() => {
    if (this.custom === null) return this.built.spec
    const { spec } = readSpec(this.custom)
    return spec ? { ...spec, usermeta: { orrery: { v: 1, encodings: this.encodings, custom: true } } } : null
  })
  shown = $derived(this.custom ?? writeSpec(this.built.spec))
  /** What would be saved, to tell whether anything changed. */
  content = $derived(JSON.stringify([this.dataset?.id, this.type, this.spec, this.built.data_query, this.title, this.description]))
  #clean = $state('')
  dirty = $derived(this.#clean !== '' && this.content !== this.#clean)

  #extents: Extents = new Map()

  /** Opens a saved chart, or begins one with what the columns suggest. */
  open(dataset: Dataset | null, row: ChartRow | null): void {
    this.dataset = dataset
    this.saved = row
    this.title = row?.title ?? ''
    this.description = row?.description ?? ''
    const state = row ? builderState(row.spec) : null
    if (row) {
      this.type = row.chart_type
      this.encodings = state?.encodings ?? Encodings.parse({})
      this.custom = state && !state.custom ? null : writeSpec(row.spec)
    } else if (dataset) this.#suggest()
    this.settle()
  }

  /** From here on nothing has changed. */
  settle(): void {
    this.#clean = this.content
  }

  choose(dataset: Dataset): void {
    if (dataset.id === this.dataset?.id) return
    this.dataset = dataset
    this.custom = null
    this.#extents = new Map()
    this.#suggest()
  }

  #suggest(): void {
    this.#origin = null
    const { type, encodings } = suggestChart(this.columns)
    this.type = type
    this.encodings = encodings
    void this.#fit()
  }

  /** Where the fields were put by hand: trying types one after the other loses none of them on the way. */
  #origin: { type: ChartType; encodings: Encodings } | null = null

  /** These fields as another type would show them. */
  converted(type: ChartType): Encodings {
    const from = this.#origin ?? { type: this.type, encodings: this.encodings }
    return convert(from.type, type, from.encodings, this.columns)
  }

  as(type: ChartType): void {
    const origin = this.#origin ?? { type: this.type, encodings: this.encodings }
    this.encodings = this.converted(type)
    this.type = type
    this.#origin = origin
    this.custom = null
    void this.#fit()
  }

  change(part: Partial<Encodings>): void {
    this.encodings = Encodings.parse({ ...this.encodings, ...part })
    this.#origin = null
    this.custom = null
    void this.#fit()
  }

  fields(shelf: Shelf): Field[] {
    const { x, y, color, size, columns } = this.encodings
    if (shelf === 'y') return y
    if (shelf === 'column') return columns
    const one = shelf === 'x' ? x : shelf === 'color' ? color : size
    return one ? [one] : []
  }

  set(shelf: Shelf, fields: Field[]): void {
    if (shelf === 'y') this.change({ y: fields })
    else if (shelf === 'column') this.change({ columns: fields })
    else this.change({ [shelf]: fields[0] })
  }

  /** Puts a column on a shelf; null counts rows. */
  place(columnName: string | null, shelf: Shelf): void {
    const column = this.columns.find((one) => one.name === columnName)
    const many = shelf === 'y' || shelf === 'column'
    const points = this.type === 'scatter' || this.type === 'bubble'
    const field: Field = !column
      ? { aggregate: 'count' }
      : points && shelf !== 'color' && !this.planned.some((p) => p.role === 'measure')
        ? { column: column.name }
        : (this.type === 'heatmap' && shelf === 'color') || shelf === 'size'
          ? fieldFor(column, 'y')
          : this.type === 'heatmap' && shelf === 'y'
            ? fieldFor(column, 'x')
            : fieldFor(column, shelf, this.#spanOf(column.name))
    this.set(shelf, many && !points ? [...this.fields(shelf), field] : [field])
  }

  /** Where a double click or *Add* puts a column: the first free shelf that suits it. */
  shelfFor(column: Column): Shelf {
    const { shelves } = chartKind(this.type)
    if (this.type === 'table') return 'column'
    const measure = column.role === 'measure' && (column.type === 'integer' || column.type === 'number')
    if (this.type === 'histogram') return measure ? 'x' : 'color'
    if (measure) return 'y'
    if (!this.encodings.x || column.role === 'time') return 'x'
    return shelves.includes('color') ? 'color' : 'x'
  }

  #spanOf(column: string): { span?: number } {
    const extent = this.#extents.get(column)
    return extent ? { span: extent.max - extent.min } : {}
  }

  #fitted = new Set<string>()
  /** The first time a column lands on X its grain or bins are fitted to what it holds; later choices are the person's. */
  async #fit(): Promise<void> {
    const { x } = this.encodings
    const binned = this.type === 'histogram' && x?.column && !x.bin
    const key = `${this.dataset?.id} ${x?.column}`
    if (!x?.column || (!binned && (!x.grain || this.#fitted.has(key) || this.saved))) return
    const dataset = this.dataset
    if (dataset && !this.#extents.size) {
      const extents = await readExtents(dataset).catch(() => null)
      if (extents && this.dataset === dataset) this.#extents = extents
    }
    const now = this.encodings.x
    const extent = this.#extents.get(x.column)
    if (!extent || now?.column !== x.column) return
    this.#fitted.add(key)
    const dated = this.columns.find((c) => c.name === x.column)?.type === 'date'
    const grain = grainFor(extent.max - extent.min)
    const whole = this.columns.find((c) => c.name === x.column)?.type === 'integer'
    const bin = binWidth(extent.min, extent.max)
    if (binned) this.encodings = { ...this.encodings, x: { ...now, bin: whole ? Math.max(1, Math.round(bin)) : bin } }
    else this.encodings = { ...this.encodings, x: { ...now, grain: dated && (grain === 'minute' || grain === 'hour') ? 'day' : grain } }
  }

  /** The most frequent values of a column, for filters. */
  offer = (column: string): Promise<string[]> => frequentValues(this.dataset, column)

  editSpec(text: string): void {
    this.custom = text === writeSpec(this.built.spec) ? null : text
  }

  document(): { chart_type: ChartType; spec: Record<string, unknown>; data_query: DatasetQuery } | null {
    return this.spec && !this.problems.length
      ? { chart_type: this.type, spec: parseSpec(this.spec), data_query: this.built.data_query }
      : null
  }
}
