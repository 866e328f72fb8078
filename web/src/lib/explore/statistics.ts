/** What is in a column: queries that ask, and answers made of theirs. */
import type { Column } from '#shared/dataset.ts'
import type { DatasetQueryInput, Grain, QueryResult } from '#shared/query.ts'

export interface ColumnSummary {
  present: number
  distinct: number | null
  min: unknown
  max: unknown
  mean: number | null
}

/** Equal bins, spans of time, or the most frequent values. */
export interface Bar {
  label: string
  count: number
}

const comparable = (column: Column) => column.type !== 'json' && column.type !== 'boolean'
const numeric = (column: Column) => column.type === 'integer' || column.type === 'number'
const timed = (column: Column) => column.type === 'date' || column.type === 'timestamp'

export function summaryQuery(column: Column): DatasetQueryInput {
  const of = { column: column.name }
  return {
    measures: [
      { function: 'count', ...of, as: 'present' },
      ...(column.type === 'json' ? [] : [{ function: 'count_distinct' as const, ...of, as: 'distinct' }]),
      ...(comparable(column)
        ? [
            { function: 'min' as const, ...of, as: 'min' },
            { function: 'max' as const, ...of, as: 'max' },
          ]
        : []),
      ...(numeric(column) ? [{ function: 'avg' as const, ...of, as: 'mean' }] : []),
    ],
  }
}

export function readSummary({ rows }: QueryResult): ColumnSummary {
  const row = rows[0] ?? {}
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value))
  return {
    present: number(row.present) ?? 0,
    distinct: number(row.distinct),
    min: row.min ?? null,
    max: row.max ?? null,
    mean: number(row.mean),
  }
}

/** A width of 1, 2 or 5 times a power of ten with which a range has at most `bins` bins. */
export function niceWidth(min: number, max: number, bins = 24): number {
  const raw = (max - min) / bins
  if (!(raw > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10
  return step * power
}

const spans: [Grain, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
  ['week', 604_800],
  ['month', 2_629_800],
  ['quarter', 7_889_400],
  ['year', 31_557_600],
]

export function niceGrain(min: string, max: string, bins = 40): Grain {
  const seconds = (Date.parse(max) - Date.parse(min)) / 1000
  return spans.find(([, size]) => seconds / size <= bins)?.[0] ?? 'year'
}

/** Null when there is nothing to draw. */
export function histogramQuery(column: Column, summary: ColumnSummary): DatasetQueryInput | null {
  const filter = { column: column.name, operator: 'is_not_null' as const }
  const measures = [{ function: 'count' as const, as: 'rows' }]
  if (summary.present === 0 || column.type === 'json') return null
  if (numeric(column)) {
    const [min, max] = [Number(summary.min), Number(summary.max)]
    if (!Number.isFinite(min) || !Number.isFinite(max)) return null
    const bin = column.type === 'integer' ? Math.max(1, niceWidth(min, max)) : niceWidth(min, max)
    return {
      dimensions: [{ column: column.name, bin, as: 'value' }],
      measures,
      filter,
      order: [{ by: 'value', direction: 'asc' }],
      limit: 200,
    }
  }
  if (timed(column)) {
    const grain = niceGrain(String(summary.min), String(summary.max))
    return {
      dimensions: [
        { column: column.name, grain: column.type === 'date' && (grain === 'minute' || grain === 'hour') ? 'day' : grain, as: 'value' },
      ],
      measures,
      filter,
      order: [{ by: 'value', direction: 'asc' }],
      limit: 400,
    }
  }
  return { dimensions: [{ column: column.name, as: 'value' }], measures, filter, order: [{ by: 'rows', direction: 'desc' }], limit: 5 }
}

/** Bins that hold nothing are put in, so that a gap looks like one. */
export function readBars(column: Column, query: DatasetQueryInput, { rows }: QueryResult): Bar[] {
  const bars = rows.map((row) => ({ label: String(row.value), count: Number(row.rows) }))
  const bin = query.dimensions?.[0]?.bin
  if (!numeric(column) || !bin || bars.length < 2) return bars
  const counts = new Map(bars.map((bar) => [Math.round(Number(bar.label) / bin), bar.count]))
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())]
  if (last - first > 200) return bars
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    label: String(Number(((first + index) * bin).toPrecision(12))),
    count: counts.get(first + index) ?? 0,
  }))
}
