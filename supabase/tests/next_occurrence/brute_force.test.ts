/** next_occurrence beside the slowest way there is: look at the wall clock in every minute of some weeks. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../scripts/testing/database.ts'
import { isFull } from '../isolation/full.ts'

const MINUTE = 60_000
const DAYS = 24
const crons = isFull ? 400 : 40
/** Each window has a change of the clock in it. */
const windows = [
  ['Europe/Berlin', '2026-03-20'],
  ['Europe/Berlin', '2026-10-15'],
  ['America/New_York', '2026-03-01'],
  ['America/New_York', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-03-25'],
  ['Australia/Lord_Howe', '2026-09-25'],
  ['America/Sao_Paulo', '2018-02-10'],
  ['America/Sao_Paulo', '2018-10-25'],
  ['America/Caracas', '2016-04-20'],
  ['America/St_Johns', '2010-11-01'],
  ['Antarctica/Troll', '2026-10-15'],
  ['Pacific/Apia', '2011-12-20'],
  ['Asia/Kolkata', '2026-02-20'],
] as const

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** The same crons every time: mulberry32. */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Field {
  text: string
  names: Set<number>
}

function randomField(random: () => number, low: number, high: number, wild: number): Field {
  const pick = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const spread = (from: number, to: number, step: number) =>
    new Set(Array.from({ length: to - from + 1 }, (_, n) => from + n).filter((n) => (n - from) % step === 0))
  if (random() < wild) return { text: '*', names: spread(low, high, 1) }
  const from = pick(low, high)
  const to = pick(from, high)
  const step = pick(1, 12)
  switch (pick(0, 3)) {
    case 0:
      return { text: `*/${step}`, names: spread(low, high, step) }
    case 1:
      return { text: `${from}-${to}/${step}`, names: spread(from, to, step) }
    case 2:
      return { text: `${to},${from}`, names: new Set([from, to]) }
    default:
      return { text: `${from}`, names: new Set([from]) }
  }
}

interface Cron {
  text: string
  isHourly: boolean
  includes(wall: number): boolean
}

function randomCron(random: () => number): Cron {
  const minute = randomField(random, 0, 59, 0.2)
  const hour = randomField(random, 0, 23, 0.4)
  const day = randomField(random, 1, 31, 0.6)
  const month = randomField(random, 1, 12, 0.9)
  const weekday = randomField(random, 0, 6, 0.6)
  const isOne = day.text.startsWith('*') || weekday.text.startsWith('*')
  return {
    text: [minute, hour, day, month, weekday].map(({ text }) => text).join(' '),
    isHourly: hour.names.size === 24,
    includes(wall) {
      const at = new Date(wall)
      if (!minute.names.has(at.getUTCMinutes()) || !hour.names.has(at.getUTCHours()) || !month.names.has(at.getUTCMonth() + 1)) return false
      const [isDay, isWeekday] = [day.names.has(at.getUTCDate()), weekday.names.has(at.getUTCDay())]
      return isOne ? isDay && isWeekday : isDay || isWeekday
    },
  }
}

/** Every moment of the window at which the cron is due, by what `next_occurrence` promises. */
function occurrences(cron: Cron, start: number, walls: number[]): number[] {
  if (cron.isHourly) return walls.flatMap((wall, n) => (cron.includes(wall) ? [start + n * MINUTE] : []))
  const due = new Set<number>()
  let first = 0
  for (let wall = walls[0]!; wall <= walls.at(-1)!; wall += MINUTE) {
    while (walls[first]! < wall) first++
    if (cron.includes(wall)) due.add(start + first * MINUTE)
  }
  return [...due]
}

test.each(windows)('in %s from %s on', async (zone, day) => {
  const { sql } = database
  const start = Date.parse(`${day}T00:00:00Z`)
  const minutes = await sql`
    select (extract(epoch from (m at time zone ${zone}) at time zone 'UTC') * 1000)::bigint as wall
    from generate_series(${new Date(start)}::timestamptz, ${new Date(start + DAYS * 24 * 60 * MINUTE)}::timestamptz, interval '1 minute') m order by m`
  const walls = minutes.map(({ wall }) => Number(wall))
  const change = start + walls.findIndex((wall, n) => n > 0 && wall - walls[n - 1]! !== MINUTE) * MINUTE
  const random = randomFrom(start)
  let compared = 0
  for (let n = 0; n < crons; n++) {
    const cron = randomCron(random)
    const due = occurrences(cron, start, walls)
    const froms = Array.from({ length: 20 }, () => start + Math.floor(random() * DAYS * 24 * 3600) * 1000)
    for (let n = 0; n < 20; n++) froms.push(change + Math.floor((random() - 0.5) * 6 * 3600) * 1000)
    // Where two follow each other closely, and at the moments themselves.
    for (const moment of due.slice(0, 20)) froms.push(moment, moment - 1000)
    const asked = froms
      .map((from) => ({ from, next: due.find((moment) => moment > from) }))
      .filter(({ from, next }) => next !== undefined && from >= start)
    const answers = await sql`
      select extract(epoch from private.next_occurrence(${cron.text}, ${zone}, to_timestamp(f)))::bigint as next
      from unnest(${asked.map(({ from }) => from / 1000)}::bigint[]) with ordinality x (f, n) order by n`
    const wrong = asked.flatMap(({ from, next }, place) => {
      const got = Number(answers[place]!.next) * 1000
      return got === next
        ? []
        : [`${cron.text} after ${new Date(from).toISOString()}: ${new Date(got).toISOString()}, not ${new Date(next!).toISOString()}`]
    })
    expect(wrong.slice(0, 3)).toEqual([])
    compared += asked.length
  }
  expect(compared).toBeGreaterThan(crons * 10)
})
