/** The notes of rules.ts that allow or forbid more than its cells, as predicates. Undefined: the cells decide. */
import type { Ask } from './expect.ts'
import type { Facts } from './facts.ts'
import type { Persona } from './personas.ts'

type Note = (ask: Ask) => boolean | undefined

/** Also these may read; everything else is as the cells say. */
const alsoReads =
  (readers: (ask: Ask) => boolean): Note =>
  (ask) =>
    ask.operation === 'select' && readers(ask) ? true : undefined

/** Rows that belong to no project come with the installation: read by everybody, changed by nobody. */
const comesWithOrrery: Note = ({ operation, row }) => (row.project_id === null ? operation === 'select' : undefined)

/** "People one shares a project, team or workspace with": those in what one sees. */
function isPeer({ persona, row, facts }: Ask): boolean {
  const among = (table: string, sees: (membership: Record<string, unknown>) => boolean) =>
    facts.rows(table).some((membership) => membership.user_id === row.id && sees(membership))
  return (
    among('project_users', (m) => facts.projectRank(persona, m.project_id) > 0) ||
    among('workspace_users', (m) => facts.workspaceRank(persona, m.workspace_id) > 0) ||
    among('user_team_memberships', (m) => facts.teamRank(persona, m.team_id) > 0) ||
    facts.rows('projects').some((project) => project.owner_user_id === row.id && facts.projectRank(persona, project.id) > 0)
  )
}

const takesPart = (persona: Persona, facts: Facts, session: unknown) =>
  facts.rows('chat_participants').some((p) => p.chat_session_id === session && p.user_id === persona.id)

/** Everybody may leave; a member with the role owner is the owners' business. */
const membership =
  (table: 'project_users' | 'workspace_users' | 'user_team_memberships'): Note =>
  ({ operation, row, persona, facts }) => {
    const mine = row.user_id === persona.id
    if (operation === 'select') return undefined
    if (mine) return operation === 'delete' && row.role !== 'owner'
    if (row.role !== 'owner' || table === 'user_team_memberships') return undefined
    return table === 'project_users' ? facts.projectRank(persona, row.project_id) >= 4 : facts.workspaceRank(persona, row.workspace_id) >= 3
  }

/** What a project leaves to its workspace. */
const workspaceAdmins = alsoReads(({ persona, row, facts }) => facts.workspaceRank(persona, row.workspace_id) >= 2)

export const notes: Record<string, Note> = {
  users: alsoReads(({ persona }) => persona.part.superUser === true),
  user_profiles: alsoReads((ask) => ask.persona.part.superUser === true || isPeer(ask)),
  workspaces: alsoReads(({ persona, row, facts }) =>
    facts.rows('projects').some((project) => project.workspace_id === row.id && facts.projectRank(persona, project.id) > 0),
  ),
  workspace_users: membership('workspace_users'),
  project_users: membership('project_users'),
  user_team_memberships: membership('user_team_memberships'),
  teams: ({ operation, row, persona, facts }) => {
    if (operation === 'select' && facts.teamRank(persona, row.id) >= 1) return true
    return operation === 'update' ? facts.teamRank(persona, row.id) >= 3 : undefined
  },
  projects: ({ operation, row }) => (operation === 'delete' && (row.owner_user_id || row.owner_team_id) ? false : undefined),
  token_usage: workspaceAdmins,
  audit_logs: workspaceAdmins,
  dead_letters: alsoReads(({ persona }) => persona.part.superUser === true),
  user_secrets: ({ row, persona, facts }) => (row.project_id && facts.projectRank(persona, row.project_id) < 1 ? false : undefined),
  datasets: ({ operation, row }) => (operation === 'delete' && row.kind === 'system' ? false : undefined),
  dashboard_templates: comesWithOrrery,
  dashboard_template_slots: comesWithOrrery,
  workflows: comesWithOrrery,
  agents: comesWithOrrery,
  chat_sessions: ({ operation, row, persona, facts }) => {
    if (facts.projectRank(persona, row.project_id) < 1) return false
    if (operation === 'select') return takesPart(persona, facts, row.id) || row.created_by === persona.id
    if (operation === 'update') return takesPart(persona, facts, row.id) && facts.projectRank(persona, row.project_id) >= 2
    return undefined
  },
  chat_participants: ({ operation, row, persona, facts }) => {
    if (facts.projectRank(persona, row.project_id) < 1) return false
    const made = facts.rows('chat_sessions').find((session) => session.id === row.chat_session_id)?.created_by === persona.id
    if (operation === 'select') return takesPart(persona, facts, row.chat_session_id)
    if (operation === 'insert') return takesPart(persona, facts, row.chat_session_id) && facts.projectRank(persona, row.project_id) >= 2
    return operation === 'delete' && made ? true : undefined
  },
  chat_messages: ({ operation, row, persona, facts }) =>
    operation === 'select' || operation === 'insert'
      ? takesPart(persona, facts, row.chat_session_id) && facts.projectRank(persona, row.project_id) >= (operation === 'select' ? 1 : 2)
      : undefined,
}
