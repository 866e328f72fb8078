/** What people are granted, column by column, is what rules.ts says: also where no policy lets them come far enough to notice a grant. */
import type { Sql } from 'postgres'
import type { Subject } from './subjects.ts'

/** Grants that rules.ts does not give, and those that it gives and that are not there. Who is not signed in has none. */
export async function grantProblems(sql: Sql, subjects: Subject[]): Promise<string[]> {
  const found = await sql<{ granted: string }[]>`
    select concat_ws(' ', role, verb, c.relname || '.' || a.attname) as granted
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
      unnest(array['anon', 'authenticated']) role, unnest(array['select', 'insert', 'update', 'references']) verb
    where c.relnamespace = 'public'::regnamespace and c.relname = any (${subjects.map(({ name }) => name)})
      and has_column_privilege(role, c.oid, a.attnum, verb)
    union all
    select concat_ws(' ', role, verb, c.relname)
    from pg_class c, unnest(array['anon', 'authenticated']) role, unnest(array['delete', 'truncate', 'trigger']) verb
    where c.relnamespace = 'public'::regnamespace and c.relname = any (${subjects.map(({ name }) => name)})
      and has_table_privilege(role, c.oid, verb)`
  const granted = new Set(found.map((row) => row.granted))
  const right = new Set(subjects.flatMap(rightsOf))
  return [
    ...[...granted.difference(right)].map((grant) => `${grant}: is granted, and rules.ts does not say so`),
    ...[...right.difference(granted)].map((grant) => `${grant}: is not granted, and rules.ts says so`),
  ]
}

function rightsOf({ name, rule, visible }: Subject): string[] {
  const columns = {
    select: rule.select ? visible : [],
    insert: (rule.insert && rule.insertable) || [],
    update: (rule.update && rule.updatable) || [],
  }
  const ofColumns = Object.entries(columns).flatMap(([verb, names]) => names.map((column) => `authenticated ${verb} ${name}.${column}`))
  return rule.delete ? [...ofColumns, `authenticated delete ${name}`] : ofColumns
}
