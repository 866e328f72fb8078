/** A first chart from what is known of the columns, and a field from a column dropped on a shelf. */
import type { Column } from '../dataset.ts'
import type { Grain } from '../query.ts'
import { Encodings, type ChartType, type Field } from './encodings.ts'
import type { Shelf } from './plan.ts'

/** The grain that gives about 10 to 120 marks over a span in milliseconds. */
export function grainFor(span: number): Grain {
  const day = 86_400_000
  if (span <= day / 12) return 'minute'
  if (span <= 4 * day) return 'hour'
  if (span <= 100 * day) return 'day'
  if (span <= 400 * day) return 'week'
  return span <= 6000 * day ? 'month' : 'year'
}

/** A round width that cuts a range into about `target` bins: 1, 2, 2.5 or 5 times a power of ten. */
export function binWidth(min: number, max: number, target = 24): number {
  const raw = (max - min) / target
  if (!Number.isFinite(raw) || raw <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= raw * 0.999) ?? 10
  return Number((step * power).toPrecision(3))
}

const additive = /(rate|ratio|share|percent|pct|avg|average|mean|price|temp|temperature|score|age|lat|lon|year|wind|speed|humidity|per_)/i

/** What a column becomes on a shelf: measures are summed, or averaged where a sum says nothing; times get a grain; keys are counted. */
export function fieldFor(column: Column, shelf: Shelf, options: { span?: number } = {}): Field {
  if (column.role === 'time' || column.type === 'date' || column.type === 'timestamp')
    return shelf === 'column' ? { column: column.name } : { column: column.name, grain: options.span ? grainFor(options.span) : 'month' }
  if (shelf === 'column' || shelf === 'x' || shelf === 'color') return { column: column.name }
  const numeric = column.type === 'integer' || column.type === 'number'
  if (numeric && column.role === 'measure') return { column: column.name, aggregate: additive.test(column.name) ? 'avg' : 'sum' }
  return { column: column.name, aggregate: 'count_distinct' }
}

export interface Suggestion {
  type: ChartType
  encodings: Encodings
}

/** Time and a measure make a line, a group and a measure make bars, two measures a scatter plot; otherwise the rows are shown. */
export function suggestChart(columns: readonly Column[]): Suggestion {
  const time = columns.find((c) => c.role === 'time')
  // Money and totals are what people ask for first.
  const weight = (c: Column) => (/revenue|amount|sales|total|turnover|umsatz|profit|value/i.test(c.name) ? 0 : 1)
  const measures = columns.filter((c) => c.role === 'measure').toSorted((a, b) => weight(a) - weight(b))
  const [measure, second] = measures
  const group = columns.find((c) => c.role === 'dimension' && c.type !== 'json')
  const y: Field = measure ? fieldFor(measure, 'y') : { aggregate: 'count' }
  if (time) return { type: 'line', encodings: Encodings.parse({ x: fieldFor(time, 'x'), y: [y] }) }
  if (group) return { type: 'bar', encodings: Encodings.parse({ x: { column: group.name }, y: [y], orientation: 'horizontal' }) }
  if (measure && second)
    return { type: 'scatter', encodings: Encodings.parse({ x: { column: measure.name }, y: [{ column: second.name }] }) }
  return { type: 'table', encodings: Encodings.parse({ columns: columns.slice(0, 12).map((c) => ({ column: c.name })) }) }
}

/** The same fields on the shelves of another type, as far as it has them. */
export function convert(from: ChartType, to: ChartType, encodings: Encodings, columns: readonly Column[]): Encodings {
  const all = [encodings.x, ...encodings.y, encodings.color, encodings.size, ...encodings.columns].filter((field) => field !== undefined)
  const isNumber = (field: Field) => ['integer', 'number'].includes(columns.find((c) => c.name === field.column)?.type ?? '')
  const bare = (field: Field): Field => ({
    ...(field.column ? { column: field.column } : {}),
    ...(field.title ? { title: field.title } : {}),
    ...(field.format ? { format: field.format } : {}),
  })
  const shared = { ...(encodings.filter ? { filter: encodings.filter } : {}) }
  const measured = (field: Field): Field => {
    if (field.aggregate) return field
    const column = columns.find((c) => c.name === field.column)
    return column ? { ...fieldFor(column, 'y'), ...(field.format ? { format: field.format } : {}) } : { aggregate: 'count' }
  }
  const groups = all.filter((field) => !field.aggregate && !isNumber(field))
  const values = all.filter((field) => field.aggregate || (isNumber(field) && !field.bin))
  if (from === to) return encodings
  if (to === 'table') return Encodings.parse({ ...shared, columns: [...groups, ...values] })
  if (to === 'scatter' || to === 'bubble') {
    const numbers = values.filter((field) => field.column && isNumber(field)).map(bare)
    const spare = columns.filter((c) => c.role === 'measure' && !numbers.some((n) => n.column === c.name)).map((c) => ({ column: c.name }))
    const [x, y, size] = [...numbers, ...spare]
    const color = groups.find((field) => !field.grain)
    return Encodings.parse({
      ...shared,
      x: x ?? encodings.x,
      y: y ? [y] : encodings.y,
      ...(to === 'bubble' && size ? { size } : {}),
      ...(color ? { color } : {}),
    })
  }
  const x = encodings.x?.aggregate || (encodings.x && from === 'scatter' && isNumber(encodings.x)) ? groups[0] : (encodings.x ?? groups[0])
  const rest = groups.filter((field) => field !== x)
  const ys = values.length
    ? [...new Map(values.map(measured).map((field) => [`${field.aggregate} ${field.column}`, field])).values()]
    : [{ aggregate: 'count' as const }]
  if (to === 'histogram') {
    const number = all.find((field) => field.column && isNumber(field))
    return Encodings.parse({
      ...shared,
      ...(number ? { x: { ...bare(number), ...(number.bin ? { bin: number.bin } : {}) } } : {}),
      y: [{ aggregate: 'count' }],
    })
  }
  if (to === 'heatmap') return Encodings.parse({ ...shared, x, y: rest.slice(0, 1), color: ys[0] })
  if (to === 'pie' || to === 'donut' || to === 'funnel') {
    const slice = groups.find((field) => !field.grain) ?? x
    return Encodings.parse({ ...shared, x: slice, y: ys.slice(0, 1) })
  }
  if (to === 'metric') {
    const time = groups.find((field) => field.grain)
    return Encodings.parse({ ...shared, ...(time ? { x: time } : {}), y: ys.slice(0, 1) })
  }
  const color = encodings.color && !encodings.color.aggregate ? encodings.color : rest.find((field) => !field.grain)
  const keep = { ...(encodings.stack ? { stack: encodings.stack } : {}), ...(encodings.sort ? { sort: encodings.sort } : {}) }
  const orientation = to === 'bar' && x && !x.grain && !x.bin ? { orientation: encodings.orientation ?? ('horizontal' as const) } : {}
  return Encodings.parse({ ...shared, ...keep, ...orientation, x, y: ys, ...(color && color !== x ? { color } : {}) })
}
