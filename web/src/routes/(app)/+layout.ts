import { redirect } from '@sveltejs/kit'
import { readProjects } from '#lib/project/project.svelte.ts'
import { supabase } from '#lib/supabase.ts'
import { administeredWorkspaces } from '#lib/workspace/workspaces.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ url, depends, untrack }) => {
  depends('app:projects')
  const { data } = await supabase.auth.getSession()
  if (!data.session) {
    const next = untrack(() => url.pathname + url.search)
    redirect(307, next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`)
  }
  const user = data.session.user
  const [projects, workspaces, profile] = await Promise.all([
    readProjects(),
    administeredWorkspaces(user.id),
    supabase.from('user_profiles').select('preferences').eq('id', user.id).maybeSingle(),
  ])
  return { user, projects, workspaces, preferences: (profile.data?.preferences ?? {}) as unknown }
}
