/**
 * The gate for Vega-Lite that people write or paste: an allow-list of keys, so that a spec can draw rows it is given and nothing else. No data of its
 * own, no addresses, no images, no lookups, and only expression functions that cannot run away. Every refusal names the path.
 */
import { AppError } from '../errors.ts'
import { names, transforms, functions, capped } from './spec-grammar.ts'

export interface SpecProblem {
  /** E.g. `encoding.x.axis.values`. */
  path: string
  message: string
}

const MAX_DEPTH = 24
const MAX_NODES = 20_000
const MAX_TEXT = 10_000
/** Keys whose string value is an expression; `filter`, `test` and `calculate` may be one. */
const expressions = new Set(['expr', 'signal', 'calculate', 'test', 'filter', 'labelExpr', 'update'])
/** Keys under which any key may stand: names of fields and values, formats, our own state. */
const free = new Set(['usermeta', 'format', 'value', 'values', 'domain', 'range', 'datum'])

function expressionProblem(text: string): string | null {
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''")
  for (const [, name] of bare.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g))
    if (name && !functions.has(name)) return `The function ${name} is not available`
  return /[`\\]|\/\*|\/\//.test(bare) ? 'This is not an expression' : null
}

function walk(value: unknown, path: string[], out: SpecProblem[], budget: { nodes: number }): void {
  const problem = (message: string) => void out.push({ path: path.join('.') || '(top)', message })
  if (out.length >= 20) return
  if (--budget.nodes < 0 || path.length > MAX_DEPTH) return problem('The spec is too large')
  const key = path.at(-1) ?? ''
  if (typeof value === 'string') {
    if (value.length > MAX_TEXT) return problem('The text is too long')
    if (/^\s*(https?|ftp|data|javascript|file|blob):|^\s*\/\//i.test(value) && key !== '$schema')
      return problem('Addresses are not allowed in a spec')
    const wrong = expressions.has(key) ? expressionProblem(value) : null
    if (wrong) problem(wrong)
    if (key === 'mark' && ['image', 'geoshape'].includes(value)) problem(`The mark ${value} is not available`)
    if (key === 'type' && value === 'image') problem('The mark image is not available')
    return
  }
  if (typeof value === 'number') {
    const most = capped.get(key)
    if (most !== undefined && Math.abs(value) > most) problem(`At most ${most}`)
    return
  }
  if (Array.isArray(value)) {
    value.forEach((item, at) => walk(item, [...path, String(at)], out, budget))
    return
  }
  if (typeof value !== 'object' || value === null) return
  const inTransform = path.at(-2) === 'transform'
  if (inTransform && !Object.keys(value).some((name) => transforms.has(name))) problem('This transform is not available')
  for (const [name, inner] of Object.entries(value)) {
    const loose = path.some((part) => free.has(part))
    if (['__proto__', 'constructor', 'prototype'].includes(name))
      out.push({ path: [...path, name].join('.'), message: 'This key is not allowed' })
    else if (!loose && !names.has(name))
      out.push({ path: [...path, name].join('.'), message: refused[name] ?? 'This key is not known to Orrery' })
    else if (name !== 'usermeta') walk(inner, [...path, name], out, budget)
  }
}

const refused: Record<string, string> = {
  data: 'A spec has no data: the rows come from the chart’s query',
  datasets: 'A spec has no data: the rows come from the chart’s query',
  url: 'Addresses are not allowed in a spec',
  href: 'Links are not allowed in a spec',
  lookup: 'Lookups are not available: join in the dataset',
}

/** Every problem of a spec, at most 20; none for a spec that may be drawn. */
export function specProblems(spec: unknown): SpecProblem[] {
  const out: SpecProblem[] = []
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return [{ path: '(top)', message: 'A spec is a JSON object' }]
  walk(spec, [], out, { nodes: MAX_NODES })
  const drawn = ['mark', 'layer', 'facet', 'repeat', 'concat', 'hconcat', 'vconcat'].some((name) => name in spec)
  if (!drawn) out.push({ path: '(top)', message: 'A spec needs a mark, layers or views' })
  return out
}

/** The spec itself, or an `AppError` (unprocessable) naming the first path that is wrong. */
export function parseSpec(spec: unknown): Record<string, unknown> {
  const [first] = specProblems(spec)
  if (first) throw new AppError('unprocessable', `${first.path}: ${first.message}`, { hint: 'Change or remove it, then save again' })
  return spec as Record<string, unknown>
}
