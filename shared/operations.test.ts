import { describe, expect, test } from 'vitest'
import { queueNow, QueueStatus, queueWords, waitedFor } from './operations.ts'

const zeros = Array<number>(60).fill(0)
const at = (counts: Record<number, number>) => zeros.map((_, index) => counts[index - 59] ?? 0)
const asOf = '2026-11-20T10:00:30+00:00'

function queue(change: Partial<Omit<QueueStatus, 'minutes'>> & { minutes?: Partial<QueueStatus['minutes']> } = {}): QueueStatus {
  const { minutes, ...rest } = change
  return QueueStatus.parse({
    queue: 'events',
    waiting: 0,
    in_work: 0,
    retrying: 0,
    delayed: 0,
    oldest_seconds: null,
    done: 0,
    retried: 0,
    died: 0,
    dead_letters: 0,
    workers: 0,
    slots: 2,
    is_partial: false,
    ...rest,
    minutes: { done: zeros, retried: zeros, died: zeros, ...minutes },
  })
}

describe('a queue as time goes on', () => {
  test('its oldest message grows older by itself', () => {
    const status = queue({ waiting: 1, oldest_seconds: 4 })
    expect(queueNow(status, asOf, 3.5).oldestSeconds).toBe(7.5)
    expect(queueNow(queue(), asOf, 3).oldestSeconds).toBeNull()
  })

  test('minutes move on when one is over, and are forgotten after an hour', () => {
    const status = queue({ minutes: { done: at({ [-59]: 5, 0: 7 }) } })
    expect(queueNow(status, asOf, 29)).toMatchObject({ done: 12, minutes: { done: at({ [-59]: 5, 0: 7 }) } })
    expect(queueNow(status, asOf, 31)).toMatchObject({ done: 7, minutes: { done: at({ [-1]: 7 }) } })
    expect(queueNow(status, asOf, 7200)).toMatchObject({ done: 0, minutes: { done: zeros } })
  })

  test('the rate takes from the minute before what this one has not had yet', () => {
    const status = queue({ minutes: { done: at({ [-1]: 60, 0: 10 }) } })
    expect(queueNow(status, asOf, 0).perMinute).toBe(40)
    expect(queueNow(status, asOf, 15).perMinute).toBe(25)
  })
})

describe('the health of a queue', () => {
  const health = (change: Parameters<typeof queue>[0], elapsed = 0) => queueNow(queue(change), asOf, elapsed).health

  test('is stalled when messages wait and nobody works', () => {
    expect(health({ waiting: 1, oldest_seconds: 10 })).toBe('working')
    expect(health({ waiting: 1, oldest_seconds: 10 }, 6)).toBe('stalled')
    expect(health({ waiting: 1, oldest_seconds: 30, workers: 1 })).toBe('working')
  })

  test('is failing when as many tries fail as succeed, until that is five minutes ago', () => {
    const minutes = { done: at({ 0: 2 }), retried: at({ [-1]: 1 }), died: at({ 0: 1 }) }
    expect(health({ minutes })).toBe('failing')
    expect(health({ minutes: { ...minutes, done: at({ 0: 3 }) } })).toBe('idle')
    expect(health({ minutes }, 400)).toBe('idle')
  })

  test('is behind when workers do not keep up', () => {
    expect(health({ waiting: 5, oldest_seconds: 61, workers: 2 })).toBe('behind')
    expect(health({ in_work: 1 })).toBe('working')
    expect(health({ retrying: 3 })).toBe('idle')
  })
})

test('durations have one unit', () => {
  expect([0.4, 59.9, 60, 3599, 3600, 86_399, 86_400].map(waitedFor)).toEqual(['0 s', '59 s', '1 min', '59 min', '1 h', '23 h', '1 d'])
})

test('a queue without words is called by its name', () => {
  expect(queueWords('events').name).toBe('Events')
  expect(queueWords('chaos_7')).toEqual({ name: 'chaos_7', does: '' })
})
