import { expect, test } from 'vitest'
import type { Column } from '#shared/dataset.ts'
import { conditionWords, operatorsFor, toCondition } from './filters.ts'

const column = (type: Column['type']): Column => ({ name: 'c', type, nullable: true, role: 'dimension' })

test('values become what their column holds, and nothing when they do not fit', () => {
  expect(toCondition(column('integer'), '>', ' 3 ')).toEqual({ column: 'c', operator: '>', value: 3 })
  expect(toCondition(column('integer'), '>', 'three')).toBeNull()
  expect(toCondition(column('text'), 'in', 'a, b')).toEqual({ column: 'c', operator: 'in', value: ['a', 'b'] })
  expect(toCondition(column('number'), 'in', '1,x')).toBeNull()
  expect(toCondition(column('date'), 'between', '2024-01-01', '2024-02-01')).toEqual({
    column: 'c',
    operator: 'between',
    value: ['2024-01-01', '2024-02-01'],
  })
  expect(toCondition(column('date'), 'between', '2024-01-01')).toBeNull()
  expect(toCondition(column('boolean'), '=', 'true')).toEqual({ column: 'c', operator: '=', value: true })
  expect(toCondition(column('json'), 'is_null', '')).toEqual({ column: 'c', operator: 'is_null' })
})

test('conditions read as sentences', () => {
  expect(conditionWords({ column: 'price', operator: 'between', value: [3, 7] })).toBe('price is between 3 and 7')
  expect(conditionWords({ column: 'city', operator: 'in', value: ['Rome', 'Oslo'] })).toBe('city is one of Rome, Oslo')
  expect(conditionWords({ column: 'day', operator: '<', value: '2024-01-01' }, 'date')).toBe('day is before 2024-01-01')
  expect(conditionWords({ column: 'paid', operator: '=', value: false })).toBe('paid is no')
})

test('JSON and booleans are not compared by size', () => {
  expect(operatorsFor('json')).toEqual(['is_null', 'is_not_null'])
  expect(operatorsFor('boolean')).not.toContain('<')
})
