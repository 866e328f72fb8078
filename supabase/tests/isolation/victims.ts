/** Rows made to be written, so that no cell depends on another. */
import { inRoom, wholeRow } from './drafts.ts'
import { isOwned } from './owned.ts'
import type { Persona } from './personas.ts'
import type { Row } from './state.ts'
import { type TenantName, tenantNames } from './tenants.ts'
import type { World } from './world.ts'

interface Wanted {
  tenant: TenantName
  /** Whose row it is, where it is not a member's who never asks. */
  user?: string
}

/** For each of them a new row in every tenant, and where rows are somebody's own, one of their own in every tenant as well. */
export async function makeVictims(world: World, table: string, personas: Persona[]): Promise<Map<Persona, Row[]>> {
  const owned = isOwned({ table })
  const wanted = personas.flatMap((persona): (Wanted & { persona: Persona })[] => [
    ...tenantNames.map((tenant) => ({ persona, tenant })),
    ...(owned && persona.id ? tenantNames.map((tenant) => ({ persona, tenant, user: persona.id! })) : []),
  ])
  const rows = await make(world, table, wanted)
  const victims = new Map(personas.map((persona): [Persona, Row[]] => [persona, []]))
  for (const [i, row] of rows.entries()) victims.get(wanted[i]!.persona)!.push(row)
  return victims
}

/** One new row of a tenant. */
export async function makeRow(world: World, table: string, tenant: TenantName, user?: string): Promise<Row> {
  const copy = copies[table]
  if (copy) return await copy(world, { tenant, user })
  const [row] = await world.put(table, [inRoom(world, table, tenant, wholeRow(world, table, tenant, user))])
  return row!
}

async function make(world: World, table: string, wanted: Wanted[]): Promise<Row[]> {
  const copy = copies[table]
  if (copy) {
    const rows: Row[] = []
    for (const one of wanted) rows.push(await copy(world, one))
    return rows
  }
  return await world.put(
    table,
    wanted.map(({ tenant, user }) => inRoom(world, table, tenant, wholeRow(world, table, tenant, user))),
  )
}

/** Of these a row is a tenant, or a person: the same once more, with the same people in it, but for who waits: being added ends that. */
const copies: Record<string, (world: World, wanted: Wanted) => Promise<Row>> = {
  users: ({ sql, tenants }, { tenant, user = tenants[tenant].user }) => only(sql`select * from users where id = ${user}`),
  user_profiles: ({ sql, tenants }, { tenant, user = tenants[tenant].user }) => only(sql`select * from user_profiles where id = ${user}`),
  workspaces: ({ sql, tenants }, { tenant }) => copyWorkspace(sql, tenants[tenant].workspace),
  teams: ({ sql, tenants }, { tenant }) => copyTeam(sql, tenants[tenant].team),
  projects: async ({ sql, tenants }, { tenant }) => {
    if (tenant !== 'space') return await copyProject(sql, tenants[tenant].project)
    const team = await copyTeam(sql, tenants.space.team)
    return await only(sql`select * from projects where owner_team_id = ${team.id as string}`)
  },
}

async function copyWorkspace(sql: World['sql'], id: string): Promise<Row> {
  const made = await only(sql`insert into workspaces (name) values ('Copy') returning *`)
  await sql`insert into workspace_users (workspace_id, user_id, role) select ${made.id as string}, user_id, role from workspace_users where workspace_id = ${id} and user_id not in (select id from users where status = 'waitlist')`
  return made
}

async function copyTeam(sql: World['sql'], id: string): Promise<Row> {
  const made = await only(sql`insert into teams (workspace_id, name) select workspace_id, 'Copy' from teams where id = ${id} returning *`)
  await sql`insert into user_team_memberships (team_id, user_id, role) select ${made.id as string}, user_id, role from user_team_memberships where team_id = ${id} and user_id not in (select id from users where status = 'waitlist')`
  return made
}

async function copyProject(sql: World['sql'], id: string): Promise<Row> {
  const made = await only(
    sql`insert into projects (workspace_id, name) select workspace_id, 'Copy' from projects where id = ${id} returning *`,
  )
  await sql`insert into project_users (project_id, user_id, role) select ${made.id as string}, user_id, role from project_users where project_id = ${id} and user_id not in (select id from users where status = 'waitlist')`
  return await only(
    sql`update projects set deleted_at = (select deleted_at from projects where id = ${id}) where id = ${made.id as string} returning *`,
  )
}

async function only(query: Promise<Row[]>): Promise<Row> {
  const [row] = await query
  return row!
}
