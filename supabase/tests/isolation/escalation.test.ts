/** Nobody comes to more rights than they were given. */
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { refused, show } from './cells/answers.ts'
import { type Cell, describeFindings } from './cells/cell.ts'
import { crossingCells, inward, takesCrossing } from './cells/crossing.ts'
import { columnChanges, columnInsertions, unmade } from './cells/columns.ts'
import { Tries } from './cells/tries.ts'
import { rpcRules } from './factories.ts'
import { isFull } from './full.ts'
import { grantProblems } from './grants.ts'
import type { Persona, PersonaName } from './personas.ts'
import type { Ask } from './request.ts'
import { compare, describeChange } from './state.ts'
import { subjects } from './subjects.ts'
import { token } from './tenants.ts'
import { Tally } from './tried.ts'
import { makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let world: World
const tally = new Tally()

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(async () => {
  console.log(`Escalation: ${String(tally)}`)
  await world.stop()
})

const send = (name: PersonaName, path: string, ask: Ask = {}) => world.send(world.persona(name).token, `/rest/v1/${path}`, ask)

/** Grants are the same for everybody who is signed in; those with the highest roles get past everything else. */
const strongest: PersonaName[] = ['anonymous', 'owner', 'workspace owner', 'team admin', 'super user']
const asWhom = () => world.personas.filter(({ name }) => isFull || strongest.includes(name))

/** What changed while they tried, and how that was answered. */
async function leavesEverything(attempts: () => Promise<(string | null)[]>): Promise<string[]> {
  await world.accounts.settle()
  const before = await world.state()
  const problems = (await attempts()).filter((problem) => problem !== null)
  return [...problems, ...compare(world.catalogue, before, await world.state()).map(describeChange)]
}

describe('every column of every table', () => {
  /** Cells of all tables for these people. */
  async function cells(whom: Persona[], of: (tries: Tries) => Iterable<Cell>): Promise<Cell[]> {
    const facts = await world.facts()
    const all = subjects(world.catalogue).map((subject) =>
      tally.gather(subject.name, () => whom.flatMap((persona) => [...of(new Tries(world, facts, subject, persona))])),
    )
    return (await Promise.all(all)).flat()
  }

  test('is made by the factories, if it may be written at all', async () => {
    const facts = await world.facts()
    const missing = subjects(world.catalogue).flatMap((subject) => unmade(new Tries(world, facts, subject, world.persona('owner'))))
    expect(missing).toEqual([])
  })

  test('is granted as rules.ts says', async () => expect(await grantProblems(world.sql, subjects(world.catalogue))).toEqual([]))

  test('is changed by whom rules.ts says', async () =>
    expect(describeFindings(await tally.try(await cells(asWhom(), columnChanges), true))).toEqual([]))

  test('is given with a new row only where rules.ts says', async () => {
    const all = await cells(asWhom(), columnInsertions)
    expect(await leavesEverything(async () => describeFindings(await tally.try(all)))).toEqual([])
  })
})

describe('no row points at one of another tenant', () => {
  test('through the API', async () => {
    const facts = await world.facts()
    const all: Cell[] = []
    for (const subject of subjects(world.catalogue)) {
      for (const name of ['owner', 'workspace owner'] as PersonaName[]) {
        all.push(
          ...(await tally.gather(subject.name, () =>
            crossingCells(new Tries(world, facts, subject, world.persona(name)), world.catalogue.keys),
          )),
        )
      }
    }
    expect(all.length).toBeGreaterThan(0)
    expect(await leavesEverything(async () => describeFindings(await tally.try(all)))).toEqual([])
  })

  test('even when the owner of the table makes it', async () => {
    const keys = inward(world.catalogue.keys)
    expect(keys.length).toBeGreaterThan(0)
    const problems = []
    for (const key of keys) problems.push(await takesCrossing(world, key).catch((error: Error) => `${key.name}: ${error.message}`))
    expect(problems.filter((problem) => problem !== null)).toEqual([])
  })
})

describe('memberships', () => {
  const tables = { project_users: 'project', workspace_users: 'workspace', user_team_memberships: 'team' } as const
  const highest = { project_users: 'owner', workspace_users: 'owner', user_team_memberships: 'admin' } as const

  test.each(Object.keys(tables) as (keyof typeof tables)[])('nobody gives themselves one, or a higher one: %s', async (table) => {
    const problems = await leavesEverything(() =>
      Promise.all(
        world.personas.flatMap((persona) =>
          (['shared', 'foreign', 'gone'] as const).flatMap((tenant) => {
            const parent = world.tenants[tenant][tables[table]]
            const ask = (path: string, rest: Ask) => world.send(persona.token, `/rest/v1/${path}`, rest)
            const mine = `${table}?user_id=eq.${persona.id ?? crypto.randomUUID()}`
            const row = { [`${tables[table]}_id`]: parent, user_id: persona.id ?? crypto.randomUUID(), role: highest[table] }
            return [
              ask(table, { method: 'POST', body: row }).then((answer) => refusedOrThere(persona, answer)),
              ask(mine, { method: 'PATCH', body: { role: highest[table] }, prefer: 'return=representation' }).then((answer) =>
                answer.status === 200 && JSON.stringify(answer.body) === '[]' ? null : refused(persona, answer),
              ),
            ]
          }),
        ),
      ),
    )
    expect(problems).toEqual([])
  })

  /** Already a member: 409 tells nothing that a member does not know. */
  const refusedOrThere = (persona: Persona, answer: Awaited<ReturnType<typeof send>>) =>
    answer.status === 409 ? null : refused(persona, answer)

  test.each([
    ['manager', 'project_users', 'shared'],
    ['workspace admin', 'project_users', 'shared'],
    ['team admin', 'project_users', 'space'],
    ['workspace admin', 'workspace_users', 'shared'],
  ] as const)('a %s makes no owner and unmakes none: %s', async (name, table, tenant) => {
    const column = `${tables[table]}_id`
    const parent = world.tenants[tenant][tables[table]]
    const persona = world.persona(name)
    const newcomer = world.accounts.promise()
    const [{ id: member } = { id: '' }] = await world.put(table, [
      { [column]: parent, user_id: world.accounts.promise(), role: table === 'project_users' ? 'viewer' : 'project_creator' },
    ])
    const [{ id: owner } = { id: '' }] = await world.put(table, [{ [column]: parent, user_id: world.accounts.promise(), role: 'owner' }])
    const tried = async (path: string, ask: Ask) => refused(persona, await world.send(persona.token, `/rest/v1/${path}`, ask))
    const problems = await leavesEverything(async () => [
      await tried(table, { method: 'POST', body: { [column]: parent, user_id: newcomer, role: 'owner' } }),
      await tried(`${table}?id=eq.${String(member)}`, { method: 'PATCH', body: { role: 'owner' } }),
      await tried(`${table}?id=eq.${String(owner)}`, { method: 'PATCH', body: { role: table === 'project_users' ? 'viewer' : 'admin' } }),
      await tried(`${table}?id=eq.${String(owner)}`, { method: 'DELETE' }),
    ])
    expect(problems).toEqual([])
  })

  test.each(['project_users', 'workspace_users'] as const)('the last owner neither leaves nor steps down: %s', async (table) => {
    const column = `${tables[table]}_id`
    const alone = world.persona('stranger')
    const [project] =
      await world.sql`insert into projects (workspace_id, name) values (${world.tenants.foreign.workspace}, 'Alone') returning id`
    const [workspace] = await world.sql`insert into workspaces (name) values ('Alone') returning id`
    const parent = (table === 'project_users' ? project : workspace)!.id as string
    const [{ id } = { id: '' }] = await world.put(table, [{ [column]: parent, user_id: alone.id, role: 'owner' }])
    const before = await world.state()
    expect((await send('stranger', `${table}?id=eq.${String(id)}`, { method: 'DELETE' })).status).toBe(409)
    expect(
      refused(
        alone,
        await send('stranger', `${table}?id=eq.${String(id)}`, {
          method: 'PATCH',
          body: { role: table === 'project_users' ? 'manager' : 'admin' },
        }),
      ),
    ).toBe(null)
    expect(compare(world.catalogue, before, await world.state())).toEqual([])
    await world.sql`delete from projects where id = ${project!.id as string}`
    await world.sql`delete from workspaces where id = ${workspace!.id as string}`
  })

  test('who was removed, banned or deleted is nobody at once, whatever their token says', async () => {
    const facts = await world.facts()
    for (const persona of world.personas.filter(({ part }) => part.fate)) {
      const answer = await world.send(persona.token, '/rest/v1/projects?select=id,owner_user_id')
      const others = (answer.body as { owner_user_id: string | null }[]).filter((project) => project.owner_user_id !== persona.id)
      expect([persona.name, answer.status, others]).toEqual([persona.name, 200, []])
      expect(facts.projectRank(persona, world.tenants.shared.project)).toBe(0)
    }
  })
})

describe('an invitation', () => {
  /** Somebody new, with an address of their own. */
  async function newcomer() {
    const id = world.accounts.promise()
    await world.accounts.settle()
    const bearer = token(id, world.database.config)
    const accept = async (invitation: string) =>
      (await world.send(bearer, '/rest/v1/rpc/accept_invitation', { method: 'POST', body: { token: invitation } })).status
    return { id, email: `${id}@example.com`, accept }
  }

  async function invite(email: string) {
    const body = { email, role: 'viewer', project_id: world.tenants.shared.project }
    const answer = await send('manager', 'rpc/invite_member', { method: 'POST', body })
    return answer.body as { id: string; token: string }
  }

  const role = async (user: string) =>
    (await world.sql`select role from project_users where user_id = ${user} and project_id = ${world.tenants.shared.project}`)[0]
      ?.role as unknown

  test('lets in the one it was sent to, once', async () => {
    const [guest, thief] = [await newcomer(), await newcomer()]
    const { token: invitation } = await invite(guest.email)
    expect(await thief.accept(invitation)).toBe(404)
    expect(await role(thief.id)).toBeUndefined()
    expect(await guest.accept(invitation)).toBe(200)
    expect(await role(guest.id)).toBe('viewer')
    await world.sql`delete from project_users where user_id = ${guest.id}`
    expect(await guest.accept(invitation)).toBe(404)
    expect(await role(guest.id)).toBeUndefined()
  })

  test.each(['revoked', 'expired', 'sent again'])('that was %s lets nobody in', async (how) => {
    const guest = await newcomer()
    const { id, token: invitation } = await invite(guest.email)
    if (how === 'revoked') expect((await send('manager', `workspace_invitations?id=eq.${id}`, { method: 'DELETE' })).status).toBe(204)
    if (how === 'expired')
      await world.sql`update workspace_invitations set created_at = now() - interval '8 days', expires_at = now() - interval '1 day' where id = ${id}`
    if (how === 'sent again') await invite(guest.email)
    expect(await guest.accept(invitation)).toBe(404)
    expect(await role(guest.id)).toBeUndefined()
  })
})

test('a function that is told whose account it is about is not for everybody', () => {
  const about = [...world.catalogue.functions.values()].filter(({ args }) => args.some((name) => /user|member|account|person/.test(name)))
  expect(about.map(({ name }) => name).filter((name) => ['everybody', 'anybody'].includes(rpcRules[name]?.wall ?? 'anybody'))).toEqual([])
})

describe('a token', () => {
  const own = 'projects?select=owner_user_id'

  test.each(['service_role', 'postgres', 'supabase_admin', 'authenticator', ''])('does not become %s by a header', async (role) => {
    const headers = { role, 'x-role': role, 'request.jwt.claims': JSON.stringify({ role }) }
    const [plain, answer] = [await send('stranger', own), await send('stranger', own, { headers })]
    expect(plain.body).toEqual([{ owner_user_id: world.persona('stranger').id }])
    expect([answer.status, answer.body], show(answer)).toEqual([200, plain.body])
  })

  test('does not reach the schema private', async () => {
    const answer = await send('stranger', own, { headers: { 'accept-profile': 'private' } })
    expect(answer.status, show(answer)).toBe(406)
  })
})

describe("objects of one's own in front of the schema's", () => {
  test('a signed-in connection makes none in any schema', async () => {
    const found = await world.sql`
      select r.rolname || ' creates in ' || n.nspname as problem from pg_namespace n, pg_roles r
      where r.rolname in ('anon', 'authenticated') and n.nspname !~ '^pg_(toast|temp)' and has_schema_privilege(r.rolname, n.oid, 'create')
      union all
      select r.rolname || ' creates schemas' from pg_roles r where r.rolname in ('anon', 'authenticated') and has_database_privilege(r.rolname, current_database(), 'create')`
    expect(found.map(({ problem }) => problem as string)).toEqual([])
  })

  test("temporary tables and a search path of one's own fool no function", async () => {
    const stranger = world.persona('stranger')
    const connection = postgres(world.database.url('authenticator'), { max: 1, onnotice: () => {} })
    try {
      const [answer] = await connection.begin(async (sql) => {
        await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: stranger.id, role: 'authenticated' })}, true), set_config('role', 'authenticated', true)`
        await sql`create temp table users (id uuid, status text, is_super_user bool)`
        await sql`insert into pg_temp.users values (${stranger.id}, 'active', true)`
        await sql`create temp table project_users as select ${world.tenants.shared.project}::uuid as project_id, ${stranger.id}::uuid as user_id, 'owner' as role`
        await sql`create temp table projects as select ${world.tenants.shared.project}::uuid as id, null::timestamptz as deleted_at, ${stranger.id}::uuid as owner_user_id`
        await sql`select set_config('search_path', 'pg_temp, public, private', true)`
        return await sql`select private.is_super_user() as super, ${world.tenants.shared.project}::uuid in (select private.project_ids('viewer')) as inside,
          (select count(*)::int from public.project_users) as seen`
      })
      expect(answer).toEqual({ super: false, inside: false, seen: 0 })
    } finally {
      await connection.end()
    }
  })
})
