import { expect, test } from 'vitest'
import { DatasetQuery } from '#shared/query.ts'
import type { Column, ColumnType } from '#shared/dataset.ts'
import { histogramQuery, niceGrain, niceWidth, readBars, summaryQuery } from './statistics.ts'

const column = (type: ColumnType): Column => ({ name: 'c', type, nullable: true, role: 'dimension' })
const summary = (min: unknown, max: unknown) => ({ present: 10, distinct: 5, min, max, mean: null })

test.each(['text', 'integer', 'number', 'boolean', 'date', 'timestamp', 'json'] as const)(
  'what is asked of a %s column is a valid query',
  (type) => {
    expect(DatasetQuery.safeParse(summaryQuery(column(type))).error).toBeUndefined()
    const timed = type === 'date' || type === 'timestamp'
    const histogram = histogramQuery(column(type), timed ? summary('2020-01-01', '2024-01-01') : summary(0, 100))
    if (type === 'json') expect(histogram).toBeNull()
    else expect(DatasetQuery.safeParse(histogram).error).toBeUndefined()
  },
)

test('bins are round numbers, and there are not too many', () => {
  expect(niceWidth(0, 100)).toBe(5)
  expect(niceWidth(0, 1)).toBeCloseTo(0.05)
  expect(niceWidth(3, 3)).toBe(1)
  for (const [min, max] of [
    [0, 7],
    [-1e6, 3e9],
    [0.001, 0.0013],
  ] as const)
    expect((max - min) / niceWidth(min, max)).toBeLessThanOrEqual(25)
})

test('spans of time fit the range', () => {
  expect(niceGrain('2024-01-01T00:00:00Z', '2024-01-01T00:30:00Z')).toBe('minute')
  expect(niceGrain('2024-01-01', '2024-02-01')).toBe('day')
  expect(niceGrain('2010-01-01', '2024-01-01')).toBe('year')
})

test('empty bins are shown as empty', () => {
  const query = histogramQuery(column('integer'), summary(0, 100))!
  const result = {
    columns: [],
    rows: [
      { value: 0, rows: 2 },
      { value: 15, rows: 1 },
    ],
    version: 1,
    cached: false,
    duration_ms: 1,
  }
  expect(readBars(column('integer'), query, result).map((bar) => bar.count)).toEqual([2, 0, 0, 1])
})
