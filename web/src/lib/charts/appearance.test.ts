import { describe, expect, test } from 'vitest'
import { Encodings } from '#shared/chart/encodings.ts'
import { examples, orderColumns } from '#shared/chart/fixtures.ts'
import { plan } from '#shared/chart/plan.ts'
import { dressed, legible, seriesOf } from './appearance.ts'

const series = (name: string) => seriesOf(examples[name]!.type, Encodings.parse(examples[name]!.encodings), orderColumns)

describe('what colours tell apart', () => {
  test('is a group, several measures, or the slices of a pie', () => {
    expect(series('line')?.field).toBe('channel')
    expect(series('line of two measures')).toMatchObject({ field: 'series', planned: null })
    expect(series('pie')?.field).toBe('country')
  })
  test('is nothing for one series, and a scale for a heatmap', () => {
    expect(series('bar of categories')).toBeNull()
    expect(series('heatmap')).toBeNull()
  })
})

describe('more series than colours', () => {
  const rows = Array.from({ length: 30 }, (_, at) => ({
    _row: at,
    channel: `c${at % 15}`,
    ordered_at: Math.floor(at / 15),
    sum_amount: at,
  }))
  const names = (of: object[]) => new Set(of.map((row) => (row as { channel: string }).channel))
  test('become ten where sums add up', () => {
    const planned = plan('line', Encodings.parse(examples['line']?.encodings), orderColumns)
    expect(names(legible(rows, series('line'), planned, 'Other')).size).toBe(10)
  })
  test('stay as they are where averages would be added', () => {
    const { x, color } = Encodings.parse(examples['line']?.encodings)
    const encodings = Encodings.parse({ x, color, y: [{ column: 'amount', aggregate: 'avg' }] })
    const planned = plan('line', encodings, orderColumns)
    expect(names(legible(rows, seriesOf('line', encodings, orderColumns), planned, 'Other')).size).toBe(15)
  })
})

test('the stored spec is not changed by how it is dressed', () => {
  const spec = { mark: 'bar', encoding: { color: { field: 'a' }, opacity: { value: 0.5 } } }
  const before = structuredClone(spec)
  expect(dressed(spec, { legend: false, dim: true })).toEqual({
    mark: 'bar',
    encoding: { color: { field: 'a', legend: null }, opacity: { value: 0.5 } },
  })
  expect(spec).toEqual(before)
})
