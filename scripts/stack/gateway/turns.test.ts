import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Work that goes on until it is told to end. */
function work(turns: Turns, caller: string) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const state = { begun: false, end: resolve, done: Promise.resolve() }
  state.done = turns.take(caller, () => {
    state.begun = true
    return promise
  })
  return state
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a caller does so much at once, the rest in order; another is not kept waiting', async () => {
  const turns = new Turns(2, 60_000)
  const [a, b, c, d, other] = ['eve', 'eve', 'eve', 'eve', 'ann'].map((caller) => work(turns, caller))
  await settled()
  expect([a!, b!, c!, d!, other!].map((w) => w.begun)).toEqual([true, true, false, false, true])
  b!.end()
  await b!.done
  await settled()
  expect([c!.begun, d!.begun]).toEqual([true, false])
  for (const each of [a!, c!, d!, other!]) each.end()
  await Promise.all([a!, c!, d!, other!].map((w) => w.done))
  const again = work(turns, 'eve')
  await settled()
  expect(again.begun).toBe(true)
  again.end()
})

test('who waits too long is told, and takes nobody else’s turn; work that fails gives its turn back', async () => {
  const turns = new Turns(1, 1)
  const first = work(turns, 'eve')
  await expect(work(turns, 'eve').done).rejects.toThrow('timeout exceeded when trying to connect')
  first.end()
  await first.done
  await expect(turns.take('eve', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  await turns.take('eve', () => Promise.resolve())
})
