import { expect, test } from 'vitest'
import { countDue, includesMinute, MinuteClock, type CalendarSchedule } from './schedule.ts'

const all = (low: number, high: number) => Array.from({ length: high - low + 1 }, (_, index) => low + index)
const everyMinute: CalendarSchedule = {
  minute: all(0, 59),
  hour: all(0, 23),
  dom: all(1, 31),
  month: all(1, 12),
  dow: all(0, 6),
  last_dom: false,
  wild: true,
  day_star: true,
}
const at = (text: string) => Date.parse(`${text}Z`)
const daily: CalendarSchedule = { ...everyMinute, minute: [30], hour: [10], wild: false }

test('a day fits when either day field fits, if neither is a star', () => {
  const friday13: CalendarSchedule = { ...daily, dom: [13], dow: [5], day_star: false }
  expect(includesMinute(friday13, at('2026-02-13T10:30'))).toBe(true)
  expect(includesMinute(friday13, at('2026-03-12T10:30'))).toBe(false)
  expect(includesMinute(friday13, at('2026-03-20T10:30'))).toBe(true)
  expect(includesMinute({ ...friday13, day_star: true }, at('2026-03-20T10:30'))).toBe(false)
})

test('the last day of the month follows the calendar', () => {
  const last: CalendarSchedule = { ...daily, dom: [], last_dom: true }
  expect(includesMinute(last, at('2028-02-28T10:30'))).toBe(false)
  expect(includesMinute(last, at('2028-02-29T10:30'))).toBe(true)
  expect(includesMinute(last, at('2026-12-31T10:30'))).toBe(true)
})

test('a delay of minutes runs every missed minute, and the same minute only once', () => {
  const clock = new MinuteClock(at('2026-05-01T10:00:10'))
  expect(countDue(everyMinute, clock.advance(at('2026-05-01T10:00:59')))).toBe(0)
  expect(countDue(everyMinute, clock.advance(at('2026-05-01T10:03:00')))).toBe(3)
  expect(countDue(everyMinute, clock.advance(at('2026-05-01T10:03:30')))).toBe(0)
})

test('a jump forward runs fixed times that were missed, and wildcards once', () => {
  const clock = new MinuteClock(at('2026-05-01T10:00:10'))
  const moments = clock.advance(at('2026-05-01T11:00:00'))
  expect(countDue(everyMinute, moments)).toBe(1)
  expect(countDue(daily, moments)).toBe(1)
})

test('a clock that was set forward by more than three hours goes on from there', () => {
  const clock = new MinuteClock(at('2026-05-01T10:00:10'))
  const moments = clock.advance(at('2026-05-01T14:00:00'))
  expect(countDue(everyMinute, moments)).toBe(1)
  expect(countDue(daily, moments)).toBe(0)
})

test('a jump back repeats wildcards but not fixed times', () => {
  const clock = new MinuteClock(at('2026-05-01T10:29:10'))
  expect(countDue(daily, clock.advance(at('2026-05-01T10:31:00')))).toBe(1)
  const back = clock.advance(at('2026-05-01T10:29:00'))
  expect([countDue(everyMinute, back), countDue(daily, back)]).toEqual([1, 0])
  const again = clock.advance(at('2026-05-01T10:30:00'))
  expect([countDue(everyMinute, again), countDue(daily, again)]).toEqual([1, 0])
  const nextDay = [at('2026-05-01T10:32:00'), at('2026-05-02T10:30:00')].map((now) => countDue(daily, clock.advance(now)))
  expect(nextDay).toEqual([0, 1])
})
