/** The two years that end with the last full day before the sample was made. */
export const DAY_MS = 86_400_000
export const DAYS = 730

/** Midnight UTC of the first of the 730 days. */
export function firstDay(today: Date): number {
  return Math.floor(today.getTime() / DAY_MS) * DAY_MS - DAYS * DAY_MS
}

export const isoDate = (time: number) => new Date(time).toISOString().slice(0, 10)
export const isoTime = (time: number) => new Date(time).toISOString().slice(0, 19) + 'Z'

/** How busy a shop is on a day: growth over the two years, a peak before Christmas, quiet Sundays. Mean about 1. */
export function demand(time: number, day: number): number {
  const date = new Date(time)
  const growth = 0.72 + (0.56 * day) / DAYS
  const dayOfYear = (time - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS
  const christmas = 0.75 * Math.exp(-(((dayOfYear - 338) / 16) ** 2))
  const summer = -0.12 * Math.exp(-(((dayOfYear - 205) / 30) ** 2))
  const weekday = [0.72, 1.06, 1.04, 1.02, 1.05, 1.14, 0.97][date.getUTCDay()]!
  return growth * weekday * (1 + christmas + summer)
}
