import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

const csv = (value: unknown) => toCsv({ columns: [{ name: 'a', type: 'text' }], rows: [{ a: value }] }).split('\r\n')[1]

test('quotes what holds a separator, a quote or a break', () => {
  expect(csv('a,b')).toBe('"a,b"')
  expect(csv('say "hi"')).toBe('"say ""hi"""')
  expect(csv('two\nlines')).toBe('"two\nlines"')
})
test('nothing is empty, objects are JSON', () => {
  expect(csv(null)).toBe('')
  expect(csv({ a: 1 })).toBe('"{""a"":1}"')
})
test('text that would run as a formula does not; numbers stay numbers', () => {
  expect(csv('=1+1')).toBe("'=1+1")
  expect(csv('@SUM(A1)')).toBe("'@SUM(A1)")
  expect(csv('-12.5')).toBe('-12.5')
  expect(csv(-12.5)).toBe('-12.5')
})
test('begins with the names, and with a mark that says UTF-8', () => {
  expect(toCsv({ columns: [{ name: 'Straße', type: 'text' }], rows: [] })).toBe('\ufeffStraße\r\n')
})
