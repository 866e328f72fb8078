/** Which functions of the API come to call a function. */
import type { Sql } from 'postgres'

interface Source {
  name: string
  source: string
}

const known = new WeakMap<Sql, Promise<Source[]>>()

export async function callersOf(sql: Sql, name: string): Promise<string[]> {
  if (!known.has(sql)) known.set(sql, sourcesOf(sql))
  const sources = await known.get(sql)!
  const reached = [name]
  for (const next of reached) {
    const call = new RegExp(`\\b${next.replace('.', '\\.')}\\(`)
    for (const { name, source } of sources) if (!reached.includes(name) && call.test(source)) reached.push(name)
  }
  return reached.filter((one) => one.startsWith('public.')).map((one) => one.slice('public.'.length))
}

async function sourcesOf(sql: Sql): Promise<Source[]> {
  return await sql<Source[]>`
    select n.nspname || '.' || p.proname as name, p.prosrc as source
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'private')`
}

/** Tables whose triggers call a function. */
export async function guardedBy(sql: Sql, name: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select distinct c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
    where not t.tgisinternal and n.nspname || '.' || p.proname = ${name}`
  return tables.map((table) => table.name)
}
