/** Policies dropped, loosened, and asking for a lower role. */
import type { Sql } from 'postgres'
import type { Operation } from '../rules.ts'
import type { Mutant } from './mutant.ts'

interface Policy {
  table: string
  name: string
  command: 'r' | 'a' | 'w' | 'd' | '*'
  roles: string
  using: string | null
  check: string | null
  /** Columns people may change. */
  updatable: string[]
}

const operations: Record<string, Operation> = { r: 'select', a: 'insert', w: 'update', d: 'delete' }
const commands: Record<Policy['command'], string> = { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' }

export async function policyMutants(sql: Sql): Promise<Mutant[]> {
  const policies = await sql<Policy[]>`
    select c.oid::regclass::text as table, p.polname as name, p.polcmd as command,
      (select string_agg(quote_ident(r.rolname), ', ') from pg_roles r where r.oid = any (p.polroles)) as roles,
      pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check,
      array(
        select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and has_column_privilege('authenticated', c.oid, a.attnum, 'update')
      ) as updatable
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'storage', 'realtime') order by 1, 2`
  return policies.flatMap((policy) => [dropped(policy), ...loosened(policy), ...lowered(policy)])
}

const probeOf = ({ command }: Policy) => (command === 'r' ? 'read' : operations[command]!)
const onTable = ({ name, table }: Policy) => `"${name.replaceAll('"', '""')}" on ${table}`

function clauses(using: string | null, check: string | null): string {
  return `${using === null ? '' : ` using (${using})`}${check === null ? '' : ` with check (${check})`}`
}

function dropped(policy: Policy): Mutant {
  const { table, name, command, roles, using, check } = policy
  return {
    kind: 'policy dropped',
    name: `${table}: ${name}`,
    subject: table,
    probe: probeOf(policy),
    apply: `drop policy ${onTable(policy)}`,
    revert: `create policy ${onTable(policy)} for ${commands[command]} to ${roles}${clauses(using, check)}`,
  }
}

function altered(policy: Policy, kind: Mutant['kind'], how: string, using: string | null, check: string | null): Mutant {
  return {
    kind,
    name: `${policy.table}: ${policy.name}: ${how}`,
    subject: policy.table,
    probe: probeOf(policy),
    apply: `alter policy ${onTable(policy)}${clauses(using, check)}`,
    revert: `alter policy ${onTable(policy)}${clauses(policy.using, policy.check)}`,
  }
}

function loosened(policy: Policy): Mutant[] {
  const { using, check, table } = policy
  if (using === null || check === null) {
    return [altered(policy, 'policy loosened', using === null ? 'check true' : 'using true', using && 'true', check && 'true')]
  }
  return [
    altered(policy, 'policy loosened', 'using and check true', 'true', 'true'),
    altered(policy, 'policy loosened', 'using true', 'true', check),
    {
      ...altered(policy, 'policy loosened', 'check true', using, 'true'),
      // The columns that say whose a row is are granted to nobody; here only the policy stands.
      ...(table.includes('.') ? {} : { probe: 'move' as const, ...widened(policy) }),
    },
  ]
}

/** To revoke a right to a table revokes it from its columns too. */
function widened({ table, updatable }: Policy): Pick<Mutant, 'widen' | 'narrow'> {
  const columns = updatable.map((column) => `"${column}"`).join(', ')
  return {
    widen: `grant update on ${table} to authenticated`,
    narrow: `revoke update on ${table} from authenticated${columns ? `; grant update (${columns}) on ${table} to authenticated` : ''}`,
  }
}

function lowered(policy: Policy): Mutant[] {
  return (['using', 'check'] as const).flatMap((clause) => {
    const text = policy[clause]
    return [...(text?.matchAll(/private\.(project|workspace|team)_ids\('(\w+)'::text\)/g) ?? [])].flatMap((found) => {
      const [call, wall, role] = found as unknown as [string, 'project' | 'workspace' | 'team', string]
      const lowest = { project: 'viewer', workspace: 'project_creator', team: 'viewer' }[wall]
      // An update is kept from a row by its first clause; that the second says the same is tried by loosening it.
      if (role === lowest || (clause === 'check' && policy.using !== null)) return []
      const lower = text!.slice(0, found.index) + call.replace(role, lowest) + text!.slice(found.index + call.length)
      const [using, check] =
        clause === 'using' ? [lower, policy.check && policy.check.replace(call, call.replace(role, lowest))] : [policy.using, lower]
      return [altered(policy, 'policy for a lower role', `${lowest} for ${role}`, using, check)]
    })
  })
}
