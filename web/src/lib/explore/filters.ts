/** Conditions as people put them together, one column at a time. */
import type { Column, ColumnType } from '#shared/dataset.ts'
import type { Condition, Scalar } from '#shared/query.ts'

type Operator = Condition['operator']

const operatorWords: Record<Operator, string> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  in: 'is one of',
  not_in: 'is none of',
  between: 'is between',
  contains: 'contains',
  starts_with: 'starts with',
  is_null: 'is empty',
  is_not_null: 'is not empty',
}

const timeWords: Partial<Record<Operator, string>> = { '<': 'is before', '<=': 'is until', '>': 'is after', '>=': 'is since' }

export function operatorWord(operator: Operator, type?: ColumnType): string {
  return ((type === 'date' || type === 'timestamp') && timeWords[operator]) || operatorWords[operator]
}

const ordered: Operator[] = ['=', '!=', '<', '<=', '>', '>=', 'between', 'is_null', 'is_not_null']

export function operatorsFor(type: ColumnType): Operator[] {
  if (type === 'text') return ['contains', '=', '!=', 'starts_with', 'in', 'not_in', 'is_null', 'is_not_null']
  if (type === 'boolean') return ['=', 'is_null', 'is_not_null']
  if (type === 'json') return ['is_null', 'is_not_null']
  return ordered
}

export const takesValue = (operator: Operator) => operator !== 'is_null' && operator !== 'is_not_null'
export const takesTwo = (operator: Operator) => operator === 'between'
export const takesMany = (operator: Operator) => operator === 'in' || operator === 'not_in'

/** Null while something is missing or does not fit. Lists are separated by commas. */
export function toCondition(column: Column, operator: Operator, text: string, upper = ''): Condition | null {
  if (!takesValue(operator)) return { column: column.name, operator }
  if (takesMany(operator)) {
    const values = text.split(',').map((part) => toScalar(column.type, part))
    return values.length > 0 && values.every((value) => value !== null) ? { column: column.name, operator, value: values } : null
  }
  const value = toScalar(column.type, text)
  if (value === null) return null
  if (!takesTwo(operator)) return { column: column.name, operator, value }
  const end = toScalar(column.type, upper)
  return end === null ? null : { column: column.name, operator, value: [value, end] }
}

function toScalar(type: ColumnType, text: string): Scalar {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (type === 'boolean') return trimmed === 'true'
  if (type === 'integer' || type === 'number') return Number.isFinite(Number(trimmed)) ? Number(trimmed) : null
  if (type === 'timestamp') return Number.isNaN(Date.parse(trimmed)) ? null : new Date(trimmed).toISOString()
  return trimmed
}

/** `price is between 3 and 7` */
export function conditionWords({ column, operator, value }: Condition, type?: ColumnType): string {
  const words = `${column} ${operatorWord(operator, type)}`
  if (!takesValue(operator)) return words
  if (Array.isArray(value)) return `${words} ${value.map(String).join(takesTwo(operator) ? ' and ' : ', ')}`
  return `${words} ${value === true ? 'yes' : value === false ? 'no' : String(value)}`
}
