/** Pieces of SQL. Values always travel as parameters; names are always quoted. */
import type { Field, Filter, Logic, OrderTerm } from './ast.ts'
import { parseError, RestError } from './errors.ts'
import { parseList } from './parse-filter.ts'
import type { Relation } from './schema-cache.ts'

/** Collects the values of one statement. All go as text of unknown type, so Postgres infers the type from the column, as it does for PostgREST. */
export class Values {
  readonly list: (string | null)[] = []
  add(value: string | null): string {
    this.list.push(value)
    return `$${this.list.length}`
  }
}

export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

export function fieldSql(field: Field, alias: string, relation: Relation | null): string {
  let sql = `${ident(alias)}.${ident(field.name)}`
  if (field.path.length === 0) return sql
  const type = relation?.columns.get(field.name)?.type
  if (type !== 'json' && type !== 'jsonb') sql = `to_jsonb(${sql})`
  for (const { arrow, key } of field.path) sql += `${arrow}${typeof key === 'number' ? key : literal(key)}`
  return sql
}

/** Sees how a filter on the name of an embed (`embed=is.null`) reads; null when there is no such embed. */
export type EmbedLookup = (name: string) => string | null

export function logicSql(logic: Logic, alias: string, relation: Relation | null, values: Values, embeds: EmbedLookup): string {
  if (logic.kind === 'filter') return filterSql(logic, alias, relation, values, embeds)
  const inner = logic.items.map((item) => logicSql(item, alias, relation, values, embeds)).join(logic.kind === 'and' ? ' AND ' : ' OR ')
  return `${logic.negated ? 'NOT ' : ''}(${inner})`
}

const operators: Record<string, string> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'LIKE',
  ilike: 'ILIKE',
  match: '~',
  imatch: '~*',
  isdistinct: 'IS DISTINCT FROM',
  cs: '@>',
  cd: '<@',
  ov: '&&',
  sl: '<<',
  sr: '>>',
  nxr: '&<',
  nxl: '&>',
  adj: '-|-',
}

const searches: Record<string, string> = {
  fts: 'to_tsquery',
  plfts: 'plainto_tsquery',
  phfts: 'phraseto_tsquery',
  wfts: 'websearch_to_tsquery',
}

const isValues = new Map([
  ['null', 'NULL'],
  ['not_null', 'NOT NULL'],
  ['true', 'TRUE'],
  ['false', 'FALSE'],
  ['unknown', 'UNKNOWN'],
])

function filterSql(filter: Filter, alias: string, relation: Relation | null, values: Values, embeds: EmbedLookup): string {
  const not = filter.negated ? 'NOT ' : ''
  const embed = filter.field.path.length === 0 && !relation?.columns.has(filter.field.name) ? embeds(filter.field.name) : null
  if (embed) return `${not}(${embedNullSql(filter, embed)})`
  const column = fieldSql(filter.field, alias, relation)
  return `${not}${comparison(filter, column, relation, values)}`
}

function embedNullSql(filter: Filter, embed: string): string {
  const value = filter.value.toLowerCase()
  if (filter.op !== 'is' || (value !== 'null' && value !== 'not_null')) {
    throw new RestError(
      400,
      'PGRST120',
      `Bad operator on the '${filter.field.name}' embedded resource`,
      `Only is null or not is null filters are allowed on embedded resources`,
    )
  }
  return `${embed} IS ${value === 'null' ? 'NOT ' : ''}DISTINCT FROM NULL`
}

function comparison(filter: Filter, column: string, relation: Relation | null, values: Values): string {
  const { op, value } = filter
  if (op === 'is') {
    const word = isValues.get(value.toLowerCase())
    if (!word)
      throw parseError(`"failed to parse filter (is.${value})" (line 1, column 4)`, 'expecting null, not_null, true, false or unknown')
    return `${column} IS ${word}`
  }
  if (op === 'in') return `${column} = ANY (${values.add(arrayLiteral(parseList(value, '(')))})`
  const search = searches[op]
  if (search) {
    const type = filter.field.path.length === 0 ? relation?.columns.get(filter.field.name)?.type : 'text'
    const language = filter.language ? `${values.add(filter.language)}::regconfig, ` : ''
    const vector = type === undefined || type === 'tsvector' ? column : `to_tsvector(${language}${column})`
    return `${vector} @@ ${search}(${language}${values.add(value)}::text)`
  }
  const operator = operators[op]!
  const wildcards = (text: string) => (op === 'like' || op === 'ilike' ? text.replaceAll('*', '%') : text)
  if (filter.quantifier) {
    const list = parseList(value, '{').map(wildcards)
    return `${column} ${operator} ${filter.quantifier.toUpperCase()} (${values.add(arrayLiteral(list))})`
  }
  return `${column} ${operator} ${values.add(wildcards(value))}`
}

export function arrayLiteral(items: string[]): string {
  return `{${items.map((item) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`
}

export function orderSql(terms: OrderTerm[], alias: string, relation: Relation | null, embeds: EmbedLookup): string {
  if (terms.length === 0) return ''
  const sql = terms.map((term) => {
    const direction = term.direction ? ` ${term.direction.toUpperCase()}` : ''
    const nulls = term.nulls ? ` NULLS ${term.nulls.toUpperCase()}` : ''
    if (!term.embed) return fieldSql(term.field, alias, relation) + direction + nulls
    const lateral = embeds(term.embed)
    if (!lateral) {
      throw new RestError(
        400,
        'PGRST108',
        `'${term.embed}' is not an embedded resource in this request`,
        null,
        `Verify that '${term.embed}' is included in the 'select' query parameter.`,
      )
    }
    if (lateral.includes('.')) {
      throw new RestError(
        400,
        'PGRST118',
        `A related order on '${term.embed}' is not possible`,
        `'${alias}' and '${term.embed}' do not form a many-to-one or one-to-one relationship`,
      )
    }
    return `${lateral}.${ident(term.field.name)}${direction}${nulls}`
  })
  return ` ORDER BY ${sql.join(', ')}`
}
