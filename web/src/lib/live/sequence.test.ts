import { describe, expect, test } from 'vitest'
import { Sequence } from './sequence.ts'

const heard = { dispatch: true, reread: false }
const missed = { dispatch: true, reread: true }
const double = { dispatch: false, reread: false }

function at(last: number | null): Sequence {
  const sequence = new Sequence()
  sequence.last = last
  return sequence
}

describe('a broadcast', () => {
  test('that follows the last one is heard', () => {
    const sequence = at(0)
    expect([1, 2, 3].map((seq) => sequence.take(seq))).toEqual([heard, heard, heard])
    expect(sequence.last).toBe(3)
  })

  test('that came before is ignored, however often and late it comes', () => {
    const sequence = at(3)
    expect([3, 1, 4, 4, 3].map((seq) => sequence.take(seq))).toEqual([double, double, heard, double, double])
    expect(sequence.last).toBe(4)
  })

  test('after a gap is heard, and what was missed is read, once', () => {
    const sequence = at(3)
    expect([5, 6, 9, 7, 8, 10].map((seq) => sequence.take(seq))).toEqual([missed, heard, missed, double, double, heard])
  })

  test('without a number is heard and read, and counts for nothing', () => {
    const sequence = at(3)
    expect([null, null, 4, null, 5].map((seq) => sequence.take(seq))).toEqual([missed, missed, heard, missed, heard])
  })

  test('is the beginning while nobody has said how far the topic is', () => {
    const sequence = at(null)
    expect([7, 8, 7].map((seq) => sequence.take(seq))).toEqual([heard, heard, double])
  })
})

describe('how far a topic is', () => {
  test('is nothing new to who has heard all of it', () => {
    const sequence = at(3)
    expect(sequence.compare(3, 3)).toBe(false)
    expect(sequence.last).toBe(3)
  })

  test('says that something was missed', () => {
    const sequence = at(3)
    expect(sequence.compare(5, 3)).toBe(true)
    // On its way since before the answer, and read by now.
    expect(sequence.take(5)).toEqual(double)
    expect(sequence.take(6)).toEqual(heard)
  })

  test('is behind what came while it was asked', () => {
    const sequence = at(3)
    sequence.take(4)
    sequence.take(5)
    expect(sequence.compare(4, 3)).toBe(false)
    expect(sequence.last).toBe(5)
    expect(sequence.take(5)).toEqual(double)
  })

  test('was missed where nothing was known, or nobody could say', () => {
    expect(at(null).compare(0, null)).toBe(true)
    const sequence = at(3)
    expect(sequence.compare(null, 3)).toBe(true)
    expect(sequence.take(4)).toEqual(heard)
  })

  test('may begin anew: the database is an older one', () => {
    const sequence = at(9)
    expect(sequence.compare(2, 9)).toBe(true)
    expect(sequence.take(3)).toEqual(heard)
  })
})
