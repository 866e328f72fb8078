/** When a pg_cron schedule is due. Parsing is the database's (`cron._parse_schedule`), so that what it accepts is what runs. */

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export interface CalendarSchedule {
  minute: number[]
  hour: number[]
  dom: number[]
  month: number[]
  /** 0 is Sunday. */
  dow: number[]
  /** Day of month was `$`: the last one. */
  last_dom: boolean
  /** Minute or hour starts with `*`: such a job is not caught up after a jump of the clock. */
  wild: boolean
  /** Day of month or day of week starts with `*`: then both must fit, otherwise one is enough (Vixie's rule). */
  day_star: boolean
}

/** What `cron._parse_schedule` returns. */
export type Schedule = CalendarSchedule | { seconds: number } | { reboot: true }

/** A minute that has come, and which kinds of jobs are due in it. */
export interface Moment {
  /** Start of the minute, milliseconds since the epoch. */
  minute: number
  wild: boolean
  fixed: boolean
}

/** Whether the schedule names this minute (GMT). */
export function includesMinute(schedule: CalendarSchedule, minute: number): boolean {
  const at = new Date(minute)
  if (!schedule.minute.includes(at.getUTCMinutes()) || !schedule.hour.includes(at.getUTCHours())) return false
  if (!schedule.month.includes(at.getUTCMonth() + 1)) return false
  const isLast = schedule.last_dom && new Date(minute + DAY).getUTCDate() === 1
  const dom = isLast || schedule.dom.includes(at.getUTCDate())
  const dow = schedule.dow.includes(at.getUTCDay())
  return schedule.day_star ? dom && dow : dom || dow
}

/** How many runs of a job the moments call for. */
export function countDue(schedule: CalendarSchedule, moments: Moment[]): number {
  return moments.filter((moment) => (schedule.wild ? moment.wild : moment.fixed) && includesMinute(schedule, moment.minute)).length
}

export function minuteOf(now: number): number {
  return now - (now % MINUTE)
}

/** Turns readings of a clock that may jump into minutes to deal with, by Vixie cron's rules. */
export class MinuteClock {
  #last: number
  /** Jobs at fixed times have run up to here; a clock set back does not run them again. */
  #fixedUpTo: number

  constructor(now: number) {
    this.#last = this.#fixedUpTo = minuteOf(now)
  }

  advance(now: number): Moment[] {
    const current = minuteOf(now)
    const passed = (current - this.#last) / MINUTE
    const missed = Array.from({ length: Math.max(passed, 0) }, (_, index) => this.#last + (index + 1) * MINUTE)
    this.#last = current
    if (passed === 0) return []
    // Three hours or more: the clock was set, not delayed. Go on from here.
    if (Math.abs(passed) > 180) {
      this.#fixedUpTo = current
      return [{ minute: current, wild: true, fixed: true }]
    }
    if (passed < 0) return [{ minute: current, wild: true, fixed: false }]
    const fixedUpTo = this.#fixedUpTo
    this.#fixedUpTo = Math.max(fixedUpTo, current)
    return missed.map((minute) => ({ minute, wild: passed <= 5 || minute === current, fixed: minute > fixedUpTo }))
  }
}
