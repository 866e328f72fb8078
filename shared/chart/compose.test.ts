import { describe, expect, test } from 'vitest'
import { buildChart } from './build.ts'
import { applies, composeChart, type ChartContext } from './compose.ts'
import { examples, orderColumns } from './fixtures.ts'

const now = Date.parse('2024-06-15T12:00:00Z')
const context = (part: Partial<ChartContext> = {}): ChartContext => ({ zone: 'UTC', range: 'all', filters: [], now, ...part })
const chart = (name: string) => {
  const { type, encodings } = examples[name]!
  return { chart_type: type, ...buildChart(type, encodings, orderColumns) }
}

describe('time range', () => {
  test('acts on the column the chart is drawn along, with the filters of the chart and the dashboard', () => {
    const filters = [{ column: 'country', operator: '=', value: 'DE' } as const]
    const { queries, ranged } = composeChart(chart('bar of categories'), orderColumns, context({ range: '7d', filters }))
    expect(ranged).toBe(true)
    expect(queries.main.filter).toEqual({
      and: [
        filters[0],
        {
          and: [
            { column: 'ordered_at', operator: '>=', value: '2024-06-09T00:00:00.000Z' },
            { column: 'ordered_at', operator: '<', value: '2024-06-16T00:00:00.000Z' },
          ],
        },
      ],
    })
  })
  test('leaves a dataset without time alone', () => {
    const { queries, ranged } = composeChart(chart('bar of categories'), orderColumns.slice(1), context({ range: '7d' }))
    expect([ranged, queries.main.filter]).toEqual([false, undefined])
  })
  test('makes a coarse grain finer, in the query and in the picture', () => {
    const composed = composeChart(chart('line'), orderColumns, context({ range: '7d' }))
    expect(composed.queries.main.dimensions[0]?.grain).toBe('day')
    expect(composed.encodings?.x?.grain).toBe('day')
    expect(composeChart(chart('line'), orderColumns, context({ range: '12m' })).queries.main.dimensions[0]?.grain).toBe('month')
  })
  test('never asks dates for hours', () => {
    const dated = orderColumns.map((column) => (column.name === 'ordered_at' ? { ...column, type: 'date' as const } : column))
    expect(composeChart(chart('line'), dated, context({ range: 'today' })).queries.main.dimensions[0]?.grain).toBe('day')
  })
})

describe('a metric', () => {
  test('asks for the whole period and the one before it, ungrouped', () => {
    const { queries } = composeChart(chart('metric'), orderColumns, context({ range: '30d' }))
    expect(queries.total?.dimensions).toEqual([])
    expect(JSON.stringify(queries.total?.filter)).toContain('2024-05-17T00:00:00.000Z')
    expect(JSON.stringify(queries.previous?.filter)).toContain('2024-04-17T00:00:00.000Z')
  })
  test('over all time compares the last two periods of its trend', () => {
    expect(Object.keys(composeChart(chart('metric'), orderColumns, context()).queries)).toEqual(['main'])
  })
})

test('a filter on a column the dataset does not have is not its business', () => {
  const filter = {
    or: [{ column: 'country', operator: '=', value: 'DE' } as const, { column: 'planet', operator: '=', value: 'Mars' } as const],
  }
  expect(applies(filter, orderColumns)).toBe(false)
  expect(composeChart(chart('line'), orderColumns, context({ filters: [filter] })).queries.main.filter).toBeUndefined()
})

test('grains begin in the zone of the dashboard', () => {
  expect(composeChart(chart('line'), orderColumns, context({ zone: 'Europe/Berlin' })).queries.main.time_zone).toBe('Europe/Berlin')
})
