/** The day of a moment in a time zone, as `2026-11-20`. */
export const dayOf = (moment: string | number | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(moment))

/** In words: today, yesterday, `Monday 16 November`, and with the year when that is another. */
export function dayName(day: string, today: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  const ago = (Date.parse(`${today}T00:00:00Z`) - date.getTime()) / 86_400_000
  if (ago === 0) return 'Today'
  if (ago === 1) return 'Yesterday'
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric'
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year })
    .format(date)
    .replace(',', '')
}

/** Runs of events of one day, in their order. */
export function byDay<T extends { occurred_at: string }>(events: readonly T[], timeZone: string): { day: string; events: T[] }[] {
  const days: { day: string; events: T[] }[] = []
  for (const event of events) {
    const day = dayOf(event.occurred_at, timeZone)
    if (days.at(-1)?.day === day) days.at(-1)!.events.push(event)
    else days.push({ day, events: [event] })
  }
  return days
}
