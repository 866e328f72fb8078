/** What the renderer adds to a stored spec: legends become HTML, and marks outside a chosen group step back. */
import { plan, type Planned } from '#shared/chart/plan.ts'
import type { ChartType, Encodings } from '#shared/chart/encodings.ts'
import { lumpSeries, type DrawnRow } from '#shared/chart/rows.ts'
import type { Column } from '#shared/dataset.ts'
import type { Row } from '#shared/query.ts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export interface Series {
  /** Field of the colour in the drawn rows. */
  field: string
  planned: Planned | null
  /** Measures folded into one series each: title → result column. */
  measures: Planned[]
}

/** The series a chart's colours tell apart, when they are names. */
export function seriesOf(type: ChartType, encodings: Encodings | null, columns: readonly Column[]): Series | null {
  if (!encodings) return null
  const planned = plan(type, encodings, columns)
  const y = planned.filter((p) => p.shelf === 'y')
  const color =
    planned.find((p) => p.shelf === 'color') ?? (type === 'pie' || type === 'donut' ? planned.find((p) => p.shelf === 'x') : undefined)
  if (color && color.kind !== 'quantitative' && type !== 'heatmap') return { field: color.name, planned: color, measures: [] }
  if (!color && y.length > 1 && ['bar', 'line', 'area'].includes(type)) return { field: 'series', planned: null, measures: y }
  return null
}

/** @param dim whether to make rows with `_dim` pale. */
export function dressed(spec: Json, options: { legend: boolean; dim: boolean }): Json {
  const encoding = isObject(spec['encoding']) ? { ...spec['encoding'] } : undefined
  if (!encoding) return spec
  const color = encoding['color']
  if (!options.legend && isObject(color)) encoding['color'] = { ...color, legend: null }
  if (options.dim && !('opacity' in encoding)) encoding['opacity'] = { condition: { test: 'datum._dim === true', value: 0.22 } }
  return { ...spec, encoding }
}

const MAX_SERIES = 10

/** More series than there are colours: the small ones become *Other*, where sums may be added up. */
export function legible(rows: DrawnRow[], series: Series | null, planned: readonly Planned[], other: string): DrawnRow[] {
  const values = planned.filter((p) => p.role === 'measure')
  if (
    !series?.planned ||
    series.planned.kind !== 'nominal' ||
    !values.every((p) => p.field.aggregate === 'sum' || p.field.aggregate === 'count')
  )
    return rows
  const groups = planned.filter((p) => p.role === 'dimension' && p.name !== series.field).map((p) => p.name)
  return lumpSeries(
    rows as Row[],
    series.field,
    values.map((p) => p.name),
    groups,
    MAX_SERIES,
    other,
  ) as DrawnRow[]
}
