import { describe, expect, test } from 'vitest'
import { formatChange, formatNumber, formatTime } from './format.ts'

describe('numbers', () => {
  test('axes abbreviate, tooltips do not', () => {
    expect(formatNumber(1_234_567, undefined, 'short', 'en')).toBe('1.2M')
    expect(formatNumber(1_234_567, undefined, 'full', 'en')).toBe('1,234,567')
    expect(formatNumber(1500, undefined, 'short', 'en')).toBe('1,500')
  })
  test('the language decides the words', () => {
    expect(formatNumber(1_234_567, undefined, 'short', 'de')).toBe('1,2\u00a0Mio.')
    expect(formatNumber(1234.5, { style: 'currency', currency: 'EUR' }, 'full', 'de')).toBe('1.234,50\u00a0€')
  })
  test('small figures keep three digits', () => {
    expect(formatNumber(0.000123456, undefined, 'full', 'en')).toBe('0.000123')
    expect(formatNumber(3.14159, undefined, 'full', 'en')).toBe('3.14')
  })
  test('shares, units and what is missing', () => {
    expect(formatNumber(0.1234, { style: 'percent' }, 'short', 'en')).toBe('12.3%')
    expect(formatNumber(12, { style: 'auto', unit: 'kWh' }, 'full', 'en')).toBe('12\u00a0kWh')
    expect(formatNumber(null, undefined)).toBe('–')
    expect(formatNumber(Infinity, undefined)).toBe('–')
  })
  test('numerics that arrive as text are numbers', () => {
    expect(formatNumber('12345678901.5', undefined, 'full', 'en')).toBe('12,345,678,901.5')
  })
})

describe('times', () => {
  const at = Date.UTC(2024, 2, 1)
  test('an axis says the year at its start and months at theirs', () => {
    expect(formatTime(Date.UTC(2024, 0, 1), undefined, 'short', 'en')).toBe('2024')
    expect(formatTime(at, undefined, 'short', 'en')).toBe('Mar')
    expect(formatTime(Date.UTC(2024, 2, 5), undefined, 'short', 'en')).toBe('Mar 5')
    expect(formatTime(Date.UTC(2024, 2, 5, 14), undefined, 'short', 'en')).toBe('14:00')
  })
  test('a tooltip names the whole period', () => {
    expect(formatTime(at, 'month', 'full', 'en')).toBe('March 2024')
    expect(formatTime(at, 'quarter', 'full', 'en')).toBe('Q1 2024')
    expect(formatTime(at, 'week', 'full', 'en')).toBe('Mar 1 – Mar 7, 2024')
    expect(formatTime(at, 'month', 'full', 'de')).toBe('März 2024')
  })
})

test('a change has a sign, and none without a base', () => {
  expect(formatChange(112, 100, 'en')).toBe('+12%')
  expect(formatChange(50, 100, 'en')).toBe('-50%')
  expect(formatChange(1, 0, 'en')).toBeNull()
})
