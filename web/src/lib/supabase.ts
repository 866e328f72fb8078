/** The one client of the API. Its session is kept in local storage and refreshed by itself. */
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public'
import { createClient } from '@supabase/supabase-js'

export const supabaseUrl = PUBLIC_SUPABASE_URL

export const supabase = createClient(PUBLIC_SUPABASE_URL, PUBLIC_SUPABASE_PUBLISHABLE_KEY, {
  auth: { persistSession: true, autoRefreshToken: true, detectSessionInUrl: true, storageKey: 'orrery:session' },
})
