/** Triggers that are not there. */
import type { Sql } from 'postgres'
import type { Mutant } from './mutant.ts'

export async function triggerMutants(sql: Sql): Promise<Mutant[]> {
  const triggers = await sql<{ table: string; name: string; function: string }[]>`
    select c.oid::regclass::text as table, t.tgname as name, p.proname as function
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and t.tgparentid = 0 and c.relnamespace in ('public'::regnamespace, 'auth'::regnamespace)
      and p.pronamespace = 'private'::regnamespace
    order by 1, 2`
  return triggers.map(({ table, name, function: of }) => ({
    kind: 'trigger dropped',
    name: `${table}: ${name} (${of})`,
    subject: table,
    probe: 'trigger',
    apply: `alter table ${table} disable trigger "${name}"`,
    revert: `alter table ${table} enable trigger "${name}"`,
  }))
}
