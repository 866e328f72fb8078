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
  workspaceId: string
  /** The highest of all ways to it. */
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

/** All projects this person may see: their own first, then by name. */
export async function readProjects(): Promise<Project[]> {
  const rows = await answer(supabase.rpc('my_projects'))
  return rows.map(({ id, name, kind, role, workspace_id }) => ({
    id,
    name,
    kind: kind as Project['kind'],
    role: role as Role,
    workspaceId: workspace_id,
  }))
}
