/** Rows of an answer → rows to draw, and which of them a live change touched. */
import type { QueryResult, Row } from '../query.ts'
import { safeName } from './plan.ts'
import { toWall } from './zone.ts'

/** `_row` is the position in the answer; `_changed` and `_dim` are set while a mark glows or steps back. */
export type DrawnRow = Row & { _row: number; _changed?: true; _dim?: true }

const isTime = (type: string) => /^(date|timestamp)/.test(type)

/** Times become wall clock in milliseconds, numerics numbers, and names safe for Vega. */
export function drawnRows(result: Pick<QueryResult, 'columns' | 'rows'>, zone: string): DrawnRow[] {
  const columns = result.columns.map(({ name, type }) => ({
    name,
    as: safeName(name),
    time: isTime(type),
    zoned: type.startsWith('timestamp'),
    number: /^(integer|number|numeric|bigint|double|real|int|float)/.test(type),
  }))
  return result.rows.map((row, at) => {
    const drawn: DrawnRow = { _row: at }
    for (const column of columns) {
      const value = row[column.name]
      if (column.time && typeof value === 'string') {
        const instant = Date.parse(value)
        drawn[column.as] = column.zoned ? toWall(instant, zone) : instant
      } else drawn[column.as] = column.number && typeof value === 'string' ? Number(value) : value
    }
    return drawn
  })
}

/** Positions in `next` whose group is new or whose figures differ. Rows without groups are compared whole, whatever their order. */
export function changedRows(before: readonly Row[], next: readonly Row[], groups: readonly string[]): Set<number> {
  const key = (row: Row) => JSON.stringify(groups.length ? groups.map((name) => row[name]) : row)
  const known = new Map(before.map((row) => [key(row), JSON.stringify(row)]))
  return new Set(next.flatMap((row, at) => (known.get(key(row)) === JSON.stringify(row) ? [] : [at])))
}

/**
 * At most `most` series: the largest stay, the rest become one called `other`, summed. For what adds up only (sums and counts).
 * Rows without any of the small series pass unchanged.
 */
export function lumpSeries(
  rows: readonly Row[],
  series: string,
  values: readonly string[],
  groups: readonly string[],
  most: number,
  other: string,
): Row[] {
  const totals = new Map<unknown, number>()
  for (const row of rows)
    totals.set(row[series], (totals.get(row[series]) ?? 0) + values.reduce((sum, name) => sum + Math.abs(Number(row[name]) || 0), 0))
  if (totals.size <= most) return [...rows]
  const kept = new Set(
    [...totals]
      .sort((a, b) => b[1] - a[1])
      .slice(0, most - 1)
      .map(([name]) => name),
  )
  const lumped = new Map<string, Row>()
  const out: Row[] = []
  for (const row of rows) {
    if (kept.has(row[series])) {
      out.push(row)
      continue
    }
    const key = JSON.stringify(groups.map((name) => row[name]))
    const sum = lumped.get(key)
    if (sum) for (const name of values) sum[name] = (Number(sum[name]) || 0) + (Number(row[name]) || 0)
    else lumped.set(key, { ...row, [series]: other })
  }
  return [...out, ...lumped.values()]
}
