/** The query behind a chart: grouping, measuring and limiting happen in the database. */
import type { Column } from '../dataset.ts'
import { DatasetQuery, type Dimension, type Measure, type Order } from '../query.ts'
import type { ChartType, Encodings } from './encodings.ts'
import { plan, type Planned } from './plan.ts'

/** More marks than this are neither legible nor quick. */
export const MAX_MARKS = 5000
/** Categories shown unless told otherwise. */
export const defaultLimit: Partial<Record<ChartType, number>> = { bar: 30, pie: 8, donut: 8, funnel: 20, table: 1000 }

const dimension = ({ field, name }: Planned): Dimension => ({
  column: field.column ?? '',
  ...(field.grain ? { grain: field.grain } : {}),
  ...(field.bin ? { bin: field.bin } : {}),
  ...(name !== field.column ? { as: name } : {}),
})

const measure = ({ field, name }: Planned): Measure => ({
  function: field.aggregate ?? 'count',
  ...(field.column ? { column: field.column } : {}),
  as: name,
})

/** Newest first for time (a limit then keeps what is new), largest first for categories, ascending for bins. */
function order(type: ChartType, encodings: Encodings, planned: Planned[]): Order[] {
  const x = planned.find((p) => p.shelf === 'x')
  const y = planned.find((p) => p.shelf === 'y')
  if (type === 'table') {
    const measured = planned.find((p) => p.role === 'measure')
    return measured && planned.some((p) => p.role === 'dimension') ? [{ by: measured.name, direction: 'desc' }] : []
  }
  const chosen = encodings.sort && (encodings.sort.by === 'x' ? x : y)
  if (encodings.sort && chosen) return [{ by: chosen.name, direction: encodings.sort.direction }]
  if (!x) return []
  if (x.kind === 'temporal') return [{ by: x.name, direction: 'desc' }]
  if (x.kind === 'quantitative') return x.role === 'raw' ? [] : [{ by: x.name, direction: 'asc' }]
  return y?.role === 'measure' ? [{ by: y.name, direction: 'desc' }] : [{ by: x.name, direction: 'asc' }]
}

export function toQuery(type: ChartType, encodings: Encodings, columns: readonly Column[]): DatasetQuery {
  const planned = plan(type, encodings, columns)
  const distinct = planned.filter((p, at) => planned.findIndex((other) => other.name === p.name) === at)
  const raw = distinct.some((p) => p.role === 'raw')
  const x = planned.find((p) => p.shelf === 'x')
  const categories = type === 'table' || (x?.kind === 'nominal' && !encodings.color)
  return DatasetQuery.parse({
    dimensions: distinct.filter((p) => p.role === 'dimension').map(dimension),
    measures: distinct.filter((p) => p.role === 'measure').map(measure),
    ...(raw ? { columns: distinct.map((p) => p.field.column ?? '') } : {}),
    ...(encodings.filter ? { filter: encodings.filter } : {}),
    order: order(type, encodings, planned),
    limit: encodings.limit ?? (categories ? (defaultLimit[type] ?? MAX_MARKS) : MAX_MARKS),
  })
}
