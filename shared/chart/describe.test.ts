import { expect, test } from 'vitest'
import { Encodings } from './encodings.ts'
import { chartTitle, describeChart } from './describe.ts'
import { examples, orderColumns } from './fixtures.ts'
import { plan } from './plan.ts'

const planOf = (name: string) => plan(examples[name]!.type, Encodings.parse(examples[name]!.encodings), orderColumns)

test('a title says what is measured and by what', () => {
  expect(chartTitle(planOf('line'))).toBe('Total amount by ordered at and channel')
  expect(chartTitle(planOf('heatmap'))).toBe('Total amount by ordered at and country')
  expect(chartTitle(planOf('scatter'))).toBe('Discount against amount')
  expect(chartTitle([])).toBe('Untitled chart')
})

test('a description counts the points and spans the figures', () => {
  const rows = [{ sum_amount: 1200 }, { sum_amount: 3.5 }, { sum_amount: null }]
  expect(describeChart('bar', planOf('bar of categories'), rows)).toBe('Bar chart: Total amount by country. 3 points, from 3.5 to 1,200.')
  expect(describeChart('bar', planOf('bar of categories'), [])).toBe('Bar chart: Total amount by country. No data.')
})
