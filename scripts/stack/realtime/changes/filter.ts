/** Filters of `postgres_changes`: `column=[not.]operator.value`, several joined by commas mean AND. Postgres itself evaluates them. */
import { literal } from '../database.ts'

const operators = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'like', 'ilike', 'is', 'match', 'imatch', 'isdistinct'] as const
type Operator = (typeof operators)[number]

export interface Filter {
  column: string
  operator: Operator
  negate: boolean
  /** One value, or the list of `in`. */
  values: string[]
}

const comparisons: Partial<Record<Operator, string>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  isdistinct: 'is distinct from',
}
const patterns: Partial<Record<Operator, string>> = { like: 'like', ilike: 'ilike', match: '~', imatch: '~*' }

/** Throws with a reason when the text is no filter. */
export function parseFilters(text: string): Filter[] {
  if (text.trim() === '') return []
  return split(text).map((part) => {
    const match = /^([^=]+)=(not\.)?([a-z]+)\.(.*)$/s.exec(part.trim())
    const operator = operators.find((name) => name === match?.[3])
    if (!match || !operator) throw new Error(`Error parsing \`filter\` params: ${JSON.stringify(part)}`)
    const value = match[4]!
    if (operator === 'in' && !/^\(.*\)$/s.test(value))
      throw new Error(`Error parsing \`filter\` params: \`in\` needs a list in parentheses`)
    const values = operator === 'in' ? split(value.slice(1, -1)).map(unquote) : [unquote(value)]
    return { column: match[1]!.trim(), operator, negate: match[2] !== undefined, values }
  })
}

/** The filter as a SQL condition on the expression `x` of that type. */
export function condition(filter: Filter, x: string, type: string): string {
  const { operator, values } = filter
  const value = literal(values[0] ?? '')
  let sql: string
  if (operator === 'in') sql = `${x} = any(array[${values.map(literal).join(',')}]::text[]::${type}[])`
  else if (operator === 'is') sql = `${x} is ${isWord(values[0])}`
  else if (comparisons[operator]) sql = `${x} ${comparisons[operator]} ${value}::${type}`
  else sql = `${x}::text ${patterns[operator]} ${value}`
  return filter.negate ? `not (${sql})` : sql
}

function isWord(value: string | undefined): string {
  const word = value?.toLowerCase()
  if (word === 'null' || word === 'true' || word === 'false' || word === 'unknown') return word
  throw new Error(`Error parsing \`filter\` params: \`is\` takes null, true, false or unknown`)
}

/** Splits at commas outside quotes and parentheses. */
function split(text: string): string[] {
  const parts: string[] = []
  let [depth, quoted, start] = [0, false, 0]
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char === '\\') i++
      else if (char === '"') quoted = false
    } else if (char === '"' && /[.(,]/.test(text[i - 1] ?? ',')) quoted = true
    else if (char === '(') depth++
    else if (char === ')') depth = Math.max(0, depth - 1)
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}

function unquote(value: string): string {
  return /^".*"$/s.test(value) && value.length > 1 ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value
}
