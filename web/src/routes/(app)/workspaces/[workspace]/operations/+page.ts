import { error } from '@sveltejs/kit'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ params, parent }) => {
  const { workspaces, projects } = await parent()
  const workspace = workspaces.find(({ id }) => id === params.workspace)
  // As for whoever is no admin of it: what is theirs is not told from what is not there.
  if (!workspace) error(404, 'This workspace does not exist, or you are not an admin of it')
  return { workspace, inWorkspace: projects.filter(({ workspaceId }) => workspaceId === workspace.id) }
}
