import { expect, test } from 'vitest'
import { Hand } from './hand.ts'
import type { Received } from './mailbox.ts'

let last = 0
const message = (project: string | null): Received => ({
  msgId: ++last,
  readCt: 1,
  enqueuedAt: new Date(),
  message: {},
  project,
  workspace: null,
  lost: 0,
})
const taken = (hand: Hand) => Array.from({ length: 20 }, () => hand.next()).flatMap((received) => (received ? [received] : []))

test('projects take turns, whatever came first', () => {
  const hand = new Hand(10)
  for (const project of ['a', 'a', 'a', 'b', 'c', 'b']) hand.add(message(project))
  expect(taken(hand).map(({ project }) => project)).toEqual(['a', 'b', 'c', 'a', 'b', 'a'])
  expect(hand.running).toBe(6)
})

test('no more of a project at a time than it may have', () => {
  const hand = new Hand(2)
  const all = ['a', 'a', 'a', 'a', null].map(message)
  for (const received of all) hand.add(received)
  const first = taken(hand)
  expect(first).toEqual([all[0], all[4], all[1]])
  hand.finish(first[0]!)
  expect(taken(hand)).toEqual([all[2]])
  for (const received of all.slice(0, 3)) hand.finish(received)
  expect(taken(hand)).toEqual([all[3]])
  expect([hand.size, hand.running, hand.projects]).toEqual([2, 2, 2])
})

test('what nobody has begun with is taken out; what is at work stays', () => {
  const hand = new Hand(1)
  const all = ['a', 'a', 'b', 'b'].map(message)
  for (const received of all) hand.add(received)
  expect(hand.next()).toBe(all[0])
  expect(hand.takeWaiting((received) => received === all[2])).toEqual([all[2]])
  expect(hand.takeWaiting()).toEqual([all[1], all[3]])
  expect(hand.next()).toBeUndefined()
  expect(hand.held()).toEqual([all[0]])
  hand.finish(all[0]!)
  expect([hand.size, hand.running, hand.projects]).toEqual([0, 0, 0])
  hand.add(all[1]!)
  expect(hand.next()).toBe(all[1])
})

test('projects with their share in hand are full, what is nobody’s is not', () => {
  const hand = new Hand(1)
  for (const project of ['a', 'a', 'b', null, null, null]) hand.add(message(project))
  hand.next()
  expect(hand.full(2)).toEqual(['a'])
  expect(hand.full(1)).toEqual(['a', 'b'])
})
