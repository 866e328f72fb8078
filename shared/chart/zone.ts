/**
 * Wall clock: the time a clock on the wall of a zone shows, held as milliseconds as if it were UTC. Charts are drawn on it, so that months begin at
 * midnight of the dashboard's zone and not of the viewer's.
 */
import type { Grain } from '../query.ts'

const clocks = new Map<string, Intl.DateTimeFormat>()
function clock(zone: string): Intl.DateTimeFormat {
  let made = clocks.get(zone)
  if (!made) {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
    made = new Intl.DateTimeFormat('en-US', { ...parts, era: 'short', hourCycle: 'h23', timeZone: zone })
    clocks.set(zone, made)
  }
  return made
}

/** An instant → what the clock shows. */
export function toWall(instant: number, zone: string): number {
  if (zone === 'UTC' || !Number.isFinite(instant)) return instant
  const part = Object.fromEntries(
    clock(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const whole = Date.UTC(part['year'] ?? 1970, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second'])
  return whole + (((instant % 1000) + 1000) % 1000)
}

/** What the clock shows → the instant; of two (clocks set back) the earlier, in a gap (set forward) the time after it. */
export function fromWall(wall: number, zone: string): number {
  if (zone === 'UTC') return wall
  const guesses = [-1, 1].map((side) => wall - (toWall(wall + side * 86_400_000, zone) - (wall + side * 86_400_000)))
  const right = guesses.filter((guess) => toWall(guess, zone) === wall)
  return right.length ? Math.min(...right) : Math.max(...guesses)
}

/** Start of the period after the one that begins at `wall`. */
export function nextPeriod(wall: number, grain: Grain): number {
  const at = new Date(wall)
  const months = { month: 1, quarter: 3, year: 12 }[grain as 'month' | 'quarter' | 'year']
  if (months) return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes())
  return wall + { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }[grain as 'minute' | 'hour' | 'day' | 'week']
}
