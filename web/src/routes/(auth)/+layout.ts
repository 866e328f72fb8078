import { redirect } from '@sveltejs/kit'
import { safeNext } from '#lib/session/next.ts'
import { supabase } from '#lib/supabase.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ url, untrack }) => {
  const { data } = await supabase.auth.getSession()
  if (data.session)
    redirect(
      307,
      untrack(() => safeNext(url)),
    )
}
