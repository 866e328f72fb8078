/** Whether the first record names the columns. */
import { readDate } from './dates.ts'
import { isInteger, isNumber } from './types.ts'

const isValue = (text: string) =>
  isInteger(text) || isNumber(text, '.') || isNumber(text, ',') || readDate(text) !== null || /^(true|false|yes|no)$/i.test(text)

/** Numbers, dates and repeated words do not name anything. */
export function detectHeader(records: readonly string[][]): boolean {
  const first = records[0]?.map((value) => value.trim())
  if (!first || first.length === 0) return false
  const named = first.filter((value) => value !== '')
  if (named.length === 0) return false
  // Years are common names of columns, so a few values are no proof while the others are words.
  const values = named.filter(isValue).length
  if (values > 0 && values >= named.length / 2 && !yearsBeside(named)) return false
  const below = records.slice(1, 200)
  if (below.length === 0) return values === 0
  if (first.some((_, column) => below.some((record) => isValue(record[column]?.trim() ?? '')))) return true
  const repeats = first.filter((value, column) => value !== '' && below.some((record) => record[column]?.trim() === value)).length
  return repeats === 0 && new Set(named).size >= named.length * 0.8
}

/** `country, 2019, 2020, 2021` */
const yearsBeside = (named: string[]) =>
  named.some((value) => !isValue(value)) &&
  named.filter(isValue).every((value) => /^(19|20)\d\d$/.test(value)) &&
  new Set(named).size === named.length
