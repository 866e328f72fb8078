/** The one client of the API. Its session is kept in local storage and refreshed by itself. */
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public'
import { createClient } from '@supabase/supabase-js'
import type { Database, Json } from '#shared/database.types.ts'

export const supabaseUrl = PUBLIC_SUPABASE_URL

export const supabase = createClient<Database>(PUBLIC_SUPABASE_URL, PUBLIC_SUPABASE_PUBLISHABLE_KEY, {
  auth: { persistSession: true, autoRefreshToken: true, detectSessionInUrl: true, storageKey: 'orrery:session' },
})

/** Our own documents (queries, specs, canvases) as the generated types want what goes into a `jsonb`. */
export const json = (document: object) => document as NonNullable<Json>
