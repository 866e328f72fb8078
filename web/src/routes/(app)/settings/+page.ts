import { answer } from '#lib/errors/failure.ts'
import { Preferences } from '#lib/session/preferences.svelte.ts'
import { supabase } from '#lib/supabase.ts'
import { z } from 'zod'
import type { PageLoad } from './$types'

const Profile = z.object({ display_name: z.string(), timezone: z.string(), preferences: Preferences.catch(() => Preferences.parse({})) })

export const load: PageLoad = async ({ parent }) => {
  const { user } = await parent()
  const row = await answer(supabase.from('user_profiles').select('display_name, timezone, preferences').eq('id', user.id).single())
  return { profile: Profile.parse(row) }
}
