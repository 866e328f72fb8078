/** Rows as a person would send them: what a factory makes, and of it what the rule lets people write. */
import { rowFactories } from './factories.ts'
import { type Rule, rules } from './rules.ts'
import { type Row, same } from './state.ts'
import type { Subject } from './subjects.ts'
import type { TenantName } from './tenants.ts'
import type { World } from './world.ts'

/** Roles of members the tests add; who may make owners is tried by escalation.test.ts. */
const plainRole: Record<string, [string, string]> = {
  workspace_users: ['project_creator', 'admin'],
  project_users: ['viewer', 'contributor'],
  user_team_memberships: ['viewer', 'editor'],
}

/** A parent takes only so many of these, or each person once; every tenant has many such parents. Where drafts need one of their own too, they say so. */
export const crowded: Record<string, { column: string; parent: string; drafts: boolean }> = {
  chart_placements: { column: 'dashboard_tab_id', parent: 'dashboard_tabs', drafts: true },
  chat_participants: { column: 'chat_session_id', parent: 'chat_sessions', drafts: false },
}
export const roomsEach = 60

/** Rows that are the tenants themselves, or accounts: what of them can be changed. */
const ofTenants: Record<string, (n: number) => Row> = {
  users: (n) => ({ profile: { n } }),
  user_profiles: (n) => ({ display_name: `Somebody ${n}` }),
  workspaces: (n) => ({ name: `Workspace ${n}`, description: `The ${n}th` }),
  teams: (n) => ({ name: `Team ${n}`, description: `The ${n}th` }),
  projects: (n) => ({ name: `Project ${n}`, description: `The ${n}th` }),
}

/** The n-th whole row of a tenant, as the owner of the table would insert it. */
export function wholeRow(world: World, table: string, tenant: TenantName, user?: string): Row {
  const n = world.next()
  const row = rowFactories[table]?.(world.target(tenant, user), n) ?? { id: crypto.randomUUID(), ...ofTenants[table]?.(n) }
  if (crowded[table]?.drafts) return inRoom(world, table, tenant, row)
  if (table === 'chat_participants' && !user) return { ...row, user_id: world.accounts.promiseMember(world.tenants[tenant].project) }
  const { own } = rules[table]!
  const roles = plainRole[table]
  return { ...row, ...(roles ? { role: roles[0] } : {}), ...(own && user ? { [own.column]: user } : {}) }
}

/** The same row with a parent that has room for it. */
export function inRoom(world: World, table: string, tenant: TenantName, row: Row): Row {
  const rooms = world.rooms[tenant][table]
  return rooms ? { ...row, [crowded[table]!.column]: rooms[world.next() % roomsEach] } : row
}

/** The columns of a row that may be given when it is made; all of them where nobody may make one. */
export function draft(world: World, { table, kind, rule, key, columns }: Subject, tenant: TenantName, user?: string): Row {
  if (kind === 'view') return { [columns[0]!.name]: null }
  const whole = wholeRow(world, table, tenant, user)
  const row = Object.fromEntries(
    columns.filter(({ name, generated }) => name in whole && !generated).map(({ name }) => [name, whole[name]]),
  )
  if (!rule.insert) return row
  const id = rule.insertable?.includes('id') && key.includes('id') ? { id: row.id ?? crypto.randomUUID() } : {}
  const left = columns.filter(({ name, nullable }) => nullable && rule.insertable?.includes(name) && !(name in row))
  return { ...Object.fromEntries(left.map(({ name }) => [name, null])), ...pick(row, rule.insertable ?? []), ...id }
}

/** The row a draft becomes: who sends it owns it. */
export const becomes = (row: Row, rule: Rule, persona: string | null): Row => ({
  ...row,
  created_by: persona,
  ...(rule.own ? { [rule.own.column]: rule.insertable?.includes(rule.own.column) ? row[rule.own.column] : persona } : {}),
})

/** A change of one column that may be changed, to a value that `row` has not; null where the factory gives every row the same. */
export function change(world: World, { table, rule, unique }: Subject, tenant: TenantName, row: Row): Row | null {
  const other = wholeRow(world, table, tenant)
  if (plainRole[table]) return { role: plainRole[table].find((role) => role !== row.role) }
  const differs = (name: string) => typeof row[name] === 'boolean' || ((other[name] ?? null) !== null && !same(other[name], row[name]))
  const column = (rule.updatable ?? []).find((name) => !ownLaws.includes(name) && !unique.includes(name) && differs(name))
  return column ? { [column]: typeof row[column] === 'boolean' ? !row[column] : other[column] } : null
}

/** Not every value may follow every other; tried by the pgTAP files. */
export const ownLaws = ['revision', 'status']

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name)))
}
