/** Query documents answered in plain TypeScript over rows in memory: what `query_dataset` must agree with. UTC only. */
import {
  resultName,
  type Condition,
  type DatasetQuery,
  type Filter,
  type Grain,
  type Measure,
  type Row,
  type Scalar,
} from '../../../shared/query.ts'

export type ColumnTypes = Record<string, string>

export function answer(rows: Row[], types: ColumnTypes, query: DatasetQuery): Row[] {
  const kept = rows.filter((row) => matches(row, query.filter, types))
  const isGrouped = query.dimensions.length + query.measures.length > 0
  const found = isGrouped ? group(kept, query, types) : kept.map((row) => pick(row, query.columns ?? Object.keys(types)))
  const resultTypes = isGrouped ? typesOfResult(query, types) : types
  const having = found.filter((row) => matches(row, query.having, resultTypes))
  const ties = query.dimensions.map((dimension) => ({ by: resultName(dimension), direction: 'asc' as const }))
  const order = [...query.order, ...ties]
  const source = isGrouped ? having : kept
  const positions = source.map((_, position) => position)
  positions.sort((a, b) => {
    for (const { by, direction } of order) {
      const difference = compare(source[a]![by], source[b]![by], direction)
      if (difference !== 0) return difference
    }
    return a - b
  })
  return positions.map((position) => having[position]!).slice(query.offset, query.offset + query.limit)
}

function typesOfResult(query: DatasetQuery, types: ColumnTypes): ColumnTypes {
  const dimensions = query.dimensions.map((part) => [resultName(part), types[part.column]!])
  const measures = query.measures.map((part) => {
    const same = ['sum', 'min', 'max'].includes(part.function)
    return [resultName(part), same ? types[part.column!]! : part.function.startsWith('count') ? 'integer' : 'number']
  })
  return Object.fromEntries([...dimensions, ...measures]) as ColumnTypes
}

function group(rows: Row[], query: DatasetQuery, types: ColumnTypes): Row[] {
  const groups = new Map<string, { row: Row; members: Row[] }>()
  if (query.dimensions.length === 0) groups.set('[]', { row: {}, members: [] })
  for (const row of rows) {
    const dimensions = query.dimensions.map((part): [string, unknown] => {
      const value = row[part.column]
      if (value === null) return [resultName(part), null]
      if (part.grain) return [resultName(part), truncate(String(value), part.grain, types[part.column]!)]
      return [resultName(part), part.bin ? Math.floor(Number(value) / part.bin) * part.bin : value]
    })
    const key = JSON.stringify(dimensions.map(([, value]) => value))
    if (!groups.has(key)) groups.set(key, { row: Object.fromEntries(dimensions), members: [] })
    groups.get(key)!.members.push(row)
  }
  return [...groups.values()].map(({ row, members }) => ({
    ...row,
    ...Object.fromEntries(query.measures.map((part) => [resultName(part), measure(members, part)])),
  }))
}

function measure(rows: Row[], { function: name, column }: Measure): unknown {
  if (!column) return rows.length
  const values = rows.map((row) => row[column]).filter((value) => value !== null)
  const numbers = values.map(Number).sort((a, b) => a - b)
  if (name === 'count') return values.length
  if (name === 'count_distinct') return new Set(values).size
  if (values.length === 0) return null
  if (name === 'sum') return numbers.reduce((a, b) => a + b, 0)
  if (name === 'avg') return numbers.reduce((a, b) => a + b, 0) / numbers.length
  if (name === 'median') return percentile(numbers, 0.5)
  if (name === 'p95') return percentile(numbers, 0.95)
  const sorted = values.sort((a, b) => compare(a, b, 'asc'))
  return name === 'min' ? sorted[0] : sorted.at(-1)
}

/** Linear interpolation between the two nearest values, as SQL's `percentile_cont`. */
function percentile(sorted: number[], fraction: number): number {
  const place = fraction * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place))
}

function truncate(value: string, grain: Grain, type: string): string {
  const time = new Date(type === 'date' ? `${value}T00:00:00Z` : value)
  if (grain === 'minute') time.setUTCSeconds(0, 0)
  else if (grain === 'hour') time.setUTCMinutes(0, 0, 0)
  else time.setUTCHours(0, 0, 0, 0)
  if (grain === 'week') time.setUTCDate(time.getUTCDate() - ((time.getUTCDay() + 6) % 7))
  if (grain === 'month') time.setUTCDate(1)
  if (grain === 'quarter') time.setUTCMonth(Math.floor(time.getUTCMonth() / 3) * 3, 1)
  if (grain === 'year') time.setUTCMonth(0, 1)
  return type === 'date' ? time.toISOString().slice(0, 10) : time.toISOString().replace('.000Z', '+00:00')
}

function matches(row: Row, filter: Filter | undefined, types: ColumnTypes): boolean {
  return filter === undefined || test(row, filter, types) === true
}

/** Three-valued: null is unknown. */
function test(row: Row, filter: Filter, types: ColumnTypes): boolean | null {
  if ('and' in filter) {
    const results = filter.and.map((part) => test(row, part, types))
    return results.includes(false) ? false : results.includes(null) ? null : true
  }
  if ('or' in filter) {
    const results = filter.or.map((part) => test(row, part, types))
    return results.includes(true) ? true : results.includes(null) ? null : false
  }
  if ('not' in filter) return test(row, filter.not, types) !== true
  return testCondition(row[filter.column], filter)
}

function testCondition(value: unknown, { operator, value: given }: Condition): boolean | null {
  const list = (Array.isArray(given) ? given : []) as Scalar[]
  if (operator === 'is_null' || (operator === '=' && given === null)) return value === null
  if (operator === 'is_not_null' || (operator === '!=' && given === null)) return value !== null
  if (operator === '!=') return value === null || compare(value, given, 'asc') !== 0
  if (operator === 'in') return list.some((element) => equal(value, element))
  if (operator === 'not_in') return !list.some((element) => equal(value, element))
  if (value === null) return null
  if (operator === 'contains') return String(value).toLowerCase().includes(String(given).toLowerCase())
  if (operator === 'starts_with') return String(value).toLowerCase().startsWith(String(given).toLowerCase())
  if (operator === 'between') {
    const above = list[0] === null || compare(value, list[0], 'asc') >= 0
    const isTime = typeof value === 'string' && /^\d{4}-/.test(value)
    return above && (list[1] === null || (isTime ? compare(value, list[1], 'asc') < 0 : compare(value, list[1], 'asc') <= 0))
  }
  const difference = compare(value, given, 'asc')
  return { '=': difference === 0, '<': difference < 0, '<=': difference <= 0, '>': difference > 0, '>=': difference >= 0 }[operator]
}

function equal(a: unknown, b: unknown): boolean {
  return a === null || b === null ? a === b : compare(a, b, 'asc') === 0
}

/** Nulls come last in either direction. */
function compare(a: unknown, b: unknown, direction: 'asc' | 'desc'): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const [x, y] = [a as number, b as number]
  const difference = Math.abs(Number(x) - Number(y)) < 1e-9 ? 0 : x < y ? -1 : x > y ? 1 : 0
  return direction === 'asc' ? difference : -difference
}

function pick(row: Row, columns: string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}
