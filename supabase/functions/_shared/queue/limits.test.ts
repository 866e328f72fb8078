import { expect, test } from 'vitest'
import { startWatch } from './limits.ts'

const none = { wallClockSeconds: 60, cpuSeconds: Infinity, memoryMegabytes: Infinity }

test('within its limits a worker goes on', () => {
  expect(startWatch({ wallClockSeconds: 60, cpuSeconds: 60, memoryMegabytes: 100_000 })()).toBeUndefined()
})

test('it hands over when its time is up', async () => {
  const limit = startWatch({ ...none, wallClockSeconds: 0.02 })
  await new Promise((resolve) => setTimeout(resolve, 40))
  expect(limit()).toContain('0.02 s have passed')
})

test('it hands over when its CPU time is used', () => {
  const limit = startWatch({ ...none, cpuSeconds: 0.05 })
  const end = performance.now() + 200
  while (performance.now() < end);
  expect(limit()).toContain('CPU')
})

test('it hands over when its memory is used', () => {
  expect(startWatch({ ...none, memoryMegabytes: 1 })()).toContain('memory')
})
