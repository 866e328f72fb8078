import { TimeRange } from '#shared/dashboard.ts'

export const rangeLabels: Record<Extract<TimeRange, string>, string> = {
  all: 'All time',
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  '12m': 'Last 12 months',
  mtd: 'This month so far',
  qtd: 'This quarter so far',
  ytd: 'This year so far',
}

/** In an address: `30d`, or `2024-01-01..2024-01-31`. */
export const writeRange = (range: TimeRange): string => (typeof range === 'string' ? range : `${range.from}..${range.to}`)

export function readRange(text: string | null): TimeRange | null {
  if (!text) return null
  const [from, to] = text.split('..')
  const parsed = TimeRange.safeParse(to === undefined ? text : { from, to })
  return parsed.success ? parsed.data : null
}
