import { describe, expect, test } from 'vitest'
import { periodBefore, periodFilter, periodOf, timeColumn } from './time-range.ts'
import { fromWall, nextPeriod, toWall } from './zone.ts'
import { orderColumns } from './fixtures.ts'

const now = Date.parse('2024-03-31T22:30:00Z')
const iso = (wall: number) => new Date(wall).toISOString().slice(0, 10)
const days = (range: Parameters<typeof periodOf>[0], zone = 'UTC') => {
  const period = periodOf(range, zone, now)
  return period && [iso(period.from), iso(period.to)]
}

describe('presets', () => {
  test('seven days are today and the six before, the end excluded', () => expect(days('7d')).toEqual(['2024-03-25', '2024-04-01']))
  test('today is the zone’s day: already April in Berlin', () =>
    expect(days('today', 'Europe/Berlin')).toEqual(['2024-04-01', '2024-04-02']))
  test('to date', () => {
    expect(days('mtd')).toEqual(['2024-03-01', '2024-04-01'])
    expect(days('qtd')).toEqual(['2024-01-01', '2024-04-01'])
    expect(days('ytd')).toEqual(['2024-01-01', '2024-04-01'])
  })
  test('two dates include the second', () => expect(days({ from: '2024-01-05', to: '2024-01-06' })).toEqual(['2024-01-05', '2024-01-07']))
  test('all time has no period', () => expect(days('all')).toBeNull())
})

describe('the period before', () => {
  const before = (range: Parameters<typeof periodOf>[0]) => {
    const period = periodOf(range, 'UTC', now)
    const earlier = period && periodBefore(range, period)
    return earlier && [iso(earlier.from), iso(earlier.to)]
  }
  test('is as long and ends where this one begins', () => expect(before('7d')).toEqual(['2024-03-18', '2024-03-25']))
  test('of a month to date is last month to the same day, as far as it has one', () =>
    expect(before('mtd')).toEqual(['2024-02-01', '2024-03-01']))
  test('of a year to date is last year’s', () => expect(before('ytd')).toEqual(['2023-01-01', '2023-04-01']))
})

describe('wall clock', () => {
  test('goes there and back, over both changes of the clock', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'])
      for (let hour = 0; hour < 24 * 370; hour += 7) {
        const instant = Date.UTC(2024, 0, 1) + hour * 3_600_000
        const wall = toWall(instant, zone)
        expect(toWall(fromWall(wall, zone), zone)).toBe(wall)
      }
  })
  test('the missing hour is the one after it', () => {
    const missing = Date.UTC(2024, 2, 31, 2, 30)
    expect(new Date(fromWall(missing, 'Europe/Berlin')).toISOString()).toBe('2024-03-31T01:30:00.000Z')
  })
  test('periods end where the next begins', () => {
    expect(iso(nextPeriod(Date.UTC(2024, 10, 1), 'quarter'))).toBe('2025-02-01')
    expect(iso(nextPeriod(Date.UTC(2024, 1, 26), 'week'))).toBe('2024-03-04')
  })
})

describe('the filter', () => {
  const period = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 1, 1) }
  test('of a timestamp is in instants of the zone', () => {
    const [column] = orderColumns
    if (!column) throw new Error('no column')
    expect(periodFilter(column, period, 'Europe/Berlin')).toEqual({
      and: [
        { column: 'ordered_at', operator: '>=', value: '2023-12-31T23:00:00.000Z' },
        { column: 'ordered_at', operator: '<', value: '2024-01-31T23:00:00.000Z' },
      ],
    })
  })
  test('of a date is in dates', () => {
    expect(periodFilter({ name: 'day', type: 'date', nullable: false, role: 'time' }, period, 'Europe/Berlin')).toMatchObject({
      and: [{ value: '2024-01-01' }, { value: '2024-02-01' }],
    })
  })
  test('acts on the column the chart is drawn along', () => {
    const two = [...orderColumns, { name: 'shipped_on', type: 'date', nullable: true, role: 'time' } as const]
    expect(timeColumn(two)?.name).toBe('ordered_at')
    expect(timeColumn(two, 'shipped_on')?.name).toBe('shipped_on')
    expect(timeColumn(orderColumns.slice(1))).toBeUndefined()
  })
})
