/** Where each of the cast has rights, if anywhere. */
import type { Persona } from './personas.ts'
import type { TenantName } from './tenants.ts'

export function homeOf({ part }: Pick<Persona, 'part'>): TenantName {
  if (part.elsewhere) return 'foreign'
  return part.team ? 'space' : 'shared'
}
