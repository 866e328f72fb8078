/** What the exposed schema holds: relations, how they relate, and functions. Loaded whole, replaced whole. */
import type { Pool } from 'pg'
import { catalogSql } from './catalog-sql.ts'
import { viewColumns } from './view-columns.ts'

export interface Column {
  name: string
  /** As `format_type` prints it, with its schema where that is not on the search path. */
  type: string
  nullable: boolean
  /** SQL of the default, if any; also for identity columns. */
  default: string | null
  generated: boolean
  description: string | null
  enum: string[] | null
}

export interface Relation {
  oid: number
  name: string
  kind: 'table' | 'view'
  writable: boolean
  description: string | null
  columns: Map<string, Column>
  primaryKey: string[]
}

export interface Relationship {
  /** The foreign key's constraint. */
  constraint: string
  from: string
  to: string
  /** Pairs of columns [from, to]. */
  pairs: [string, string][]
  cardinality: 'many_to_one' | 'one_to_one' | 'one_to_many'
}

export interface Argument {
  name: string
  type: string
  required: boolean
  variadic: boolean
}

export interface Routine {
  name: string
  args: Argument[]
  volatility: 'i' | 's' | 'v'
  setof: boolean
  returns: 'scalar' | 'composite' | 'void'
  returnType: string
  /** Name of the exposed relation whose rows it returns. */
  relation: string | null
  /** Estimated rows; 1 marks a computed relationship to one row. */
  rows: number
  description: string | null
  /** Its own settings that must hold before its statement begins, such as `statement_timeout`. */
  settings: [string, string][]
}

export interface SchemaCache {
  schema: string
  relations: Map<string, Relation>
  relationships: Relationship[]
  routines: Map<string, Routine[]>
  /** Settings of roles (`alter role … set`), applied when a request takes the role. */
  roleSettings: Map<string, [string, string][]>
  loadedAt: number
}

interface CatalogRow {
  relations: (Omit<Relation, 'columns' | 'primaryKey'> & { columns: (Column & { position: number })[]; primary_key: string[] | null })[]
  foreign_keys: { constraint: string; from: number; to: number; from_columns: number[]; to_columns: number[]; unique: boolean }[]
  views: { oid: number; definition: string }[]
  routines: (Omit<Routine, 'returnType' | 'args' | 'settings'> & {
    return_type: string
    args: Argument[] | null
    settings: string[] | null
  })[]
  role_settings: { role: string; settings: string[] }[]
}

/** PostgREST's default `db-hoisted-tx-settings`: inside the function they would come too late. */
const hoistedSettings = new Set(['statement_timeout', 'plan_filter.statement_cost_limit', 'default_transaction_isolation'])

export async function loadSchemaCache(pool: Pool, schema: string): Promise<SchemaCache> {
  const { rows } = await pool.query<{ catalog: CatalogRow }>(catalogSql, [schema])
  const catalog = rows[0]!.catalog
  const relations = new Map<string, Relation>()
  const byOid = new Map<number, { name: string; positions: Map<number, string> }>()
  for (const { columns, primary_key, ...relation } of catalog.relations) {
    relations.set(relation.name, { ...relation, columns: new Map(columns.map((c) => [c.name, c])), primaryKey: primary_key ?? [] })
    byOid.set(relation.oid, { name: relation.name, positions: new Map(columns.map((c) => [c.position, c.name])) })
  }
  const routines = new Map<string, Routine[]>()
  for (const { return_type, args, settings, ...routine } of catalog.routines) {
    const overloads = routines.get(routine.name) ?? []
    const hoisted = (settings ?? []).map(splitSetting).filter(([name]) => hoistedSettings.has(name))
    overloads.push({ ...routine, returnType: return_type, args: args ?? [], settings: hoisted })
    routines.set(routine.name, overloads)
  }
  return {
    schema,
    relations,
    relationships: relate(catalog, byOid),
    routines,
    roleSettings: new Map(catalog.role_settings.map((r) => [r.role, r.settings.map(splitSetting)])),
    loadedAt: Date.now(),
  }
}

function splitSetting(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

type Names = Map<number, { name: string; positions: Map<number, string> }>

/** Each foreign key read both ways, and again for every view that shows its columns. */
function relate(catalog: CatalogRow, byOid: Names): Relationship[] {
  const shown = viewColumns(catalog.views)
  const found: Relationship[] = []
  for (const key of catalog.foreign_keys) {
    for (const from of standIns(key.from, key.from_columns, byOid, shown)) {
      for (const to of standIns(key.to, key.to_columns, byOid, shown)) {
        const pairs = from.columns.map((column, i): [string, string] => [column, to.columns[i]!])
        const base = { constraint: key.constraint }
        found.push({ ...base, from: from.name, to: to.name, pairs, cardinality: key.unique ? 'one_to_one' : 'many_to_one' })
        const back = pairs.map(([a, b]): [string, string] => [b, a])
        found.push({ ...base, from: to.name, to: from.name, pairs: back, cardinality: key.unique ? 'one_to_one' : 'one_to_many' })
      }
    }
  }
  return found
}

/** The table itself and every exposed view that shows all of these columns. */
function standIns(oid: number, columns: number[], byOid: Names, shown: ReturnType<typeof viewColumns>) {
  const result: { name: string; columns: string[] }[] = []
  const table = byOid.get(oid)
  if (table) result.push({ name: table.name, columns: columns.map((c) => table.positions.get(c)!) })
  for (const [viewOid, origins] of shown) {
    const view = byOid.get(viewOid)
    const positions = columns.map((c) => origins.find((o) => o.table === oid && o.column === c)?.position)
    if (!view || positions.some((p) => p === undefined)) continue
    result.push({ name: view.name, columns: positions.map((p) => view.positions.get(p!)!) })
  }
  return result
}
