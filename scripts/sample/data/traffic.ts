/** Visits to the shop's site: one row a day, source and device. */
import type { Random } from '../random.ts'
import { DAY_MS, DAYS, demand, firstDay, isoDate } from './calendar.ts'
import { csv } from './csv.ts'

const sources = [
  { source: 'Organic search', sessions: 620, conversion: 0.024, growth: 0.35 },
  { source: 'Paid search', sessions: 340, conversion: 0.031, growth: 0.1 },
  { source: 'Direct', sessions: 410, conversion: 0.036, growth: 0.15 },
  { source: 'Social', sessions: 280, conversion: 0.011, growth: 0.7 },
  { source: 'E-mail', sessions: 150, conversion: 0.048, growth: 0.2 },
  { source: 'Referral', sessions: 110, conversion: 0.019, growth: 0 },
]
const devices = [
  { device: 'Desktop', share: 0.46, conversion: 1.25, pages: 4.6 },
  { device: 'Mobile', share: 0.47, conversion: 0.78, pages: 3.1 },
  { device: 'Tablet', share: 0.07, conversion: 0.95, pages: 3.8 },
]

export function traffic(random: Random, today: Date): string {
  const start = firstDay(today)
  const rows: unknown[][] = []
  for (let day = 0; day < DAYS; day++) {
    const time = start + day * DAY_MS
    const busy = demand(time, day)
    for (const { source, sessions, conversion, growth } of sources) {
      // The newsletter goes out on Tuesdays.
      const campaign = source === 'E-mail' && new Date(time).getUTCDay() === 2 ? 2.6 : 1
      for (const device of devices) {
        const visits = Math.max(
          1,
          Math.round(sessions * device.share * busy * campaign * (1 + (growth * day) / DAYS) * random.normal(1, 0.09)),
        )
        const orders = Math.round(visits * conversion * device.conversion * random.normal(1, 0.12))
        const bounced = Math.round(visits * Math.min(0.9, Math.max(0.15, random.normal(source === 'Social' ? 0.61 : 0.42, 0.04))))
        rows.push([
          isoDate(time),
          source,
          device.device,
          visits,
          Math.round(visits * 0.81),
          Math.round(visits * device.pages),
          bounced,
          Math.max(0, orders),
        ])
      }
    }
  }
  return csv(['date', 'source', 'device', 'sessions', 'visitors', 'page_views', 'bounces', 'conversions'], rows)
}
