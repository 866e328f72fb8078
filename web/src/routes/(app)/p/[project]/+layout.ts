import { error } from '@sveltejs/kit'
import { rememberProject } from '#lib/project/project.svelte.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ params, parent }) => {
  const project = (await parent()).projects.find(({ id }) => id === params.project)
  if (!project) error(404, 'This project does not exist, or you are not in it')
  rememberProject(project.id)
  return { project }
}
