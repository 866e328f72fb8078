/** Which type every value of a column fits. */
import type { ColumnType } from '../dataset.ts'
import type { DateOrder } from '../upload.ts'
import { dateType } from './dates.ts'

const integer = /^[+-]?(0|[1-9]\d{0,18})$/
const dotted = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i
const comma = /^[+-]?(?:(?:0|[1-9]\d*)(?:,\d*)?|,\d+)(?:e[+-]?\d{1,3})?$/i
// Thousands are grouped only by the sign that is not the decimal sign.
const groupedDotted = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/
const groupedComma = /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/
const nothing = new Set(['', 'null', 'nan', 'na', 'n/a', '-', '\\n', '#n/a'])
const pairs = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
]
const largest = 9_223_372_036_854_775_807n

export interface Reading {
  decimal: '.' | ','
  date_order: DateOrder
}

/** `007` and `+49 30` stay text: as numbers they would lose what they say. */
export const isInteger = (text: string) => integer.test(text) && (text.length < 18 || absolute(text) <= largest)
export const isNumber = (text: string, decimal: '.' | ',') => (decimal === '.' ? dotted : comma).test(text) || isGrouped(text, decimal)
const isGrouped = (text: string, decimal: '.' | ',') => (decimal === '.' ? groupedDotted : groupedComma).test(text)
const isWhole = (text: string, decimal: '.' | ',') => isInteger(text) || (isGrouped(text, decimal) && !text.includes(decimal))

/** Words people write for an absent value; the load reads them as null in every column but text. */
export const isNothing = (text: string) => nothing.has(text.trim().toLowerCase())
const absolute = (text: string) => BigInt(text.replace(/^[+-]/, ''))

/** The narrowest type that fits all values; absent ones are left out of it. Text when there are none. */
export function inferType(values: readonly string[], { decimal, date_order }: Reading): ColumnType {
  const present = values.map((value) => value.trim()).filter((value) => !isNothing(value))
  if (present.length === 0) return 'text'
  if (present.every((value) => isWhole(value, decimal))) return 'integer'
  if (present.every((value) => isNumber(value, decimal))) return 'number'
  const lower = new Set(present.map((value) => value.toLowerCase()))
  if (pairs.some((pair) => [...lower].every((value) => pair.includes(value)))) return 'boolean'
  const date = dateType(present, date_order)
  if (date) return date
  if (present.every(isJson)) return 'json'
  return 'text'
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A comma when more values make sense only with a decimal comma than only with a point. `1,234` decides nothing. */
export function detectDecimal(values: Iterable<string>): '.' | ',' {
  let commas = 0
  let points = 0
  for (const raw of values) {
    const value = raw.trim()
    if (isInteger(value)) continue
    const [asComma, asPoint] = [isNumber(value, ','), isNumber(value, '.')]
    if (asComma && !asPoint) commas += 1
    else if (asPoint && !asComma) points += 1
  }
  return commas > points ? ',' : '.'
}
