import { redirect } from '@sveltejs/kit'
import { lastProject } from '#lib/project/project.svelte.ts'
import { supabase } from '#lib/supabase.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async ({ parent }) => {
  const project = lastProject((await parent()).projects)
  if (project) redirect(307, `/p/${project.id}/dashboards`)
  const { error } = await supabase.rpc('my_account')
  return { closed: error && { title: error.message, text: error.hint } }
}
