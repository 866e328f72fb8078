/** Puts every row of the API back as it was, whatever triggers and keys would say. */
import type { World } from './world.ts'
import { type Change, compare, keyOf, type State } from './state.ts'

export async function restore(world: World, before: State): Promise<void> {
  const changes = compare(world.catalogue, before, await world.state()).filter(({ table }) => before.rows.has(table))
  if (changes.length === 0) return
  const statements = [...Map.groupBy(changes, ({ table }) => table)].flatMap(([table, changed]) =>
    statementsFor(world, before, table, changed),
  )
  await world.superuser.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    for (const { text, rows } of statements) await sql.unsafe(text, [rows])
  })
}

function statementsFor({ catalogue }: World, before: State, table: string, changes: Change[]): { text: string; rows: string }[] {
  const { key, columns } = catalogue.tables.get(table)!
  const written = columns
    .filter(({ computed }) => !computed)
    .map(({ name }) => `"${name}"`)
    .join(', ')
  const named = new Set(changes.map((change) => change.key))
  const rows = before.rows.get(table)!.filter((row) => named.has(keyOf(key, row)))
  const match = key.map((column) => `(to_jsonb(t."${column}") #>> '{}')`).join(` || ' ' || `)
  return [
    {
      text: `delete from public.${table} t where ${match} in (select jsonb_array_elements_text($1::text::jsonb))`,
      rows: JSON.stringify([...named]),
    },
    {
      text: `insert into public.${table} (${written}) overriding system value select ${written} from jsonb_populate_recordset(null::public.${table}, $1::text::jsonb)`,
      rows: JSON.stringify(rows),
    },
  ]
}
