/** A saved chart in the context of a dashboard: which queries it asks under a time range and filters, and the spec to draw them with. */
import type { TimeRange } from '../dashboard.ts'
import type { Column } from '../dataset.ts'
import type { DatasetQuery, Filter, Grain } from '../query.ts'
import { buildChart } from './build.ts'
import { encodingsOf, type ChartType, type Encodings, type Field } from './encodings.ts'
import { grainFor } from './suggest.ts'
import { periodBefore, periodFilter, periodOf, timeColumn, type Period } from './time-range.ts'

export interface ChartDocument {
  chart_type: ChartType
  data_query: DatasetQuery
  spec: Record<string, unknown>
}

export interface ChartContext {
  zone: string
  range: TimeRange
  filters: readonly Filter[]
  now?: number
}

export interface ComposedChart {
  spec: Record<string, unknown>
  /** Null when the spec was written by hand. */
  encodings: Encodings | null
  /** `total` and `previous` are asked by metrics under a time range. */
  queries: { main: DatasetQuery; total?: DatasetQuery; previous?: DatasetQuery }
  /** Whether the time range acts on this chart. */
  ranged: boolean
}

/** Every column a filter reads. */
export function filterColumns(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(filterColumns)
  if ('or' in filter) return filter.or.flatMap(filterColumns)
  if ('not' in filter) return filterColumns(filter.not)
  return [filter.column]
}

export const applies = (filter: Filter, columns: readonly Column[]) =>
  filterColumns(filter).every((name) => columns.some((column) => column.name === name))

export function withFilters(query: DatasetQuery, filters: readonly Filter[]): DatasetQuery {
  const all = [...(query.filter ? [query.filter] : []), ...filters]
  const [only] = all
  if (!only) return query
  return { ...query, filter: all.length === 1 ? only : { and: all } }
}

const lengths: Record<Grain, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_629_800_000,
  quarter: 7_889_400_000,
  year: 31_557_600_000,
}

/** A grain too coarse for the period (fewer than four marks) gives way to a finer one; dates have nothing finer than days. */
function fitGrain(field: Field, period: Period, columns: readonly Column[]): Field {
  if (!field.grain || (period.to - period.from) / lengths[field.grain] >= 4) return field
  const finer = grainFor(period.to - period.from)
  const dated = columns.find((column) => column.name === field.column)?.type === 'date'
  const grain = dated && lengths[finer] < lengths.day ? 'day' : finer
  return lengths[grain] < lengths[field.grain] ? { ...field, grain } : field
}

export function composeChart(chart: ChartDocument, columns: readonly Column[], context: ChartContext): ComposedChart {
  const saved = encodingsOf(chart.spec)
  const drawnAlong = saved?.x?.grain ? saved.x.column : chart.data_query.dimensions.find((dimension) => dimension.grain)?.column
  const time = timeColumn(columns, drawnAlong)
  const period = time ? periodOf(context.range, context.zone, context.now) : null
  const filters = context.filters.filter((filter) => applies(filter, columns))

  const fitted = saved?.x && period ? { ...saved, x: fitGrain(saved.x, period, columns) } : saved
  const changed = fitted !== null && saved !== null && fitted.x?.grain !== saved.x?.grain
  const { data_query, spec } = changed ? buildChart(chart.chart_type, fitted, columns) : chart
  const base = { ...data_query, time_zone: context.zone }
  const within = (span: Period | null) => (span && time ? [periodFilter(time, span, context.zone)] : [])
  const main = withFilters(base, [...filters, ...within(period)])
  const composed: ComposedChart = { spec, encodings: fitted, queries: { main }, ranged: period !== null }
  if (chart.chart_type !== 'metric' || !period) return composed
  const figure: DatasetQuery = { ...base, dimensions: [], order: [], limit: 1 }
  composed.queries.total = withFilters(figure, [...filters, ...within(period)])
  composed.queries.previous = withFilters(figure, [...filters, ...within(periodBefore(context.range, period))])
  return composed
}
