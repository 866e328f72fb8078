/** What the database says of itself: every relation, column, foreign key and function of the API. Nothing here is listed by hand. */
import type { Sql } from 'postgres'

export interface Column {
  name: string
  /** Generated columns and identities are written by nobody. */
  generated: boolean
  /** Worked out from other columns. */
  computed: boolean
  /** May be null, and is where nothing is said. */
  nullable: boolean
}

export interface Table {
  name: string
  kind: 'table' | 'view' | 'partition'
  columns: Column[]
  key: string[]
  /** Columns of which no two rows, at least of one parent, have the same. */
  unique: string[]
  rowSecurity: boolean
}

export interface ForeignKey {
  name: string
  child: string
  parent: string
  columns: string[]
  parentColumns: string[]
  /** At most one child refers to a parent. */
  one: boolean
}

export interface ApiFunction {
  name: string
  args: string[]
  definer: boolean
}

export interface Catalogue {
  tables: Map<string, Table>
  keys: ForeignKey[]
  functions: Map<string, ApiFunction>
  /** Relations of schema public that are none of these, by name: nothing proves anything about them. */
  strange: string[]
}

export async function readCatalogue(sql: Sql): Promise<Catalogue> {
  const relations = await sql<
    (Omit<Table, 'kind' | 'rowSecurity'> & { relkind: string; relispartition: boolean; relrowsecurity: boolean })[]
  >`
    select c.relname as name, c.relkind, c.relispartition, c.relrowsecurity,
      (
        select jsonb_agg(jsonb_build_object(
          'name', a.attname, 'generated', a.attgenerated <> '' or a.attidentity = 'a', 'computed', a.attgenerated <> '', 'nullable', not a.atthasdef and not a.attnotnull
        ) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ) as columns,
      coalesce((
        select jsonb_agg(a.attname order by array_position(i.indkey::int2[], a.attnum))
        from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisprimary
      ), '[]') as key,
      coalesce((
        select jsonb_agg(distinct a.attname)
        from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisunique and not i.indisprimary
      ), '[]') as unique
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind not in ('i', 'I', 'S', 't', 'c')
    order by c.relname`
  const keys = await sql<ForeignKey[]>`
    select k.conname as name, child.relname as child, parent.relname as parent,
      (select array_agg(a.attname::text order by n) from unnest(k.conkey) with ordinality u (attnum, n) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum) as columns,
      (select array_agg(a.attname::text order by n) from unnest(k.confkey) with ordinality u (attnum, n) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum) as "parentColumns",
      exists (select from pg_constraint u where u.conrelid = k.conrelid and u.contype in ('p', 'u') and u.conkey <@ k.conkey) as one
    from pg_constraint k
    join pg_class child on child.oid = k.conrelid join pg_class parent on parent.oid = k.confrelid
    where k.contype = 'f' and k.conparentid = 0
      and child.relnamespace = 'public'::regnamespace and parent.relnamespace = 'public'::regnamespace
    order by k.conname`
  const functions = await sql<ApiFunction[]>`
    select p.proname as name, p.prosecdef as definer, coalesce(p.proargnames, '{}') as args
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    order by p.proname`
  const kinds: Record<string, Table['kind']> = { r: 'table', p: 'table', v: 'view' }
  const tables = relations
    .filter((relation) => kinds[relation.relkind])
    .map((r): Table => ({ ...r, kind: r.relispartition ? 'partition' : kinds[r.relkind]!, rowSecurity: r.relrowsecurity }))
  return {
    tables: new Map(tables.map((table) => [table.name, table])),
    keys: [...keys],
    functions: new Map(functions.map((f) => [f.name, f])),
    strange: relations.filter((relation) => !kinds[relation.relkind]).map((relation) => relation.name),
  }
}

/** The tables and views of the API; partitions are reached through their parent only. */
export function exposed(catalogue: Catalogue): Table[] {
  return [...catalogue.tables.values()].filter((table) => table.kind !== 'partition')
}
