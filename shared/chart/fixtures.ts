/** A small dataset for the tests of charts. */
import type { Column } from '../dataset.ts'
import type { EncodingsInput } from './encodings.ts'
import type { ChartType } from './encodings.ts'

export const orderColumns: Column[] = [
  { name: 'ordered_at', type: 'timestamp', nullable: false, role: 'time' },
  { name: 'country', type: 'text', nullable: true, role: 'dimension' },
  { name: 'channel', type: 'text', nullable: true, role: 'dimension' },
  { name: 'order_id', type: 'text', nullable: false, role: 'key' },
  { name: 'amount', type: 'number', nullable: false, role: 'measure' },
  { name: 'discount', type: 'number', nullable: true, role: 'measure' },
  { name: 'items', type: 'integer', nullable: false, role: 'measure' },
]

const amount = { column: 'amount', aggregate: 'sum' } as const

/** One chart of each type, and the variants of bars. */
export const examples: Record<string, { type: ChartType; encodings: EncodingsInput }> = {
  'bar of categories': { type: 'bar', encodings: { x: { column: 'country' }, y: [amount] } },
  'horizontal bar': { type: 'bar', encodings: { x: { column: 'country' }, y: [amount], orientation: 'horizontal', labels: true } },
  'bar over weeks, stacked': {
    type: 'bar',
    encodings: { x: { column: 'ordered_at', grain: 'week' }, y: [amount], color: { column: 'channel' } },
  },
  'bar over months, grouped': {
    type: 'bar',
    encodings: { x: { column: 'ordered_at', grain: 'month' }, y: [amount], color: { column: 'channel' }, stack: 'grouped' },
  },
  'bar in percent': { type: 'bar', encodings: { x: { column: 'country' }, y: [amount], color: { column: 'channel' }, stack: 'percent' } },
  'bar of two measures': { type: 'bar', encodings: { x: { column: 'country' }, y: [amount, { column: 'items', aggregate: 'sum' }] } },
  line: { type: 'line', encodings: { x: { column: 'ordered_at', grain: 'month' }, y: [amount], color: { column: 'channel' } } },
  'line of two measures': { type: 'line', encodings: { x: { column: 'ordered_at', grain: 'day' }, y: [amount, { aggregate: 'count' }] } },
  'stacked area': { type: 'area', encodings: { x: { column: 'ordered_at', grain: 'day' }, y: [amount], color: { column: 'channel' } } },
  'area in percent': {
    type: 'area',
    encodings: { x: { column: 'ordered_at', grain: 'day' }, y: [amount], color: { column: 'channel' }, stack: 'percent' },
  },
  scatter: { type: 'scatter', encodings: { x: { column: 'amount' }, y: [{ column: 'discount' }], color: { column: 'channel' } } },
  bubble: { type: 'bubble', encodings: { x: { column: 'amount' }, y: [{ column: 'discount' }], size: { column: 'items' } } },
  pie: { type: 'pie', encodings: { x: { column: 'country' }, y: [amount] } },
  donut: { type: 'donut', encodings: { x: { column: 'country' }, y: [amount] } },
  histogram: { type: 'histogram', encodings: { x: { column: 'amount', bin: 25 }, y: [{ aggregate: 'count' }] } },
  heatmap: { type: 'heatmap', encodings: { x: { column: 'ordered_at', grain: 'month' }, y: [{ column: 'country' }], color: amount } },
  funnel: { type: 'funnel', encodings: { x: { column: 'channel' }, y: [{ aggregate: 'count' }] } },
  metric: { type: 'metric', encodings: { x: { column: 'ordered_at', grain: 'month' }, y: [amount] } },
  table: { type: 'table', encodings: { columns: [{ column: 'country' }, amount] } },
}

/** Rows shaped as `query_dataset` would answer for names that a chart's plan asks for. */
export function rowsFor(names: { name: string; kind: string }[], count = 24): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, at) =>
    Object.assign(
      { _row: at },
      Object.fromEntries(
        names.map(({ name, kind }, column) => [
          name,
          kind === 'temporal'
            ? Date.UTC(2024, at % 12, 1)
            : kind === 'quantitative'
              ? ((at * 7 + column * 3) % 40) * 25
              : `Group ${(at + column) % 4}`,
        ]),
      ),
    ),
  )
}
