/** The project that is open, and the others one may go to. */
import { createContext } from 'svelte'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export const roles = ['viewer', 'contributor', 'manager', 'owner'] as const
export type Role = (typeof roles)[number]

export interface Project {
  id: string
  name: string
  kind: 'personal' | 'team' | 'shared'
  /** As far as this page can tell; the database decides. */
  role: Role
}

/** The open project, to be read inside `/p/[project]`. */
export interface ProjectContext {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly projects: Project[]
  /** Whether it is worth showing what makes and changes things. */
  readonly canEdit: boolean
}

export const [getProject, setProject] = createContext<ProjectContext>()

const LAST = 'orrery:project'

export function rememberProject(id: string): void {
  try {
    localStorage.setItem(LAST, id)
  } catch {
    // Without storage the first project opens next time.
  }
}

/** The project that was open last, or else the first. */
export function lastProject(projects: Project[]): Project | undefined {
  let id: string | null = null
  try {
    id = localStorage.getItem(LAST)
  } catch {
    // See above.
  }
  return projects.find((project) => project.id === id) ?? projects[0]
}

interface ProjectRow {
  id: string
  name: string
  owner_user_id: string | null
  owner_team_id: string | null
  project_users: { user_id: string; role: Role }[]
}

/** All projects this person may see: their own first, then by name. */
export async function readProjects(userId: string): Promise<Project[]> {
  const rows = (await answer(
    supabase
      .from('projects')
      .select('id, name, owner_user_id, owner_team_id, project_users(user_id, role)')
      .is('deleted_at', null)
      .eq('project_users.user_id', userId)
      .order('name'),
  )) as ProjectRow[]
  return rows.map((row) => fromRow(row, userId)).sort((a, b) => Number(b.kind === 'personal') - Number(a.kind === 'personal'))
}

/** Membership through a workspace or a team is not told here, so its holders are shown what contributors see. */
function fromRow(row: ProjectRow, userId: string): Project {
  const kind = row.owner_user_id ? 'personal' : row.owner_team_id ? 'team' : 'shared'
  const given = row.project_users.map((member) => member.role)
  if (row.owner_user_id === userId) given.push('owner')
  const role = given.length > 0 ? roles[Math.max(...given.map((name) => roles.indexOf(name)))]! : 'contributor'
  return { id: row.id, name: row.name, kind, role }
}
