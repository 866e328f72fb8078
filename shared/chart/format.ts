/** Numbers and times as people read them, by `Intl` in the viewer's language. Axes abbreviate; everything else is exact. */
import type { Grain } from '../query.ts'
import type { NumberFormat } from './encodings.ts'

export type Precision = 'short' | 'full'

const formatters = new Map<string, Intl.NumberFormat>()
function numberFormatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let made = formatters.get(key)
  if (!made) formatters.set(key, (made = new Intl.NumberFormat(locale, options)))
  return made
}

/** Digits after the point that keep three figures: 0.0042 → 4, 3.14 → 2, 1234.5 → 1 at most two. */
const fraction = (value: number) => (Math.abs(value) >= 1 || value === 0 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(Math.abs(value)))))

/**
 * `short` abbreviates from 10,000 on (12.3K, 1.2M); `full` never does. Percent takes a share (0.12 → 12 %).
 * What is not a finite number is an en dash.
 */
export function formatNumber(value: unknown, format: NumberFormat | undefined, precision: Precision = 'full', locale = 'en'): string {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return '–'
  const style = format?.style ?? 'auto'
  const digits = format?.digits
  const fixed = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const compact =
    style === 'compact' || (precision === 'short' && style !== 'exact' && style !== 'percent' && Math.abs(number) >= 10_000)
      ? ({ notation: 'compact', maximumFractionDigits: digits ?? 1 } as const)
      : {}
  const options: Intl.NumberFormatOptions =
    style === 'percent'
      ? { style: 'percent', maximumFractionDigits: precision === 'short' ? 1 : 2, ...fixed }
      : style === 'currency' && format?.currency
        ? {
            style: 'currency',
            currency: format.currency,
            ...(precision === 'short' ? { maximumFractionDigits: Math.abs(number) < 100 ? 2 : 0, minimumFractionDigits: 0 } : {}),
            ...fixed,
            ...compact,
          }
        : { maximumFractionDigits: fraction(number), ...fixed, ...compact }
  const text = numberFormatter(locale, options).format(number)
  return format?.unit && precision === 'full' ? `${text}\u00a0${format.unit}` : text
}

const day = 86_400_000
const dateFormatters = new Map<string, Intl.DateTimeFormat>()
function write(wall: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = locale + JSON.stringify(options)
  let made = dateFormatters.get(key)
  if (!made) dateFormatters.set(key, (made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })))
  return made.format(wall)
}

/**
 * A time given as wall clock (milliseconds as if UTC, see `zone.ts`). `short` is for axes: the year at its start, months at theirs, days, hours;
 * `full` names the whole period of the grain.
 */
export function formatTime(value: unknown, grain: Grain | undefined, precision: Precision = 'full', locale = 'en'): string {
  const wall =
    typeof value === 'number' ? value : value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : NaN
  if (!Number.isFinite(wall)) return '–'
  const at = new Date(wall)
  const quarter = `Q${Math.floor(at.getUTCMonth() / 3) + 1}`
  if (precision === 'short') {
    if (wall % day !== 0) return write(wall, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    if (at.getUTCDate() !== 1 && grain !== 'month' && grain !== 'quarter') return write(wall, locale, { day: 'numeric', month: 'short' })
    if (at.getUTCMonth() === 0 || grain === 'year') return write(wall, locale, { year: 'numeric' })
    return grain === 'quarter' ? quarter : write(wall, locale, { month: 'short' })
  }
  switch (grain) {
    case 'year':
      return write(wall, locale, { year: 'numeric' })
    case 'quarter':
      return `${quarter} ${write(wall, locale, { year: 'numeric' })}`
    case 'month':
      return write(wall, locale, { month: 'long', year: 'numeric' })
    case 'week':
      return `${write(wall, locale, { day: 'numeric', month: 'short' })} – ${write(wall + 6 * day, locale, { day: 'numeric', month: 'short', year: 'numeric' })}`
    case 'day':
      return write(wall, locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    case 'hour':
    case 'minute':
      return write(wall, locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    default:
      return wall % day === 0
        ? write(wall, locale, { day: 'numeric', month: 'short', year: 'numeric' })
        : write(wall, locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  }
}

/** A change between two figures: 0.123 → +12.3 %. Without a base there is nothing to compare. */
export function formatChange(now: number, before: number, locale = 'en'): string | null {
  if (!Number.isFinite(now) || !Number.isFinite(before) || before === 0) return null
  const change = (now - before) / Math.abs(before)
  return numberFormatter(locale, {
    style: 'percent',
    maximumFractionDigits: Math.abs(change) < 1 ? 1 : 0,
    signDisplay: 'exceptZero',
  }).format(change)
}
