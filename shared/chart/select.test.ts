import { expect, test } from 'vitest'
import { Encodings } from './encodings.ts'
import { examples, orderColumns } from './fixtures.ts'
import { plan } from './plan.ts'
import { clickable, selectGroup } from './select.ts'

const x = (name: string) => clickable(plan(examples[name]!.type, Encodings.parse(examples[name]!.encodings), orderColumns))!

test('a category is filtered by its value, none by its absence', () => {
  expect(selectGroup(x('bar of categories'), 'DE', 'UTC')).toMatchObject({
    label: 'Country: DE',
    filter: { column: 'country', operator: '=', value: 'DE' },
  })
  expect(selectGroup(x('bar of categories'), null, 'UTC')).toMatchObject({ filter: { column: 'country', operator: 'is_null' } })
})
test('a month is from its first moment to the next month’s, in the zone', () => {
  expect(selectGroup(x('line'), '2024-02-29T23:00:00Z', 'Europe/Berlin')).toMatchObject({
    label: 'Ordered at: March 2024',
    filter: {
      and: [
        { operator: '>=', value: '2024-02-29T23:00:00Z' },
        { operator: '<', value: '2024-03-31T22:00:00.000Z' },
      ],
    },
  })
})
test('a bin is from its lower edge to the next', () => {
  expect(selectGroup(x('histogram'), 50, 'UTC')).toMatchObject({
    label: 'Amount: 50 – 75',
    filter: { and: [{ value: 50 }, { operator: '<', value: 75 }] },
  })
})
test('a measure is no group', () => {
  const measure = plan('bar', Encodings.parse(examples['bar of categories']!.encodings), orderColumns).find((p) => p.role === 'measure')!
  expect(selectGroup(measure, 5, 'UTC')).toBeNull()
})
