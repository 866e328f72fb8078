/** INSERT, UPDATE and DELETE as common table expressions named `pgrst_source`. */
import { clausesAt, type Logic, type Query, type SelectItem } from './ast.ts'
import { RestError } from './errors.ts'
import type { Payload } from './payload.ts'
import type { Preferences } from './preferences.ts'
import { findJoin } from './relationships.ts'
import type { Column, Relation, SchemaCache } from './schema-cache.ts'
import { ident, logicSql, type Values } from './sql.ts'

export interface Mutation {
  cache: SchemaCache
  relation: Relation
  query: Query
  values: Values
  preferences: Preferences
}

export function insertSql(mutation: Mutation, payload: Payload): string {
  const { relation, query, values, preferences } = mutation
  const columns = payloadColumns(mutation, payload)
  const table = tableSql(mutation)
  const returning = returningSql(mutation)
  if (payload.length === 0) return nothingSql(mutation)
  if (columns.length === 0) return `INSERT INTO ${table} DEFAULT VALUES${returning}`
  const names = columns.map((c) => ident(c.name)).join(', ')
  const data = payloadSql(values.add(payload.json), payload, columns, preferences.missing === 'default')
  const typed = columns.map((c) => `${ident(c.name)} ${c.type}`).join(', ')
  const rows = `SELECT ${names} FROM json_to_recordset(${data}) AS _(${typed})`
  return `INSERT INTO ${table} (${names}) ${rows}${conflictSql(relation, query, preferences, columns)}${returning}`
}

function conflictSql(relation: Relation, query: Query, preferences: Preferences, columns: Column[]): string {
  const target = query.onConflict ?? relation.primaryKey
  if (!preferences.resolution || target.length === 0) return ''
  const on = ` ON CONFLICT (${target.map(ident).join(', ')})`
  if (preferences.resolution === 'ignore-duplicates') return `${on} DO NOTHING`
  return `${on} DO UPDATE SET ${columns.map((c) => `${ident(c.name)} = EXCLUDED.${ident(c.name)}`).join(', ')}`
}

/** PUT: one row, named by its whole primary key in the filters, made or replaced. */
export function putSql(mutation: Mutation, payload: Payload): string {
  const { relation, query, values } = mutation
  const where = clausesAt(query, []).where
  const named = where.filter((l) => l.kind === 'filter' && l.op === 'eq' && !l.negated && relation.primaryKey.includes(l.field.name))
  if (named.length !== where.length || where.length !== relation.primaryKey.length || where.length === 0) {
    throw new RestError(405, 'PGRST105', "Filters must include all and only primary key columns with 'eq' operators")
  }
  if (payload.length !== 1) throw new RestError(400, 'PGRST114', 'Payload must hold exactly one row')
  const merged = { ...mutation, preferences: { ...mutation.preferences, resolution: 'merge-duplicates' as const } }
  const columns = payloadColumns(mutation, payload)
  const names = columns.map((c) => ident(c.name)).join(', ')
  const data = payloadSql(values.add(payload.json), payload, columns, false)
  const typed = columns.map((c) => `${ident(c.name)} ${c.type}`).join(', ')
  const alias = ident(relation.name)
  const rows = `SELECT ${names} FROM json_to_recordset(${data}) AS ${alias}(${typed})${whereSql(where, merged)}`
  return `INSERT INTO ${tableSql(mutation)} (${names}) ${rows}${conflictSql(relation, query, merged.preferences, columns)}${returningSql(mutation)}`
}

export function updateSql(mutation: Mutation, payload: Payload): string {
  const { query, values, preferences } = mutation
  const columns = payloadColumns(mutation, payload)
  const table = tableSql(mutation)
  const where = clausesAt(query, []).where
  if (columns.length === 0 || payload.length === 0) return nothingSql(mutation)
  requireFilter(where, 'UPDATE')
  const typed = columns.map((c) => `${ident(c.name)} ${c.type}`).join(', ')
  const data = payloadSql(values.add(payload.json), payload, columns, preferences.missing === 'default')
  const set = columns.map((c) => `${ident(c.name)} = pgrst_body.${ident(c.name)}`).join(', ')
  const from = ` FROM (SELECT * FROM json_to_recordset(${data}) AS _(${typed}) LIMIT 1) AS pgrst_body`
  return `UPDATE ${table} SET ${set}${from}${whereSql(where, mutation)}${returningSql(mutation)}`
}

export function deleteSql(mutation: Mutation): string {
  const where = clausesAt(mutation.query, []).where
  requireFilter(where, 'DELETE')
  return `DELETE FROM ${tableSql(mutation)}${whereSql(where, mutation)}${returningSql(mutation)}`
}

/** Hosted projects load pg-safeupdate for every API request; this says the same. */
function requireFilter(where: Logic[], verb: string): void {
  if (where.length === 0) throw new RestError(400, '21000', `${verb} requires a WHERE clause`)
}

/** A write of nothing, in the shape of one. */
function nothingSql(mutation: Mutation): string {
  return `SELECT ${returningSql(mutation).slice(' RETURNING '.length)} FROM ${tableSql(mutation)} WHERE false`
}

function tableSql({ cache, relation }: Mutation): string {
  return `${ident(cache.schema)}.${ident(relation.name)}`
}

function whereSql(where: Logic[], { relation, values }: Mutation): string {
  return where.length ? ` WHERE ${where.map((l) => logicSql(l, relation.name, relation, values, () => null)).join(' AND ')}` : ''
}

function payloadColumns({ relation, query }: Mutation, payload: Payload): Column[] {
  return (query.columns ?? payload.keys).map((name) => {
    const column = relation.columns.get(name)
    if (column) return column
    throw new RestError(400, 'PGRST204', `Could not find the '${name}' column of '${relation.name}' in the schema cache`)
  })
}

/** SQL of a JSON array of objects; with `missing=default`, each filled up with the columns' defaults. */
function payloadSql(parameter: string, payload: Payload, columns: Column[], fill: boolean): string {
  const array = payload.isArray ? `${parameter}::json` : `json_build_array(${parameter}::json)`
  const defaults = columns.filter((c) => c.default !== null).map((c) => `'${c.name.replaceAll("'", "''")}', ${c.default}`)
  if (!fill || defaults.length === 0) return array
  return `(SELECT json_agg(jsonb_build_object(${defaults.join(', ')}) || elem) FROM jsonb_array_elements(${array}::jsonb) AS elem)`
}

/** Only what the answer needs: a role may be allowed to write what it may not read. */
function returningSql({ cache, relation, query, preferences }: Mutation): string {
  const alias = ident(relation.name)
  if (preferences.return === 'headers-only' && relation.primaryKey.length) {
    return ` RETURNING ${relation.primaryKey.map((name) => `${alias}.${ident(name)}`).join(', ')}`
  }
  if (preferences.return !== 'representation') return ' RETURNING 1'
  const names = new Set<string>()
  const star = query.select.some((item) => item.kind === 'star')
  const need = (name: string) => {
    if (!star || !relation.columns.has(name)) names.add(name)
  }
  for (const item of query.select) neededColumns(cache, relation, item).forEach(need)
  const list = [...(star ? [`${alias}.*`] : []), ...[...names].map((name) => `${alias}.${ident(name)}`)]
  return ` RETURNING ${list.join(', ') || '1'}`
}

function neededColumns(cache: SchemaCache, relation: Relation, item: SelectItem): string[] {
  if (item.kind === 'star') return []
  if (item.kind === 'field') return [item.field.name]
  const join = findJoin(cache, relation.name, item)
  if (join.kind === 'computed') return []
  return (join.kind === 'direct' ? join.relationship : join.near).pairs.map((pair) => pair[0])
}
