import { expect, test } from 'vitest'
import { conditionText, fromConditions, operatorsFor, readValue, toConditions } from './conditions.ts'

const country = { column: 'country', operator: '=', value: 'DE' } as const
const amount = { column: 'amount', operator: '>', value: 10 } as const

test('a list of comparisons is a filter and back', () => {
  for (const conditions of [[], [country], [country, amount]]) expect(toConditions(fromConditions(conditions))).toEqual(conditions)
})
test('nested conjunctions are flattened, anything else is left to the spec', () => {
  expect(toConditions({ and: [country, { and: [amount] }] })).toEqual([country, amount])
  expect(toConditions({ or: [country, amount] })).toBeNull()
  expect(toConditions({ and: [country, { not: amount }] })).toBeNull()
})
test('values are read by the type of their column', () => {
  expect(readValue('12.5', '=', 'number')).toBe(12.5)
  expect(readValue('twelve', '=', 'number')).toBeNull()
  expect(readValue('', '=', 'text')).toBeNull()
  expect(readValue('DE, AT', 'in', 'text')).toEqual(['DE', 'AT'])
  expect(readValue('1, x', 'in', 'integer')).toBeNull()
  expect(readValue('1', 'between', 'integer')).toBeNull()
  expect(readValue('1, 2', 'between', 'integer')).toEqual([1, 2])
  expect(readValue('false', '=', 'boolean')).toBe(false)
  expect(readValue('2024-02-30x', '=', 'date')).toBeNull()
})
test('text has no order, JSON only has or has not', () => {
  expect(operatorsFor('text')).not.toContain('<')
  expect(operatorsFor('json')).toEqual(['is_null', 'is_not_null'])
})
test('in words', () => {
  expect(conditionText({ column: 'country', operator: 'in', value: ['DE', 'AT'] }, [])).toBe('country is one of DE, AT')
  expect(conditionText({ column: 'country', operator: 'is_null' }, [])).toBe('country has no value')
})
