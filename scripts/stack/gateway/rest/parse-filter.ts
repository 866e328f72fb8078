/** Filters (`column=op.value`) and logic (`and=(…)`, `or=(…)`). */
import type { Field, Filter, Logic, LogicGroup, OrderTerm } from './ast.ts'
import { Cursor } from './cursor.ts'
import { parseError } from './errors.ts'
import { parseField, readName, readPath } from './parse-select.ts'

const plain = new Set([
  'eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'match', 'imatch', 'in', 'is', 'isdistinct', 'cs', 'cd', 'ov', 'sl', 'sr', 'nxr', 'nxl', 'adj',
]) // prettier-ignore
const search = new Set(['fts', 'plfts', 'phfts', 'wfts'])
const quantifiable = new Set(['eq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'match', 'imatch'])

interface Operation {
  negated: boolean
  op: string
  quantifier?: 'any' | 'all'
  language?: string
  /** Where the value starts. */
  end: number
}

/** Reads `not.eq(any).` from the front, or says that there is no operator. */
function readOperation(text: string): Operation | null {
  const found = /^(not\.)?([a-z]+)(?:\(([^()]*)\))?\./.exec(text)
  if (!found) return null
  const [all, not, op, argument] = found as unknown as [string, string | undefined, string, string | undefined]
  const base = { negated: Boolean(not), op, end: all.length }
  if (search.has(op)) return { ...base, language: argument }
  if (!plain.has(op)) return null
  if (argument === undefined) return base
  return quantifiable.has(op) && (argument === 'any' || argument === 'all') ? { ...base, quantifier: argument } : null
}

/** Null when the text is no filter at all (it may be an argument of a function). */
export function parseFilter(field: Field, text: string): Filter | null {
  const operation = readOperation(text)
  if (!operation) return null
  const { end, ...rest } = operation
  return { kind: 'filter', field, ...rest, value: text.slice(end) }
}

export function parseLogic(kind: 'and' | 'or', negated: boolean, text: string): LogicGroup {
  const cursor = new Cursor(text, 'logic tree')
  const group = readGroup(cursor, kind, negated)
  if (!cursor.done) cursor.fail('expecting end of input')
  return group
}

function readGroup(cursor: Cursor, kind: 'and' | 'or', negated: boolean): LogicGroup {
  const items: Logic[] = []
  cursor.nested(() => {
    do {
      cursor.skipSpace()
      items.push(readTerm(cursor))
      cursor.skipSpace()
    } while (cursor.take(','))
  })
  return { kind, negated, items }
}

function readTerm(cursor: Cursor): Logic {
  const group = cursor.match(/(not\.)?(and|or)(?=\()/y)
  if (group) return readGroup(cursor, group.endsWith('and') ? 'and' : 'or', group.startsWith('not.'))
  const field: Field = { name: readName(cursor), path: readPath(cursor) }
  cursor.expect('.')
  const operation = readOperation(cursor.text.slice(cursor.at))
  if (!operation) cursor.fail('expecting operator (eq, gt, ...)')
  const { end, ...rest } = operation!
  cursor.at += end
  return { kind: 'filter', field, ...rest, value: readLogicValue(cursor) }
}

/** In a logic tree a value ends at a comma or bracket, unless it is quoted, a list, an array or a range. */
function readLogicValue(cursor: Cursor): string {
  const quoted = cursor.quoted()
  if (quoted !== null) return quoted
  const bracketed = cursor.match(/\((?:"(?:[^"\\]|\\.)*"|[^")])*\)|\{(?:"(?:[^"\\]|\\.)*"|\{[^{}]*\}|[^"{}])*\}|[[(][^\])]*[\])](?=[,)])/y)
  if (bracketed !== null) return bracketed
  return cursor.match(/[^,)]*/y) ?? ''
}

/** Items of `in.(…)` or `any.{…}`. */
export function parseList(text: string, open: '(' | '{'): string[] {
  const close = open === '(' ? ')' : '}'
  if (!text.startsWith(open) || !text.endsWith(close))
    throw parseError(`"failed to parse filter (${text})"`, `unexpected input expecting "${open}"`)
  const cursor = new Cursor(text.slice(1, -1), 'filter')
  const items: string[] = []
  if (cursor.done) return items
  do items.push(cursor.quoted() ?? cursor.match(/[^,]*/y) ?? '')
  while (cursor.take(','))
  if (!cursor.done) cursor.fail('expecting ","')
  return items
}

/** `order=a.desc.nullslast,b->>c,embed(d).asc`. */
export function parseOrder(text: string): OrderTerm[] {
  return splitTop(text).map((term) => {
    const found = /^(.*?)((?:\.(?:asc|desc|nullsfirst|nullslast))*)$/s.exec(term.trim())!
    const modifiers = found[2]!.split('.').slice(1)
    const related = /^(.+?)\((.+)\)$/s.exec(found[1]!)
    const direction = modifiers.find((m) => m === 'asc' || m === 'desc') as 'asc' | 'desc' | undefined
    const nulls = modifiers.find((m) => m.startsWith('nulls'))?.slice(5) as 'first' | 'last' | undefined
    return { field: parseField(related ? related[2]! : found[1]!, 'order'), embed: related?.[1], direction, nulls }
  })
}

/** Splits at commas outside quotes and brackets; of what is empty nothing is made. */
export function splitTop(text: string): string[] {
  const parts: string[] = []
  let [depth, quoted, start] = [0, false, 0]
  for (let i = 0; i <= text.length; i++) {
    const char = text[i]
    if (char === undefined || (char === ',' && !quoted && depth === 0)) {
      if (i > start) parts.push(text.slice(start, i))
      start = i + 1
    } else if (char === '"') quoted = !quoted
    else if (quoted) i += char === '\\' ? 1 : 0
    else if (char === '(') depth++
    else if (char === ')') depth = Math.max(0, depth - 1)
  }
  return parts
}
