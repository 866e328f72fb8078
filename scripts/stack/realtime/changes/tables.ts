/** What the catalog says about a table for one role: columns it may select, primary key, row level security. */
import { literal, type Database } from '../database.ts'
import type { Relation } from './replication.ts'

export interface Column {
  name: string
  /** Name in pg_type: `int8`, `text`, `_text` … */
  type: string
  /** The same below a domain. */
  base: string
  /** As SQL writes it: `bigint`, `numeric(10,2)`, `text[]`. */
  sql: string
  key: boolean
  selectable: boolean
}

export interface Table {
  schema: string
  name: string
  rls: boolean
  columns: Column[]
}

export class Tables {
  #database: Database
  /** By relation and role; emptied when the stream announces the relation anew (DDL and grants do that). */
  #known = new Map<number, Map<string, Promise<Table>>>()

  constructor(database: Database) {
    this.#database = database
  }

  changed(relation: Relation): void {
    this.#known.delete(relation.relationOid)
  }

  clear(): void {
    this.#known.clear()
  }

  of(relation: Relation, role: string): Promise<Table> {
    let roles = this.#known.get(relation.relationOid)
    if (!roles) this.#known.set(relation.relationOid, (roles = new Map()))
    let table = roles.get(role)
    if (!table) {
      roles.set(role, (table = this.#read(relation, role)))
      table.catch(() => roles.delete(role))
    }
    return table
  }

  async #read(relation: Relation, role: string): Promise<Table> {
    const oid = relation.relationOid >>> 0
    const rows = await this.#database.query(`
      select c.relrowsecurity as rls, a.attname as name, t.typname as type, coalesce(b.typname, t.typname) as base,
        format_type(a.atttypid, a.atttypmod) as sql,
        coalesce(a.attnum = any(i.indkey), false) as key,
        has_column_privilege(r.oid, c.oid, a.attnum, 'select') as selectable
      from pg_class c
      join pg_roles r on r.rolname = ${literal(role)}
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_type b on b.oid = nullif(t.typbasetype, 0)
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
      where c.oid = ${oid}
      order by a.attnum`)
    const columns = rows.map((row) => ({
      name: row.name!,
      type: row.type!,
      base: row.base!,
      sql: row.sql!,
      key: row.key === 't',
      selectable: row.selectable === 't',
    }))
    return { schema: relation.schema, name: relation.name, rls: rows[0]?.rls === 't', columns }
  }
}
