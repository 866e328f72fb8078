import { redirect } from '@sveltejs/kit'
import { lastProject } from '#lib/project/project.svelte.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  const project = lastProject((await parent()).projects)
  if (project) redirect(307, `/p/${project.id}/dashboards`)
}
