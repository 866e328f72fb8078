/** The tenants of the tests, and who of the cast is what in them. */
import type { Sql } from 'postgres'
import type { StackConfig } from '../../../scripts/stack/config.ts'
import { sign } from '../../../scripts/stack/jwt.ts'
import type { Accounts } from './accounts.ts'
import { cast, type Part, type Persona, type PersonaName } from './personas.ts'

/** `gone` was deleted, and its members still are. */
export const tenantNames = ['shared', 'space', 'foreign', 'gone'] as const
export type TenantName = (typeof tenantNames)[number]

export interface Tenant {
  name: TenantName
  project: string
  workspace: string
  team: string
  user: string
  peer: string
}

export interface Tenants {
  tenants: Record<TenantName, Tenant>
  personas: Persona[]
}

export async function makeTenants(sql: Sql, accounts: Accounts, config: StackConfig): Promise<Tenants> {
  const personas = (Object.entries(cast) as [PersonaName, Part][]).map(([name, part]): Persona => {
    const id = part.signedIn === false ? null : accounts.promise()
    return { name, part, id, token: id && token(id, config) }
  })
  const members = Object.fromEntries(tenantNames.map((name) => [name, { user: accounts.promise(), peer: accounts.promise() }]))
  await accounts.settle()
  const here = await makeWorkspace(sql)
  const there = await makeWorkspace(sql)
  const tenants = Object.fromEntries(
    await Promise.all(
      tenantNames.map(async (name) => {
        const { workspace, team, space } = name === 'foreign' ? there : here
        const project = name === 'space' ? space : await makeProject(sql, workspace, name)
        return [name, { name, workspace, team, project, ...members[name] }]
      }),
    ),
  ) as Record<TenantName, Tenant>
  for (const tenant of Object.values(tenants)) await addMembers(sql, tenant)
  for (const persona of personas) if (persona.id) await enrol(sql, tenants, persona)
  await sql`update projects set deleted_at = now() where id = ${tenants.gone.project}`
  await loseProjects(sql, tenants, personas)
  for (const persona of personas) await meetFate(sql, accounts, persona)
  return { tenants, personas }
}

/** A personal project, a team's space, and a workspace with a team that were deleted too. */
async function loseProjects(sql: Sql, { shared }: Record<TenantName, Tenant>, personas: Persona[]): Promise<void> {
  const id = (name: PersonaName) => personas.find((persona) => persona.name === name)!.id
  const [team] = await sql`insert into teams (workspace_id, name) values (${shared.workspace}, 'Gone') returning id`
  await sql`insert into user_team_memberships (team_id, user_id, role) values (${team!.id}, ${id('team admin')}, 'admin')`
  const [workspace] = await sql`insert into workspaces (name) values ('Gone') returning id`
  await sql`insert into workspace_users (workspace_id, user_id, role) values (${workspace!.id}, ${id('workspace owner')}, 'owner')`
  const [other] = await sql`insert into teams (workspace_id, name) values (${workspace!.id}, 'Gone') returning id`
  await sql`insert into user_team_memberships (team_id, user_id, role) values (${other!.id}, ${id('team admin')}, 'admin')`
  await sql`update workspaces set deleted_at = now() where id = ${workspace!.id}`
  await sql`update projects set deleted_at = now() where owner_team_id in (${team!.id}, ${other!.id}) or owner_user_id = ${id('viewer')}`
}

export function token(sub: string, config: StackConfig): string {
  const now = Math.floor(Date.now() / 1000)
  return sign({ sub, role: 'authenticated', aud: 'authenticated', iat: now, exp: now + 3600 }, config.keys.jwtSecret)
}

async function makeWorkspace(sql: Sql) {
  const [workspace] = await sql`insert into workspaces (name) values ('Workspace') returning id`
  const [team] = await sql`insert into teams (workspace_id, name) values (${workspace!.id}, 'Team') returning id`
  const [space] = await sql`select id from projects where owner_team_id = ${team!.id}`
  return { workspace: workspace!.id as string, team: team!.id as string, space: space!.id as string }
}

async function makeProject(sql: Sql, workspace: string, name: string): Promise<string> {
  const [project] = await sql`insert into projects (workspace_id, name) values (${workspace}, ${name}) returning id`
  return project!.id as string
}

/** Members who never ask; rows are theirs. */
async function addMembers(sql: Sql, { name, project, team, user, peer }: Tenant): Promise<void> {
  if (name === 'space')
    await sql`insert into user_team_memberships ${sql([user, peer].map((user_id) => ({ team_id: team, user_id, role: 'editor' })))}`
  else await sql`insert into project_users ${sql([user, peer].map((user_id) => ({ project_id: project, user_id, role: 'contributor' })))}`
}

async function enrol(sql: Sql, tenants: Record<TenantName, Tenant>, { id: user_id, part }: Persona): Promise<void> {
  const { project, workspace, team } = withEverything(part)
  const { shared, foreign, gone } = tenants
  const place = part.elsewhere ? foreign : shared
  if (project) await sql`insert into project_users ${sql({ project_id: place.project, user_id, role: project })}`
  if (project && !part.elsewhere) await sql`insert into project_users ${sql({ project_id: gone.project, user_id, role: project })}`
  if (workspace) await sql`insert into workspace_users ${sql({ workspace_id: place.workspace, user_id, role: workspace })}`
  if (team) await sql`insert into user_team_memberships ${sql({ team_id: place.team, user_id, role: team })}`
}

/** Owners elsewhere, and those whom a fate met, had every role there is. */
export function withEverything(part: Part): Pick<Part, 'project' | 'workspace' | 'team'> {
  return part.elsewhere || part.fate ? { project: 'owner', workspace: 'owner', team: 'admin' } : part
}

async function meetFate(sql: Sql, accounts: Accounts, { id, part }: Persona): Promise<void> {
  if (part.superUser) await sql`update users set is_super_user = true where id = ${id}`
  if (!part.fate) return
  if (part.fate === 'deleted') await accounts.remove(id!)
  else if (part.fate !== 'removed') await sql`update users set status = ${part.fate} where id = ${id}`
  else {
    await sql`delete from project_users where user_id = ${id}`
    await sql`delete from workspace_users where user_id = ${id}`
    await sql`delete from user_team_memberships where user_id = ${id}`
  }
}
