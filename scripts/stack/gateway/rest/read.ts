/** Builds the SELECT of a relation with everything embedded in it: one statement, JSON made by Postgres. */
import { clausesAt, type Query, type SelectEmbed, type SelectItem } from './ast.ts'
import { RestError } from './errors.ts'
import { findJoin, type Join } from './relationships.ts'
import type { Relation, SchemaCache } from './schema-cache.ts'
import { fieldSql, ident, logicSql, orderSql, type Values } from './sql.ts'

export interface ReadPlan {
  /** The whole SELECT. */
  sql: string
  /** `SELECT 1 …` of the same rows without limit and offset, for counting. */
  countSql: string
}

interface Embedded {
  name: string
  /** Lateral join. */
  sql: string
  /** How null filters and orders refer to it. */
  reference: string
  inner: boolean
  /** What the parent selects. */
  output: string
}

interface Context {
  cache: SchemaCache
  query: Query
  values: Values
  maxRows: number
  next: () => number
}

/**
 * `from`: SQL the rows come from, named `alias` in the statement. `filtered` is false when the rows come from a mutation,
 * whose filters have already been applied.
 */
export function buildRead(
  cache: SchemaCache,
  query: Query,
  values: Values,
  source: { from: string; alias: string; relation: Relation | null; filtered: boolean; maxRows: number },
): ReadPlan {
  let counter = 0
  const context: Context = { cache, query, values, maxRows: source.maxRows, next: () => ++counter }
  checkEmbedPaths(query)
  const clauses = clausesAt(query, [])
  const { alias, relation } = source
  const { fields, embeds } = buildSelect(context, query.select, [], alias, relation)
  const lookup = lookupIn(embeds)
  const where = source.filtered ? whereSql(clauses.where.map((l) => logicSql(l, alias, relation, values, lookup))) : ''
  const joins = embeds.map((e) => ` ${e.sql}`).join('')
  const limit = source.filtered ? limitSql(clauses.limit, clauses.offset, source.maxRows) : ''
  const order = orderSql(clauses.order, alias, relation, lookup)
  const needed = embeds.filter((e) => e.inner || where.includes(e.reference)).map((e) => ` ${e.sql}`)
  return {
    sql: `SELECT ${fields} FROM ${source.from}${joins}${where}${order}${limit}`,
    countSql: `SELECT 1 FROM ${source.from}${needed.join('')}${where}`,
  }
}

function whereSql(conditions: string[]): string {
  return conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''
}

function limitSql(limit: number | undefined, offset: number | undefined, maxRows: number): string {
  const least = Math.min(limit ?? Infinity, maxRows)
  return `${Number.isFinite(least) ? ` LIMIT ${least}` : ''}${offset ? ` OFFSET ${offset}` : ''}`
}

function lookupIn(embeds: Embedded[]): (name: string) => string | null {
  return (name) => embeds.find((e) => e.name === name)?.reference ?? null
}

function buildSelect(context: Context, select: SelectItem[], path: string[], alias: string, relation: Relation | null) {
  const outputs: string[] = []
  const embeds: Embedded[] = []
  for (const item of select) {
    if (item.kind === 'star') outputs.push(`${ident(alias)}.*`)
    else if (item.kind === 'field') {
      let sql = fieldSql(item.field, alias, relation)
      if (item.cast) sql = `CAST(${sql} AS ${castType(item.cast)})`
      const name = item.alias ?? defaultName(item.field)
      outputs.push(name !== null && (item.alias || item.cast || item.field.path.length) ? `${sql} AS ${ident(name)}` : sql)
    } else {
      if (!relation)
        throw new RestError(400, 'PGRST200', `Could not find a relationship between '${alias}' and '${item.target}' in the schema cache`)
      const embedded = buildEmbed(context, item, [...path, item.alias ?? item.target], alias, relation)
      embeds.push(embedded)
      if (embedded.output) outputs.push(embedded.output)
    }
  }
  return { fields: outputs.join(', '), embeds }
}

/** The last key of a JSON path names the result; an index does not, so the one before it does. */
function defaultName(field: { name: string; path: { key: string | number }[] }): string {
  const key = field.path.findLast((step) => typeof step.key === 'string')?.key
  return typeof key === 'string' ? key : field.name
}

/** A cast names a type; it is not an expression. */
function castType(type: string): string {
  if (!/^[A-Za-z_][\w$ .]*(\[\])?$/.test(type))
    throw new RestError(400, 'PGRST100', `"failed to parse select parameter (${type})"`, 'expecting a type name')
  return type
}

function buildEmbed(context: Context, item: SelectEmbed, path: string[], parentAlias: string, parent: Relation): Embedded {
  const join = findJoin(context.cache, parent.name, item)
  const relation = context.cache.relations.get(join.to)!
  if (item.spread && !join.toOne) {
    throw new RestError(
      400,
      'PGRST119',
      `A spread operation on '${item.target}' is not possible`,
      `'${parent.name}' and '${item.target}' do not form a many-to-one or one-to-one relationship`,
    )
  }
  const number = context.next()
  const name = item.alias ?? item.target
  const alias = `${relation.name.slice(0, 40)}_${number}`
  const lateral = `embed_${number}`
  const clauses = clausesAt(context.query, path)
  const { fields, embeds } = buildSelect(context, item.select, path, alias, relation)
  const lookup = lookupIn(embeds)
  const { from, on } = joinSql(context, join, alias, parentAlias, number)
  const where = whereSql([...on, ...clauses.where.map((l) => logicSql(l, alias, relation, context.values, lookup))])
  const order = orderSql(clauses.order, alias, relation, lookup)
  const limit = limitSql(clauses.limit, clauses.offset, join.toOne ? Infinity : context.maxRows)
  const joins = embeds.map((e) => ` ${e.sql}`).join('')
  const inner = `SELECT ${fields || '1'} FROM ${from}${joins}${where}${order}${limit}`
  const type = item.inner ? 'INNER' : 'LEFT'
  const quoted = ident(lateral)
  const empty = item.select.length === 0
  if (join.toOne) {
    const output = empty ? '' : item.spread ? spreadColumns(item, quoted, relation) : `row_to_json(${quoted}.*)::jsonb AS ${ident(name)}`
    return { name, sql: `${type} JOIN LATERAL (${inner}) AS ${quoted} ON TRUE`, reference: quoted, inner: item.inner, output }
  }
  const reference = `${quoted}.${quoted}`
  const condition = item.inner ? `${reference} IS NOT NULL` : 'TRUE'
  const sql = `${type} JOIN LATERAL (SELECT json_agg(${quoted})::jsonb AS ${quoted} FROM (${inner}) AS ${quoted}) AS ${quoted} ON ${condition}`
  return { name, sql, reference, inner: item.inner, output: empty ? '' : `COALESCE(${reference}, '[]') AS ${ident(name)}` }
}

function spreadColumns(item: SelectEmbed, quoted: string, relation: Relation): string {
  return item.select
    .flatMap((child) => {
      if (child.kind === 'star') return [...relation.columns.keys()]
      return [child.alias ?? (child.kind === 'field' ? defaultName(child.field) : child.target)]
    })
    .map((name) => `${quoted}.${ident(name)}`)
    .join(', ')
}

function joinSql(context: Context, join: Join, alias: string, parentAlias: string, number: number): { from: string; on: string[] } {
  const schema = ident(context.cache.schema)
  const table = `${schema}.${ident(join.to)} AS ${ident(alias)}`
  const same = (pairs: [string, string][], left: string, right: string) =>
    pairs.map(([l, r]) => `${ident(left)}.${ident(l)} = ${ident(right)}.${ident(r)}`)
  if (join.kind === 'computed') {
    return { from: `${schema}.${ident(join.routine.name)}(${ident(parentAlias)}) AS ${ident(alias)}`, on: [] }
  }
  if (join.kind === 'direct') return { from: table, on: same(join.relationship.pairs, parentAlias, alias) }
  const junction = `${join.table}_j${number}`
  return {
    from: `${table}, ${schema}.${ident(join.table)} AS ${ident(junction)}`,
    on: [...same(join.near.pairs, parentAlias, junction), ...same(join.far.pairs, junction, alias)],
  }
}

/** A filter, order or limit on something that is not embedded is a mistake worth telling. */
function checkEmbedPaths(query: Query): void {
  for (const key of query.clauses.keys()) {
    if (key === '') continue
    let level: SelectItem[] = query.select
    for (const name of key.split('\0')) {
      const found = level.find((item): item is SelectEmbed => item.kind === 'embed' && (item.alias ?? item.target) === name)
      if (!found) {
        throw new RestError(
          400,
          'PGRST108',
          `'${name}' is not an embedded resource in this request`,
          null,
          `Verify that '${name}' is included in the 'select' query parameter.`,
        )
      }
      level = found.select
    }
  }
}
