import { describe, expect, test } from 'vitest'
import { changedRows, drawnRows, lumpSeries } from './rows.ts'

describe('rows to draw', () => {
  const result = {
    columns: [
      { name: 'at', type: 'timestamp' },
      { name: 'on', type: 'date' },
      { name: 'net.total', type: 'number' },
      { name: 'name', type: 'text' },
    ],
    rows: [{ at: '2024-06-30T22:00:00Z', on: '2024-07-01', 'net.total': '12.50', name: '2024-01-01' }],
  }
  test('times stand on the wall of the zone, dates where they are, names are safe', () => {
    expect(drawnRows(result, 'Europe/Berlin')).toEqual([
      { _row: 0, at: Date.UTC(2024, 6, 1), on: Date.UTC(2024, 6, 1), net_total: 12.5, name: '2024-01-01' },
    ])
  })
  test('nothing stays nothing', () => {
    expect(drawnRows({ ...result, rows: [{ at: null, on: null, 'net.total': null, name: null }] }, 'UTC')).toEqual([
      { _row: 0, at: null, on: null, net_total: null, name: null },
    ])
  })
})

describe('what changed', () => {
  const before = [
    { country: 'DE', n: 1 },
    { country: 'FR', n: 2 },
  ]
  test('is a group that is new or counts otherwise, wherever it stands', () => {
    const next = [
      { country: 'FR', n: 3 },
      { country: 'AT', n: 1 },
      { country: 'DE', n: 1 },
    ]
    expect([...changedRows(before, next, ['country'])]).toEqual([0, 1])
  })
  test('is nothing when only the order changed', () => {
    expect(changedRows(before, before.toReversed(), ['country']).size).toBe(0)
    expect(changedRows(before, before.toReversed(), []).size).toBe(0)
  })
})

describe('too many series', () => {
  const rows = Array.from({ length: 24 }, (_, at) => ({ month: at % 2, name: `s${Math.floor(at / 2)}`, n: at + 1 }))
  test('become the largest and one called Other, and nothing is lost from the sum', () => {
    const lumped = lumpSeries(rows, 'name', ['n'], ['month'], 10, 'Other')
    const sum = (of: typeof rows) => of.reduce((total, row) => total + Number(row.n), 0)
    expect(new Set(lumped.map((row) => row['name'])).size).toBe(10)
    expect(sum(lumped as typeof rows)).toBe(sum(rows))
    expect(lumped.filter((row) => row['name'] === 'Other')).toHaveLength(2)
  })
  test('ten are left alone', () => {
    expect(lumpSeries(rows.slice(0, 20), 'name', ['n'], ['month'], 10, 'Other')).toEqual(rows.slice(0, 20))
  })
})
