/** Workspaces, as far as the app shows them. */
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'

export interface Workspace {
  id: string
  name: string
}

/** Those this person is an admin or owner of, by name. */
export async function administeredWorkspaces(userId: string): Promise<Workspace[]> {
  const rows = await answer(
    supabase.from('workspace_users').select('workspaces!inner(id, name)').eq('user_id', userId).in('role', ['admin', 'owner']),
  )
  return rows.map(({ workspaces: { id, name } }) => ({ id, name })).sort((one, other) => one.name.localeCompare(other.name))
}
