import { expect, test } from 'vitest'
import { coalesce } from './coalesce.ts'
import { History } from './history.ts'

test('a hundred steps back and forth', () => {
  const history = new History<number>(100)
  for (let n = 0; n < 150; n++) history.push(n)
  let now = 150
  let steps = 0
  while (history.canUndo) {
    now = history.undo(now)
    steps++
  }
  expect([steps, now]).toEqual([100, 50])
  while (history.canRedo) now = history.redo(now)
  expect(now).toBe(150)
})

test('a new change forgets what was undone', () => {
  const history = new History<string>()
  history.push('a')
  expect(history.undo('b')).toBe('a')
  history.push('a')
  expect(history.canRedo).toBe(false)
})

test('a burst is two runs, one at a time, and the last sees everything', async () => {
  const release: (() => void)[] = []
  let asked = 0
  const seen: number[] = []
  let running = 0
  const ask = coalesce(async () => {
    running++
    expect(running).toBe(1)
    seen.push(asked)
    await new Promise<void>((done) => release.push(done))
    running--
  })
  for (let n = 0; n < 50; n++) {
    asked++
    ask()
  }
  release.shift()?.()
  await expect.poll(() => release.length).toBe(1)
  release.shift()?.()
  await expect.poll(() => running).toBe(0)
  expect(seen).toEqual([1, 50])
})

test('a run that fails does not stop the next', async () => {
  let runs = 0
  const ask = coalesce(async () => {
    runs++
    throw new Error('no')
  })
  ask()
  await expect.poll(() => runs).toBe(1)
  await new Promise((done) => setImmediate(done))
  ask()
  await expect.poll(() => runs).toBe(2)
})
