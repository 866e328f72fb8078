import { expect, test } from 'vitest'
import { initials } from './names.ts'
import { rangeLabels, readRange, writeRange } from './ranges.ts'

test('an address holds every range', () => {
  const all = [...(Object.keys(rangeLabels) as (keyof typeof rangeLabels)[]), { from: '2024-01-01', to: '2024-02-29' }]
  for (const range of all) expect(readRange(writeRange(range))).toEqual(range)
})
test('an address somebody mistyped is no range', () => {
  for (const text of [null, '', '31d', '2024-01-01..', '2024-13-01..2024-13-02', 'a..b..c']) expect(readRange(text)).toBeNull()
})
test('initials', () => {
  expect([initials('Ada Lovelace'), initials('ada@example.org'), initials(' '), initials('مريم علي')]).toEqual(['AL', 'A', '?', 'مع'])
})
