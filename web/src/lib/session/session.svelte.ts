/** Who is signed in. */
import type { User } from '@supabase/supabase-js'
import { createContext } from 'svelte'
import { supabase } from '#lib/supabase.ts'

export class Session {
  user = $state.raw<User | null>(null)

  /** Follows sign-in and sign-out, also of other tabs, until the returned function is called. */
  follow(onsignedout: () => void): () => void {
    const { data } = supabase.auth.onAuthStateChange((event, session) => {
      if (session?.user.id !== this.user?.id || event === 'USER_UPDATED') this.user = session?.user ?? null
      if (event === 'SIGNED_OUT') onsignedout()
    })
    return () => data.subscription.unsubscribe()
  }

  async signIn(email: string, password: string): Promise<void> {
    const { data, error } = await supabase.auth.signInWithPassword({ email, password })
    if (error) throw error
    this.user = data.user
  }

  /** False when the address has to be confirmed first. */
  async signUp(email: string, password: string, displayName: string): Promise<boolean> {
    const { data, error } = await supabase.auth.signUp({
      email,
      password,
      options: { data: { display_name: displayName, full_name: displayName } },
    })
    if (error) throw error
    this.user = data.session?.user ?? null
    return data.session !== null
  }

  async signOut(): Promise<void> {
    const { error } = await supabase.auth.signOut({ scope: 'local' })
    if (error) throw error
  }
}

export const [getSession, setSession] = createContext<Session>()
