import { expect, test } from 'vitest'
import { RateLimit } from './rate_limit.ts'

test('a burst passes, then as many as the rate allows; callers are apart', () => {
  const limit = new RateLimit({ burst: 2, perSecond: 1 })
  limit.take('a', 0)
  limit.take('a', 0)
  expect(() => limit.take('a', 500)).toThrow('Too many requests')
  limit.take('b', 500)
  limit.take('a', 1000)
  expect(() => limit.take('a', 1000)).toThrow('Too many requests')
})
