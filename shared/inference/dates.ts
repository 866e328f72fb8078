/** Dates as people write them, told apart by the order of day, month and year. */
import type { DateOrder } from '../upload.ts'

const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const clock = String.raw`(?:[T ]\s*([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d|60)(?:[.,]\d{1,9})?)?\s*([ap]m)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)`
const iso = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})${clock}?$`, 'i')
const yearFirst = new RegExp(String.raw`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})${clock}?$`, 'i')
const yearLast = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:,)?${clock}?$`, 'i')
const monthFirst = new RegExp(
  String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(${months})[a-z]*\.? (\d{1,2}),? (\d{4})${clock}?$`,
  'i',
)
const dayFirst = new RegExp(
  String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(\d{1,2})[ -](${months})[a-z]*\.?[ -](\d{4}|\d{2})${clock}?$`,
  'i',
)

export interface DateReading {
  /** Orders under which the text is a date. */
  orders: DateOrder[]
  /** Whether it has a time of day. */
  timed: boolean
  /** Character between the parts. */
  separator: string
}

const any: DateOrder[] = ['iso', 'ymd', 'dmy', 'mdy']
const isDay = (month: number, day: number, year: number) =>
  month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Null when the text is no date at all. */
export function readDate(text: string): DateReading | null {
  let match = iso.exec(text)
  if (match) {
    const fits = isDay(Number(match[2]), Number(match[3]), Number(match[1]))
    return fits ? { orders: any, timed: match[4] !== undefined, separator: '-' } : null
  }
  match = yearFirst.exec(text)
  if (match) {
    const fits = isDay(Number(match[2]), Number(match[3]), Number(match[1]))
    return fits ? { orders: ['ymd'], timed: match[4] !== undefined, separator: text[4]! } : null
  }
  match = yearLast.exec(text)
  if (match) {
    const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])]
    const orders: DateOrder[] = []
    if (isDay(second, first, year)) orders.push('dmy')
    if (isDay(first, second, year)) orders.push('mdy')
    return orders.length > 0 ? { orders, timed: match[5] !== undefined, separator: match[2]! } : null
  }
  match = monthFirst.exec(text) ?? dayFirst.exec(text)
  return match ? { orders: any, timed: match[4] !== undefined, separator: ' ' } : null
}

/**
 * The one order that fits most dates of a file. Where day and month cannot be told apart, dots mean day first and slashes what `habit` says.
 * @param habit order of the reader's country
 */
export function detectDateOrder(values: Iterable<string>, habit: 'dmy' | 'mdy' = 'mdy'): { order: DateOrder; ambiguous: boolean } {
  const fits: Record<DateOrder, number> = { iso: 0, ymd: 0, dmy: 0, mdy: 0 }
  let dotted = 0
  let dates = 0
  for (const value of values) {
    const reading = readDate(value)
    if (!reading) continue
    dates += 1
    for (const order of reading.orders) fits[order] += 1
    if (reading.separator === '.' && reading.orders.includes('dmy')) dotted += 1
  }
  if (dates === 0 || fits.iso >= Math.max(fits.ymd, fits.dmy, fits.mdy)) return { order: 'iso', ambiguous: false }
  if (fits.ymd > fits.dmy && fits.ymd > fits.mdy) return { order: 'ymd', ambiguous: false }
  if (fits.dmy !== fits.mdy) return { order: fits.dmy > fits.mdy ? 'dmy' : 'mdy', ambiguous: false }
  return { order: dotted > 0 ? 'dmy' : habit, ambiguous: dotted === 0 }
}

/** The type of a column of dates, or null when one of the values is none in this order. */
export function dateType(values: readonly string[], order: DateOrder): 'date' | 'timestamp' | null {
  let timed = false
  for (const value of values) {
    const reading = readDate(value)
    if (!reading || !reading.orders.includes(order)) return null
    timed ||= reading.timed
  }
  return values.length === 0 ? null : timed ? 'timestamp' : 'date'
}
