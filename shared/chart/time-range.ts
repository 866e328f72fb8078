/** A dashboard's time range as two instants, the period before it to compare with, and the filter either becomes. */
import type { TimeRange } from '../dashboard.ts'
import type { Column } from '../dataset.ts'
import type { Filter } from '../query.ts'
import { fromWall, toWall } from './zone.ts'

/** Wall clock in milliseconds: `from` included, `to` excluded. */
export interface Period {
  from: number
  to: number
}

const day = 86_400_000
const midnight = (wall: number) => Math.floor(wall / day) * day
/** A day of another month; past its end is its last day. */
function shiftMonths(wall: number, months: number): number {
  const at = new Date(wall)
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 0)).getUTCDate()
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, Math.min(at.getUTCDate(), last))
}

/** Null for all time. Rolling presets end with today: `7d` is today and the six days before. */
export function periodOf(range: TimeRange, zone: string, now = Date.now()): Period | null {
  if (range === 'all') return null
  if (typeof range === 'object') return { from: Date.parse(range.from), to: Date.parse(range.to) + day }
  const today = midnight(toWall(now, zone))
  const to = today + day
  const at = new Date(today)
  switch (range) {
    case 'today':
      return { from: today, to }
    case '7d':
      return { from: to - 7 * day, to }
    case '30d':
      return { from: to - 30 * day, to }
    case '90d':
      return { from: to - 90 * day, to }
    case '12m':
      // Whole months, so that charts by month begin with a full one.
      return { from: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 11, 1), to }
    case 'mtd':
      return { from: Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1), to }
    case 'qtd':
      return { from: Date.UTC(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / 3) * 3, 1), to }
    case 'ytd':
      return { from: Date.UTC(at.getUTCFullYear(), 0, 1), to }
  }
}

/** The period just before, equally long; for periods to date the same part of the month, quarter or year before. */
export function periodBefore(range: TimeRange, period: Period): Period {
  const back = typeof range === 'string' ? { mtd: 1, qtd: 3, ytd: 12, '12m': 12 }[range as 'mtd' | 'qtd' | 'ytd' | '12m'] : undefined
  if (back) return { from: shiftMonths(period.from, -back), to: Math.min(shiftMonths(period.to - day, -back) + day, period.from) }
  return { from: period.from - (period.to - period.from), to: period.from }
}

/** `to` is excluded, on dates as on times. */
export function periodFilter(column: Column, period: Period, zone: string): Filter {
  const edge = (wall: number) =>
    column.type === 'date' ? new Date(wall).toISOString().slice(0, 10) : new Date(fromWall(wall, zone)).toISOString()
  return {
    and: [
      { column: column.name, operator: '>=', value: edge(period.from) },
      { column: column.name, operator: '<', value: edge(period.to) },
    ],
  }
}

/** The column a dashboard's time range acts on: the one the chart draws along, else the dataset's first. */
export function timeColumn(columns: readonly Column[], preferred?: string): Column | undefined {
  const times = columns.filter((column) => column.type === 'date' || column.type === 'timestamp')
  return times.find((column) => column.name === preferred) ?? times.find((column) => column.role === 'time') ?? times[0]
}
