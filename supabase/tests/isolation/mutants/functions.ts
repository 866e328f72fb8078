/** Functions that ask for a lower role, or for none; and helpers that do not ask for the status of an account or project. */
import type { Sql } from 'postgres'
import type { Mutant } from './mutant.ts'

interface Source {
  name: string
  definition: string
}

/** A call of a helper that takes a role, with one level of brackets in its arguments. */
const asks =
  /private\.((?!role_rank)\w+)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?)'(viewer|contributor|manager|owner|project_creator|editor|admin)'\)/g
const requires = /perform private\.require_(?!type\()\w+\((?:[^();]|\((?:[^()]|\([^()]*\))*\))*\);/g
const statuses = / and (?:\w+\.)?(?:status = 'active'|deleted_at is null)/g

const isAskedByPolicies = (name: string) => /_ids$|\.user_id$|is_super_user$/.test(name)

export async function functionMutants(sql: Sql): Promise<Mutant[]> {
  const sources = await sql<Source[]>`
    select n.nspname || '.' || p.proname as name, pg_get_functiondef(p.oid) as definition
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.prokind = 'f' order by 1`
  return sources.flatMap((source) => [
    ...replaced(source, 'role not asked for', requires, () => 'perform 1;'),
    ...replaced(source, 'role not asked for', asks, (found, helper, before, role) => lower(found!, helper!, before!, role!)),
    ...(isAskedByPolicies(source.name) ? replaced(source, 'status not asked for', statuses, () => '') : []),
  ])
}

function lower(found: string, helper: string, before: string, role: string): string {
  const lowest = /workspace/.test(helper) ? 'project_creator' : 'viewer'
  return role === lowest || (role === 'project_creator' && lowest === 'viewer') ? found : `private.${helper}(${before}'${lowest}')`
}

function replaced(
  { name, definition }: Source,
  kind: Mutant['kind'],
  pattern: RegExp,
  by: (...groups: (string | undefined)[]) => string,
): Mutant[] {
  return [...definition.matchAll(pattern)].flatMap((match) => {
    const other = by(...match)
    if (other === match[0]) return []
    const apply = definition.slice(0, match.index) + other + definition.slice(match.index + match[0].length)
    return [
      {
        kind,
        name: `${name}: ${match[0].trim()} → ${other || 'nothing'}`,
        subject: name,
        probe: isAskedByPolicies(name) ? 'everything' : 'call',
        apply,
        revert: definition,
      },
    ]
  })
}
