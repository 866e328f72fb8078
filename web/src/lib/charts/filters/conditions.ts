/** Between the filter of a query and the rows of an editor: a list of comparisons that all hold. */
import type { Column, ColumnType } from '#shared/dataset.ts'
import type { Condition, Filter, Scalar } from '#shared/query.ts'

export type Operator = Condition['operator']

/** Null when the filter nests more than a list of comparisons can show. */
export function toConditions(filter: Filter | undefined): Condition[] | null {
  if (!filter) return []
  if ('column' in filter) return [filter]
  if (!('and' in filter)) return null
  const parts = filter.and.map(toConditions)
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? [])
}

export function fromConditions(conditions: readonly Condition[]): Filter | undefined {
  const [only] = conditions
  return conditions.length > 1 ? { and: [...conditions] } : only
}

export const operatorLabels: Record<Operator, string> = {
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
  is_null: 'has no value',
  is_not_null: 'has a value',
}

const ordered: Operator[] = ['=', '!=', '<', '<=', '>', '>=', 'between', 'is_null', 'is_not_null']
export function operatorsFor(type: ColumnType): Operator[] {
  if (type === 'text') return ['=', '!=', 'in', 'not_in', 'contains', 'starts_with', 'is_null', 'is_not_null']
  if (type === 'boolean') return ['=', 'is_null', 'is_not_null']
  return type === 'json' ? ['is_null', 'is_not_null'] : ordered
}

const many = (operator: Operator) => operator === 'in' || operator === 'not_in' || operator === 'between'
export const takesValue = (operator: Operator) => operator !== 'is_null' && operator !== 'is_not_null'

/** What is typed → the value of a comparison; null while it is not one yet. */
export function readValue(text: string, operator: Operator, type: ColumnType): Condition['value'] | null {
  const one = (part: string): Scalar | undefined => {
    const trimmed = part.trim()
    if (type === 'integer' || type === 'number') return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined
    if (type === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : undefined
    if (type === 'date' || type === 'timestamp') return Number.isNaN(Date.parse(trimmed)) ? undefined : trimmed
    return trimmed === '' ? undefined : trimmed
  }
  if (!many(operator)) return one(text) ?? null
  const parts = text.split(',').map(one)
  const values = parts.filter((part) => part !== undefined)
  if (values.length === 0 || values.length !== parts.length) return null
  return operator === 'between' && values.length !== 2 ? null : values
}

export const writeValue = (value: Condition['value']): string =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.map((part) => String(part ?? '')).join(', ') : String(value)

/** In words: `Country is one of DE, AT`. */
export function conditionText(condition: Condition, columns: readonly Column[]): string {
  const name = columns.find((column) => column.name === condition.column)?.name ?? condition.column
  return `${name} ${operatorLabels[condition.operator]}${takesValue(condition.operator) ? ` ${writeValue(condition.value)}` : ''}`
}
