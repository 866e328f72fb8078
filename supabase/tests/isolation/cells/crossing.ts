/** No row points across the wall: a foreign key takes no row of another tenant, neither through the API nor from the owner of the table. */
import type { ForeignKey } from '../catalogue.ts'
import { wholeRow } from '../drafts.ts'
import { rules, type Wall } from '../rules.ts'
import type { Row } from '../state.ts'
import type { World } from '../world.ts'
import { show } from './answers.ts'
import type { Cell } from './cell.ts'
import type { Tries } from './tries.ts'

const walled: Wall[] = ['project', 'project or workspace', 'workspace', 'team']
const wallColumns = ['project_id', 'workspace_id', 'team_id']

/** Keys that lead from one tenant's row to another row with a wall around it, beside those that are the wall. */
export function inward(keys: ForeignKey[]): (ForeignKey & { pointers: string[] })[] {
  return keys.flatMap((key) => {
    const pointers = key.columns.filter((column) => !wallColumns.includes(column))
    const isWalled = (table: string) => rules[table] !== undefined && walled.includes(rules[table].wall)
    return isWalled(key.child) && isWalled(key.parent) && pointers.length > 0 ? [{ ...key, pointers }] : []
  })
}

/** What must be said beside a pointer, or instead of one that Postgres works out. */
const beside: Record<string, (key: ForeignKey, id: string) => Row> = {
  email_messages: () => ({ to_address: 'somebody@example.com' }),
  sharing_links: ({ parent }, id) => ({
    resource_type: parent === 'dashboard_templates' ? 'template' : parent.replace(/s$/, ''),
    resource_id: id,
  }),
}

/** What the row of another tenant is called in the child's columns. */
async function pointersAt(world: World, key: ForeignKey & { pointers: string[] }): Promise<Row> {
  const [seed] =
    await world.sql`select * from ${world.sql(key.parent)} where ${world.sql(world.catalogue.tables.get(key.parent)!.key[0]!)} = ${world.seeds.foreign[key.parent]!}`
  const given = key.pointers.filter(
    (column) => !world.catalogue.tables.get(key.child)!.columns.some((c) => c.name === column && c.generated),
  )
  const pointers = given.map((column) => [column, seed![key.parentColumns[key.columns.indexOf(column)]!] as unknown])
  return { ...(Object.fromEntries(pointers) as Row), ...beside[key.child]?.(key, seed!.id as string) }
}

/** Whether the database itself takes such a row: the name of the key where it does. */
export async function takesCrossing(world: World, key: ForeignKey & { pointers: string[] }): Promise<string | null> {
  const row = { ...wholeRow(world, key.child, 'shared'), ...(await pointersAt(world, key)) }
  await world.accounts.settle()
  const names = Object.keys(row)
  const list = names.map((name) => `"${name}"`).join(', ')
  const taken = new Error('taken')
  try {
    await world.sql.begin(async (sql) => {
      await sql.unsafe(
        `insert into public.${key.child} (${list}) select ${list} from jsonb_populate_recordset(null::public.${key.child}, $1::text::jsonb)`,
        [JSON.stringify([row])],
      )
      await sql`set constraints all immediate`
      throw taken
    })
  } catch (error) {
    if (error === taken) return `${key.name}: ${key.child} of one tenant takes ${key.parent} of another`
    const { code } = error as { code?: string }
    return code === '23503' || code?.startsWith('PT') ? null : `${key.name}: ${(error as Error).message}`
  }
  return null
}

/** The same by somebody who may make and change such rows. */
export async function crossingCells(t: Tries, keys: ForeignKey[]): Promise<Cell[]> {
  const { rule, name, key: id } = t.subject
  if (!rule.insert && !rule.update) return []
  const seed = t.seeds().find(({ tenant, row }) => tenant === t.home && t.may('update', row))?.row
  const cells: Cell[] = []
  for (const key of inward(keys).filter(({ child }) => child === name)) {
    const body = await pointersAt(t.world, key)
    const within = (columns: readonly string[] | undefined) => key.pointers.every((column) => columns?.includes(column))
    const refusal = (query: string, method: string, sent: unknown) => async () => {
      const answer = await t.send(query, { method, body: sent, prefer: 'return=minimal' })
      return answer.status >= 400 && answer.status < 500 ? null : `expected a refusal, got ${show(answer)}`
    }
    if (rule.insert && within(rule.insertable)) {
      cells.push(t.cell('insert', `with ${key.parent} of another tenant`, false, refusal('', 'POST', { ...t.draft(t.home), ...body })))
    }
    if (seed && within(rule.updatable)) {
      cells.push(
        t.cell('update', `to ${key.parent} of another tenant`, false, refusal(`${id[0]}=eq.${String(seed[id[0]!])}`, 'PATCH', body)),
      )
    }
  }
  return cells
}
