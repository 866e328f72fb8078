/** How this person wants the product to look and to write. Kept in their profile, and on this device so that the first paint is right. */
import { createContext } from 'svelte'
import { MediaQuery } from 'svelte/reactivity'
import { z } from 'zod'
import { answer } from '#lib/errors/failure.ts'
import { supabase } from '#lib/supabase.ts'
import { Theme } from '#shared/identity.ts'

/** Empty strings mean: as the browser says. */
export const Preferences = z.object({
  theme: Theme.catch('system').default('system'),
  locale: z.string().catch('').default(''),
  timezone: z.string().catch('').default(''),
})
export type Preferences = z.infer<typeof Preferences>

/** Null for what is no language tag; some systems report `en-US@posix`. */
function fit(tag: string): string | null {
  try {
    return tag ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null
  } catch {
    return null
  }
}
export const browserLocale = () => fit(navigator.language) ?? 'en-US'

const KEY = 'orrery:preferences'

export class PreferencesState {
  #dark = new MediaQuery('(prefers-color-scheme: dark)')
  value = $state<Preferences>(stored())

  /** What is on the screen now. */
  mode = $derived<'light' | 'dark' | 'night'>(this.value.theme === 'system' ? (this.#dark.current ? 'dark' : 'light') : this.value.theme)
  locale = $derived(fit(this.value.locale) ?? browserLocale())
  timeZone = $derived(this.value.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone)

  /** Shows it at once. `save` keeps it in the profile. */
  set(change: Partial<Preferences>): void {
    this.value = { ...this.value, ...change }
    try {
      localStorage.setItem(KEY, JSON.stringify(this.value))
      localStorage.setItem('orrery:theme', this.value.theme)
    } catch {
      // Private windows may refuse storage; the choice then lasts as long as the page.
    }
  }

  /** Takes over what the profile says; what a device says counts until then. */
  adopt(preferences: unknown): void {
    const parsed = Preferences.partial().safeParse(preferences)
    if (parsed.success && Object.keys(preferences as object).some((key) => key in this.value)) this.set(parsed.data)
  }

  async save(userId: string, change: Partial<Preferences>): Promise<void> {
    this.set(change)
    const { theme, locale, timezone } = this.value
    const profile = await answer(supabase.from('user_profiles').select('preferences').eq('id', userId).single())
    await answer(
      supabase
        .from('user_profiles')
        .update({ preferences: { ...(profile.preferences as object), theme, locale, timezone }, ...(timezone ? { timezone } : {}) })
        .eq('id', userId)
        .select('id'),
    )
  }
}

function stored(): Preferences {
  try {
    return Preferences.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'))
  } catch {
    return Preferences.parse({})
  }
}

export const [getPreferences, setPreferences] = createContext<PreferencesState>()
