/** The tables of `public` with the columns that say how they hang together. */
import pg from 'pg'
import { dbUrl, type StackConfig } from '../stack/config.ts'

export interface Reference {
  /** Columns of the key without `project_id`, unless that is all of it. */
  columns: string[]
  to: string
  /** A row may be without. */
  optional: boolean
  /** At most one row for each it points at. */
  single: boolean
}

export interface Table {
  name: string
  /** In their order: primary, foreign and unique keys. */
  columns: { name: string; type: string; keys: ('PK' | 'FK' | 'UK')[] }[]
  references: Reference[]
}

const query = `
  with keys as (
    select c.conrelid, c.contype, c.confrelid, c.conkey, c.conname,
      case when c.contype = 'f' and cardinality(c.conkey) > 1 then array(
        select k from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k where a.attname not in ('project_id', 'workspace_id')
      ) else c.conkey end as own
    from pg_constraint c where c.contype in ('p', 'u', 'f') and c.conparentid = 0
  )
  select t.relname as name,
    array(
      select json_build_object('name', a.attname, 'type', regexp_replace(y.typname, '^_(.*)$', '\\1[]'), 'keys', array_remove(array[
        case when exists (select from keys k where k.conrelid = t.oid and contype = 'p' and a.attnum = any (own)) then 'PK' end,
        case when exists (select from keys k where k.conrelid = t.oid and contype = 'f' and a.attnum = any (own)) then 'FK' end,
        case when exists (select from keys k where k.conrelid = t.oid and contype = 'u' and array[a.attnum] = own) then 'UK' end
      ], null))
      from pg_attribute a join pg_type y on y.oid = a.atttypid
      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped order by a.attnum
    ) as columns,
    array(
      select json_build_object(
        'columns', array(select attname from pg_attribute a where a.attrelid = t.oid and a.attnum = any (k.own) order by attnum),
        'to', r.relname,
        'optional', not (select bool_and(a.attnotnull) from pg_attribute a where a.attrelid = t.oid and a.attnum = any (k.own)),
        'single', exists (select from keys u where u.conrelid = t.oid and u.contype in ('p', 'u') and u.conkey <@ k.own)
      )
      from keys k join pg_class r on r.oid = k.confrelid
      where k.conrelid = t.oid and k.contype = 'f' and r.relnamespace = 'public'::regnamespace order by k.conname
    ) as references
  from pg_class t
  where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
  order by t.relname collate "C"`

/** By name. */
export async function readTables(config: StackConfig, database = 'postgres'): Promise<Map<string, Table>> {
  const client = new pg.Client({ connectionString: dbUrl(config, 'postgres', database) })
  await client.connect()
  try {
    const { rows } = await client.query<Table>(query)
    const shown = rows.map((table) => ({ ...table, columns: table.columns.filter(({ keys }) => keys.length > 0) }))
    return new Map(shown.map((table) => [table.name, table]))
  } finally {
    await client.end()
  }
}
