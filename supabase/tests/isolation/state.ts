/** What the whole database holds, so that two moments can be compared. */
import { isDeepStrictEqual } from 'node:util'
import type { Sql } from 'postgres'
import { exposed, type Catalogue } from './catalogue.ts'

export type Row = Record<string, unknown>

export interface State {
  /** All rows of every table and view of the API. */
  rows: Map<string, Row[]>
  /** A digest of every other table that holds what people own. */
  others: Map<string, string>
}

/** Noted by whoever asks, whatever the answer. */
const notPeoplesOwn = ['private.ingest_rates']

/** Of these relations alone, or of everything. */
export async function readState(sql: Sql, catalogue: Catalogue, only?: string[]): Promise<State> {
  const names = only ?? exposed(catalogue).map((table) => table.name)
  const rows = await readRows(sql, names)
  return { rows, others: only ? new Map() : await readDigests(sql) }
}

async function readRows(sql: Sql, names: string[]): Promise<State['rows']> {
  const rows = await sql.unsafe<{ name: string; rows: Row[] }[]>(
    names
      .map((name) => `select '${name}' as name, (select coalesce(jsonb_agg(t), '[]') from public.${name} t) as rows`)
      .join(' union all '),
  )
  return new Map(rows.map(({ name, rows }) => [name, rows]))
}

async function readDigests(sql: Sql): Promise<State['others']> {
  const hidden = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname in ('private', 'data') or c.oid::regclass::text in ('storage.objects', 'storage.buckets', 'vault.secrets', 'auth.users') or n.nspname = 'pgmq' and c.relname like 'q\\_%')
    order by 1`
  const others = await sql.unsafe<{ name: string; digest: string }[]>(
    hidden
      .filter(({ name }) => !notPeoplesOwn.includes(name))
      .map(
        ({ name }) =>
          `select '${name}' as name, (select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from ${name} t) as digest`,
      )
      .join(' union all '),
  )
  return new Map(others.map(({ name, digest }) => [name, digest]))
}

export const keyOf = (key: string[], row: Row) => key.map((column) => String(row[column])).join(' ')

export interface Change {
  kind: 'made' | 'changed' | 'deleted'
  table: string
  key: string
}

export function compare(catalogue: Catalogue, before: State, after: State): Change[] {
  const changes: Change[] = []
  for (const [table, rows] of after.rows) {
    const { key, kind } = catalogue.tables.get(table)!
    if (kind === 'view') continue
    const old = new Map(before.rows.get(table)!.map((row) => [keyOf(key, row), JSON.stringify(row)]))
    for (const row of rows) {
      const name = keyOf(key, row)
      const was = old.get(name)
      old.delete(name)
      if (was === undefined) changes.push({ kind: 'made', table, key: name })
      else if (was !== JSON.stringify(row)) changes.push({ kind: 'changed', table, key: name })
    }
    for (const name of old.keys()) changes.push({ kind: 'deleted', table, key: name })
  }
  for (const [table, digest] of after.others) if (before.others.get(table) !== digest) changes.push({ kind: 'changed', table, key: '' })
  return changes
}

export const describeChange = ({ kind, table, key }: Change) => `${table} ${key} was ${kind}`

/** Equal as Postgres sees it: whatever the order of keys, and however a time is written. */
export function same(a: unknown, b: unknown): boolean {
  const times = typeof a === 'string' && typeof b === 'string' && /^\d{4}-\d\d-\d\d[T ]/.test(a)
  return isDeepStrictEqual(a ?? null, b ?? null) || (times && Date.parse(a) === Date.parse(b))
}
