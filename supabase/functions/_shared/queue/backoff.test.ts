import { expect, test } from 'vitest'
import { backoffSeconds } from './backoff.ts'

test('doubles up to five minutes, and is less by up to half', () => {
  expect([1, 2, 3, 4, 20].map((attempt) => backoffSeconds(attempt, () => 0))).toEqual([2, 4, 8, 16, 300])
  expect([1, 2, 3, 4, 20].map((attempt) => backoffSeconds(attempt, () => 1))).toEqual([1, 2, 4, 8, 150])
})
