/** The query string of a request as a whole. */
import { clausesAt, type Query } from './ast.ts'
import { parseError } from './errors.ts'
import { parseFilter, parseLogic, parseOrder, splitTop } from './parse-filter.ts'
import { parseField, parseSelect } from './parse-select.ts'

const unquote = (name: string) => name.trim().replace(/^"(.*)"$/s, (_, inner: string) => inner.replace(/\\(.)/gs, '$1'))

/** `argumentNames`: parameters with these names belong to the function that is called, whatever their value looks like. */
export function parseQuery(params: URLSearchParams, argumentNames: ReadonlySet<string> = new Set()): Query {
  const query: Query = { select: [{ kind: 'star' }], clauses: new Map(), unknown: [] }
  clausesAt(query, [])
  for (const [key, value] of params) {
    if (key === 'apikey') continue
    // A name with a zero byte would end the statement's text early.
    if (key.includes('\0') || value.includes('\0')) throw parseError('"failed to parse the query string"', 'unexpected zero byte')
    if (argumentNames.has(key)) {
      query.unknown.push([key, value])
    } else if (key === 'select') {
      query.select = parseSelect(value)
    } else if (key === 'columns') {
      query.columns = splitTop(value).map(unquote)
    } else if (key === 'on_conflict') {
      query.onConflict = splitTop(value).map(unquote)
    } else addClause(query, key, value)
  }
  return query
}

function addClause(query: Query, key: string, value: string): void {
  const parts = splitPath(key)
  const last = parts.at(-1)!
  const path = parts.slice(0, -1).map(unquote)
  if (last === 'and' || last === 'or') {
    const negated = path.at(-1) === 'not'
    clausesAt(query, negated ? path.slice(0, -1) : path).where.push(parseLogic(last, negated, value))
  } else if (last === 'order') {
    clausesAt(query, path).order = parseOrder(value)
  } else if (last === 'limit' || last === 'offset') {
    if (!/^\d+$/.test(value)) throw parseError(`"failed to parse ${last} parameter (${value})"`, 'expecting an integer')
    clausesAt(query, path)[last] = Number(value)
  } else {
    const filter = parseFilter(parseField(last, 'filter'), value)
    if (filter) clausesAt(query, path).where.push(filter)
    else query.unknown.push([key, value])
  }
}

/** Splits `a."b.c".d` at dots outside quotes. */
function splitPath(key: string): string[] {
  return key.match(/(?:"(?:[^"\\]|\\.)*"|[^."])+/gs) ?? [key]
}

/** What a table's request says about a parameter that is neither known nor a filter. */
export function refuseUnknown(query: Query): void {
  const first = query.unknown[0]
  if (first)
    throw parseError(
      `"failed to parse filter (${first[1]})" (line 1, column 1)`,
      `unexpected "${first[1].slice(0, 1)}" expecting "not" or operator (eq, gt, ...)`,
    )
}
