/** What a request says, after parsing and before any table is looked up. Grammar: PostgREST's API reference, "Tables and Views". */

/** `->` and `->>` steps into a JSON column. A number is an array index. */
export interface JsonStep {
  arrow: '->' | '->>'
  key: string | number
}

export interface Field {
  name: string
  path: JsonStep[]
}

export interface SelectField {
  kind: 'field'
  field: Field
  alias?: string
  cast?: string
}

export interface SelectEmbed {
  kind: 'embed'
  target: string
  alias?: string
  hint?: string
  inner: boolean
  spread: boolean
  select: SelectItem[]
}

export type SelectItem = { kind: 'star' } | SelectField | SelectEmbed

export interface Filter {
  kind: 'filter'
  field: Field
  negated: boolean
  op: string
  quantifier?: 'any' | 'all'
  /** Text search configuration of the `fts` family. */
  language?: string
  value: string
}

export interface LogicGroup {
  kind: 'and' | 'or'
  negated: boolean
  items: Logic[]
}

export type Logic = Filter | LogicGroup

export interface OrderTerm {
  field: Field
  /** Set for `order=embed(column)`. */
  embed?: string
  direction?: 'asc' | 'desc'
  nulls?: 'first' | 'last'
}

/** What applies to one level of the embedding tree; the root's path is empty. */
export interface Clauses {
  where: Logic[]
  order: OrderTerm[]
  limit?: number
  offset?: number
}

export interface Query {
  select: SelectItem[]
  /** By path of embed names joined with a zero byte. */
  clauses: Map<string, Clauses>
  columns?: string[]
  onConflict?: string[]
  /** Parameters that are not operators: arguments of a function, or an error. */
  unknown: [string, string][]
}

export function clausesAt(query: Query, path: string[]): Clauses {
  const key = path.join('\0')
  let clauses = query.clauses.get(key)
  if (!clauses) query.clauses.set(key, (clauses = { where: [], order: [] }))
  return clauses
}
