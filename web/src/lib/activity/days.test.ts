import { expect, test } from 'vitest'
import { byDay, dayName, dayOf } from './days.ts'

test('a moment is of the day that it is for its reader', () => {
  const moment = '2026-11-20T23:30:00.5+00:00'
  expect(['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati'].map((zone) => dayOf(moment, zone))).toEqual([
    '2026-11-20',
    '2026-11-21',
    '2026-11-20',
    '2026-11-21',
  ])
})

test.each([
  ['2026-11-20', 'Today'],
  ['2026-11-19', 'Yesterday'],
  ['2026-11-16', 'Monday 16 November'],
  ['2025-12-31', 'Wednesday 31 December 2025'],
])('%s is called %s', (day, name) => expect(dayName(day, '2026-11-20')).toBe(name))

test('the day before a change of clocks is yesterday', () => expect(dayName('2026-10-25', '2026-10-26')).toBe('Yesterday'))

test('events keep their order within days', () => {
  const at = (occurred_at: string) => ({ occurred_at })
  const events = ['2026-11-20T01:00:00Z', '2026-11-19T23:30:00Z', '2026-11-19T22:00:00Z'].map(at)
  expect(byDay(events, 'UTC').map(({ day, events: of }) => [day, of.length])).toEqual([
    ['2026-11-20', 1],
    ['2026-11-19', 2],
  ])
  expect(byDay(events, 'Europe/Berlin').map(({ events: of }) => of.length)).toEqual([2, 1])
})
