/** The `Prefer` header (RFC 7240) with the preferences PostgREST knows. */
import { RestError } from './errors.ts'

export interface Preferences {
  return?: 'minimal' | 'headers-only' | 'representation'
  resolution?: 'merge-duplicates' | 'ignore-duplicates'
  count?: 'exact' | 'planned' | 'estimated'
  missing?: 'default' | 'null'
  handling?: 'strict' | 'lenient'
  timezone?: string
  maxAffected?: number
}

const known = new Map([
  ['return', ['minimal', 'headers-only', 'representation']],
  ['resolution', ['merge-duplicates', 'ignore-duplicates']],
  ['count', ['exact', 'planned', 'estimated']],
  ['missing', ['default', 'null']],
  ['handling', ['strict', 'lenient']],
  ['tx', ['commit', 'rollback']],
  ['params', ['single-object', 'multiple-objects']],
])

/** The first of several values wins. Throws PGRST122 for an invalid one under `handling=strict`. */
export function parsePreferences(headerValue: string | undefined): Preferences {
  const found: Record<string, string> = {}
  const invalid: string[] = []
  for (const token of (headerValue ?? '').split(',').map((t) => t.trim())) {
    if (!token) continue
    const [name, value = ''] = token.split('=').map((t) => t.trim().replace(/^"(.*)"$/, '$1')) as [string, string?]
    const valid =
      known.get(name)?.includes(value) || (name === 'timezone' && isTimeZone(value)) || (name === 'max-affected' && /^\d+$/.test(value))
    if (!valid) invalid.push(token)
    else found[name] ??= value
  }
  if (found.handling === 'strict' && invalid.length) {
    throw new RestError(400, 'PGRST122', 'Invalid preferences given with handling=strict', `Invalid preferences: ${invalid.join(', ')}`)
  }
  const { 'max-affected': maxAffected, ...rest } = found
  return { ...(rest as Preferences), maxAffected: maxAffected && found.handling === 'strict' ? Number(maxAffected) : undefined }
}

/** Names only: offsets mean opposite signs here and in Postgres. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** Value of `Preference-Applied`, or nothing. */
export function appliedPreferences(preferences: Preferences, names: (keyof Preferences)[]): string {
  const applied = names
    .filter((name) => preferences[name] !== undefined)
    .map((name) => `${name === 'maxAffected' ? 'max-affected' : name}=${preferences[name]}`)
  return applied.join(', ')
}
