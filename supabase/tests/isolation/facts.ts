/** Who is what, worked out from the rows of the membership tables as the data model says it, not with the database's own functions. */
import type { Persona } from './personas.ts'
import { isActive } from './personas.ts'
import { ladders } from './rules.ts'
import type { Row, State } from './state.ts'

const byId = (rows: Row[]) => new Map(rows.map((row) => [row.id as string, row]))
const rank = (ladder: readonly string[], role: unknown) => ladder.indexOf(role as string) + 1

/** What may decide about rows of other tables. */
export const decisive = [
  'users',
  'user_profiles',
  'workspaces',
  'teams',
  'projects',
  'workspace_users',
  'project_users',
  'user_team_memberships',
  'chat_sessions',
  'chat_participants',
]

export class Facts {
  readonly state: State
  readonly projects: Map<string, Row>
  readonly workspaces: Map<string, Row>
  readonly teams: Map<string, Row>
  readonly #known = new Map<string, unknown>()

  constructor(state: State) {
    this.state = state
    this.projects = byId(this.rows('projects'))
    this.workspaces = byId(this.rows('workspaces'))
    this.teams = byId(this.rows('teams'))
  }

  /** Works something out the first time it is asked for. */
  once<T>(what: string, compute: () => T): T {
    if (!this.#known.has(what)) this.#known.set(what, compute())
    return this.#known.get(what) as T
  }

  rows(table: string): Row[] {
    return this.state.rows.get(table) ?? []
  }

  /** 0: none; then 1 for viewers up to 4 for owners. */
  projectRank(persona: Persona, id: unknown): number {
    const project = this.projects.get(id as string)
    if (!isActive(persona) || !project || project.deleted_at) return 0
    const { project_users, workspace_users, user_team_memberships } = this.#of(persona)
    const asTeam = { viewer: 1, editor: 2, admin: 3 } as Record<string, number>
    const asWorkspace = { admin: 3, owner: 4 } as Record<string, number>
    return Math.max(
      persona.part.superUser ? 1 : 0,
      project.owner_user_id === persona.id ? 4 : 0,
      ...project_users.filter((m) => m.project_id === id).map((m) => rank(ladders.project, m.role)),
      ...workspace_users.filter((m) => m.workspace_id === project.workspace_id).map((m) => asWorkspace[m.role as string] ?? 0),
      ...user_team_memberships.filter((m) => m.team_id === project.owner_team_id).map((m) => asTeam[m.role as string] ?? 0),
    )
  }

  workspaceRank(persona: Persona, id: unknown): number {
    const workspace = this.workspaces.get(id as string)
    if (!isActive(persona) || !workspace || workspace.deleted_at) return 0
    const own = this.#of(persona).workspace_users.filter((m) => m.workspace_id === id)
    return Math.max(persona.part.superUser ? 1 : 0, ...own.map((m) => rank(ladders.workspace, m.role)))
  }

  /** Admins of a workspace are admins of its teams. Teams go with their workspace. */
  teamRank(persona: Persona, id: unknown): number {
    const team = this.teams.get(id as string)
    if (!isActive(persona) || !team || this.workspaces.get(team.workspace_id as string)?.deleted_at) return 0
    if (this.workspaceRank(persona, team.workspace_id) >= 2) return 3
    const own = this.#of(persona).user_team_memberships.filter((m) => m.team_id === id)
    return Math.max(persona.part.superUser ? 1 : 0, ...own.map((m) => rank(ladders.team, m.role)))
  }

  #of({ id }: Persona) {
    const mine = (table: string) => this.rows(table).filter((row) => row.user_id === id)
    return this.once(`memberships of ${id}`, () => ({
      project_users: mine('project_users'),
      workspace_users: mine('workspace_users'),
      user_team_memberships: mine('user_team_memberships'),
    }))
  }
}
