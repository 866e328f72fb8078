/** Hourly readings of nine meters at three sites over the last year. */
import type { Random } from '../random.ts'
import { DAY_MS, DAYS, firstDay, isoTime } from './calendar.ts'
import { csv } from './csv.ts'

const HOURS = 365 * 24
const sites = [
  { site: 'Headquarters', size: 1, mean: 10.5 },
  { site: 'Warehouse North', size: 1.7, mean: 8.5 },
  { site: 'Workshop', size: 0.6, mean: 12 },
]
const kinds = ['Electricity', 'Heating', 'Solar'] as const

export function energy(random: Random, today: Date): string {
  const start = firstDay(today) + (DAYS - 365) * DAY_MS
  const rows: unknown[][] = []
  for (const { site, size, mean } of sites) {
    let weather = 0
    for (let hour = 0; hour < HOURS; hour++) {
      const time = start + hour * 3_600_000
      const date = new Date(time)
      const season = Math.cos((2 * Math.PI * ((time - Date.UTC(date.getUTCFullYear(), 0, 20)) / DAY_MS)) / 365)
      const clock = date.getUTCHours()
      weather = weather * 0.985 + random.normal(0, 0.42)
      const temperature = mean - 9.5 * season + 3.6 * Math.sin(((clock - 9) / 24) * 2 * Math.PI) + weather
      const open = date.getUTCDay() % 6 !== 0 && clock >= 7 && clock < 19
      for (const kind of kinds) {
        const kwh = reading(kind, { random, size, season, clock, open, temperature, weather })
        rows.push([isoTime(time), site, kind, kwh.toFixed(2), temperature.toFixed(1)])
      }
    }
  }
  return csv(['measured_at', 'site', 'meter', 'kwh', 'outdoor_celsius'], rows)
}

interface Hour {
  random: Random
  size: number
  season: number
  clock: number
  open: boolean
  temperature: number
  weather: number
}

function reading(kind: (typeof kinds)[number], { random, size, season, clock, open, temperature, weather }: Hour): number {
  if (kind === 'Electricity') return Math.max(1, size * (open ? 46 : 14) * random.normal(1, 0.08))
  if (kind === 'Heating') return Math.max(0, size * (17 - temperature) * (open ? 2.4 : 1.3) * random.normal(1, 0.07))
  const daylight = Math.max(0, Math.sin(((clock - 5.5 - season) / (13.5 - 4.2 * season)) * Math.PI))
  const sunny = clock > 5 + season && clock < 20 - 2 * season
  return sunny ? Math.max(0, size * 34 * daylight * (1 - 0.45 * season) * (0.72 + 0.06 * weather) * random.normal(1, 0.06)) : 0
}
