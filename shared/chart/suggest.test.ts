import { describe, expect, test } from 'vitest'
import { chartTypes, Encodings } from './encodings.ts'
import { examples, orderColumns } from './fixtures.ts'
import { misfit } from './kinds.ts'
import { binWidth, convert, grainFor, suggestChart } from './suggest.ts'

describe('a first chart', () => {
  test('time and a measure make a line', () => {
    expect(suggestChart(orderColumns)).toMatchObject({
      type: 'line',
      encodings: { x: { column: 'ordered_at' }, y: [{ column: 'amount', aggregate: 'sum' }] },
    })
  })
  test('a group and a measure make bars', () => {
    expect(suggestChart(orderColumns.slice(1))).toMatchObject({ type: 'bar', encodings: { x: { column: 'country' } } })
  })
  test('two measures make a scatter plot', () => {
    expect(suggestChart(orderColumns.slice(4))).toMatchObject({
      type: 'scatter',
      encodings: { x: { column: 'amount' }, y: [{ column: 'discount' }] },
    })
  })
  test('keys alone are a table', () => {
    expect(suggestChart(orderColumns.slice(3, 4)).type).toBe('table')
  })
  test('what is suggested can be drawn', () => {
    for (let from = 0; from < orderColumns.length; from++) {
      const { type, encodings } = suggestChart(orderColumns.slice(from))
      expect(misfit(type, encodings, orderColumns)).toBeNull()
    }
  })
  test('averages are not summed', () => {
    const columns = [{ name: 'temp_max', type: 'number', nullable: true, role: 'measure' } as const]
    expect(suggestChart([...orderColumns.slice(0, 1), ...columns]).encodings.y).toEqual([{ column: 'temp_max', aggregate: 'avg' }])
  })
})

describe('another type', () => {
  test('keeps the fields of every type that fits a time, a group and a measure', () => {
    const line = Encodings.parse(examples['line']?.encodings)
    for (const type of chartTypes) {
      const converted = convert('line', type, line, orderColumns)
      if (type === 'histogram') expect(converted.x?.column).toBe('amount')
      else expect([type, misfit(type, converted, orderColumns)]).toEqual([type, null])
    }
  })
  test('there and back is the same chart', () => {
    const line = Encodings.parse(examples['line']?.encodings)
    expect(convert('area', 'line', convert('line', 'area', line, orderColumns), orderColumns)).toEqual(line)
  })
  test('says what is missing', () => {
    expect(misfit('bar', Encodings.parse({}), orderColumns)).toMatch(/X/)
  })
})

test('grains give a legible number of marks', () => {
  const day = 86_400_000
  expect([day / 24, 2 * day, 60 * day, 300 * day, 730 * day, 9000 * day].map(grainFor)).toEqual([
    'minute',
    'hour',
    'day',
    'week',
    'month',
    'year',
  ])
})

test('bins are round', () => {
  expect(binWidth(0, 1000)).toBe(50)
  expect(binWidth(3, 3.9)).toBe(0.05)
  expect(binWidth(5, 5)).toBe(1)
})
