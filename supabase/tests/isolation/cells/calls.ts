/** Calls of functions: they do what they do for whom their rule names, and nothing for anybody else. */
import type { Facts } from '../facts.ts'
import { functionOf, rpcRules } from '../factories.ts'
import { homeOf } from '../homes.ts'
import { isActive, type Persona } from '../personas.ts'
import { type Answer, inParallel } from '../request.ts'
import { ladders } from '../rules.ts'
import type { Tenant, TenantName } from '../tenants.ts'
import type { RpcRule } from '../types.ts'
import { makeRow } from '../victims.ts'
import type { World } from '../world.ts'
import { refused, show } from './answers.ts'
import type { Cell } from './cell.ts'

/** Whether somebody's role reaches what the rule asks for. */
export function mayCall(name: string, persona: Persona, facts: Facts, { project, workspace }: Tenant): boolean {
  const { wall, role, superUser } = rpcRules[name]!
  if (wall === 'anybody') return true
  if (!isActive(persona)) return false
  if (persona.part.superUser && superUser !== undefined) return superUser
  if (wall === 'nobody') return false
  if (wall === 'everybody') return true
  const ladder: readonly string[] = ladders[wall]
  const needed = ladder.indexOf(role ?? ladder[0]!) + 1
  return (wall === 'project' ? facts.projectRank(persona, project) : facts.workspaceRank(persona, workspace)) >= needed
}

const path = (rule: string) => `/rest/v1/rpc/${functionOf(rule)}`

async function argsFor(world: World, rule: RpcRule, tenant: TenantName, user?: string): Promise<Record<string, unknown>> {
  const made = await rule.args(world.target(tenant, user), world.next(), async (table) =>
    String((await makeRow(world, table, tenant, user)).id),
  )
  await world.accounts.settle()
  return made
}

/** Calls by those who may not. One set of arguments serves them all, for none of them changes anything. */
export async function refusedCalls(world: World, facts: Facts, name: string): Promise<Cell[]> {
  const rule = rpcRules[name]!
  const cells: Cell[] = []
  const prepared = new Map<TenantName, Record<string, unknown>>()
  for (const persona of world.personas) {
    const home = homeOf(persona)
    for (const tenant of new Set<TenantName>([home, home === 'foreign' ? 'shared' : home, 'gone'])) {
      if (mayCall(name, persona, facts, world.tenants[tenant])) continue
      if (rule.wall === 'workspace' && tenant === 'gone') continue
      if (!prepared.has(tenant)) prepared.set(tenant, await argsFor(world, rule, tenant))
      const body = prepared.get(tenant)
      cells.push({
        subject: name,
        persona: persona.name,
        operation: 'call',
        what: `call on ${tenant}`,
        allowed: false,
        run: async () => denied(rule, persona, await world.send(persona.token, path(name), { method: 'POST', body })),
      })
    }
  }
  return cells
}

/** Calls by those who may, each with arguments of its own. */
export async function allowedCalls(world: World, facts: Facts, name: string): Promise<Cell[]> {
  const rule = rpcRules[name]!
  const allowed = world.personas.filter((persona) => mayCall(name, persona, facts, world.tenants[homeOf(persona)]))
  return await inParallel(allowed, async (persona) => {
    const body = await argsFor(world, rule, homeOf(persona), persona.id ?? undefined)
    const run = async () => done(rule, await world.send(persona.token, path(name), { method: 'POST', body }))
    return { subject: name, persona: persona.name, operation: 'call', what: 'call', allowed: true, run }
  })
}

function denied(rule: RpcRule, persona: Persona, answer: Answer): string | null {
  const empty = [200, 204].includes(answer.status) && ['null', '[]', '""', '{}', 'false', '0'].includes(JSON.stringify(answer.body))
  if (rule.denied === 'empty' && (empty || answer.status === 401)) return null
  return rule.denied === 'empty' ? `expected nothing, got ${show(answer)}` : refused(persona, answer)
}

function done({ status }: RpcRule, answer: Answer): string | null {
  const right = status ? answer.status === status : answer.status >= 200 && answer.status < 300
  return right ? null : `expected ${status ?? '2xx'}, got ${show(answer)}`
}
