/** Workspaces that several people come into, leave and change at once. */
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { type Attempt, type Race, races, strange, unless } from './race.ts'

let owners: string[]
let guest: string

async function setUp(database: TestDatabase): Promise<void> {
  owners = await Promise.all([1, 2, 3].map((n) => database.addUser(`owner${n}@acme.com`)))
  guest = await database.addUser('guest@example.com')
}

/** A workspace of all owners. */
async function makeWorkspace({ sql }: TestDatabase): Promise<string> {
  const [made] = await sql`insert into workspaces (name) values ('Acme') returning id`
  const id = made!.id as string
  await sql`insert into workspace_users ${sql(owners.map((user_id) => ({ workspace_id: id, user_id, role: 'owner' })))}`
  return id
}

function invite(workspace: string, by: string): Attempt {
  return {
    as: by,
    run: async (sql) => {
      const [answer] = await sql`select invite_member('guest@example.com', 'project_creator', ${workspace}) as made`
      return (answer!.made as { token: string }).token
    },
  }
}

const accept = (token: string): Attempt => ({ as: guest, run: (sql) => sql`select accept_invitation(${token})` })

async function tokenFor(database: TestDatabase, workspace: string): Promise<string> {
  const by = owners[0]!
  return (await database.asUser(by, async (sql) => await invite(workspace, by).run(sql))) as string
}

/** Of all tokens given out none but that of the one open invitation is worth anything. */
const staysOne: Race['prepare'] = async (database) => {
  const workspace = await makeWorkspace(database)
  return {
    attempts: owners.map((owner) => invite(workspace, owner)),
    broken: async (outcomes) => {
      const { sql } = database
      const tokens = outcomes.map(({ value }) => value as string)
      const [open] = await sql`
        select count(*)::int as n, bool_and(token_hash in (select sha256(convert_to(t, 'UTF8')) from unnest(${tokens}::text[]) t)) as known
        from workspace_invitations where workspace_id = ${workspace} and accepted_at is null`
      return [...unless(outcomes, { done: owners.length }), ...(open!.n === 1 && open!.known ? [] : [`${open!.n} open invitations`])]
    },
  }
}

const isAcceptedOnce: Race['prepare'] = async (database) => {
  const workspace = await makeWorkspace(database)
  const token = await tokenFor(database, workspace)
  return {
    attempts: Array.from({ length: 4 }, () => accept(token)),
    broken: async (outcomes) => {
      const { sql } = database
      const members = await sql`select from workspace_users where workspace_id = ${workspace} and user_id = ${guest}`
      return [...unless(outcomes, { done: 1, PT404: 3 }), ...(members.count === 1 ? [] : [`${members.count} memberships`])]
    },
  }
}

/** Whoever comes first: who was accepted is a member, who was not is none. */
const isAcceptedOrNot: Race['prepare'] = async (database) => {
  const workspace = await makeWorkspace(database)
  const token = await tokenFor(database, workspace)
  const [first, second, third] = owners as [string, string, string]
  return {
    attempts: [
      accept(token),
      { as: second, run: (sql) => sql`delete from workspace_invitations where workspace_id = ${workspace} and accepted_at is null` },
      { as: first, run: (sql) => sql`delete from workspace_users where workspace_id = ${workspace} and user_id = ${first}` },
      invite(workspace, third),
    ],
    broken: async (outcomes) => {
      const { sql } = database
      const members = await sql`select from workspace_users where workspace_id = ${workspace} and user_id = ${guest}`
      const accepted = outcomes[0]!.code === 'done' ? 1 : 0
      // Invited once more after having come in, one is a member already.
      return [...strange(outcomes, 'done', 'PT404', 'PT409'), ...(members.count === accepted ? [] : [`${members.count}, not ${accepted}`])]
    },
  }
}

/** Removed from the workspace or the project, or banned: what they just sent lapses with what they sent before. */
const outlivesNobody: Race['prepare'] = async (database, round) => {
  const { sql } = database
  const workspace = await makeWorkspace(database)
  const [made] = await sql`insert into projects (workspace_id, name) values (${workspace}, 'Shared') returning id`
  const project = made!.id as string
  const inviter = await database.addUser(`inviter${round}@example.com`)
  const second = owners[1]!
  const isOfWorkspace = round % 3 === 0
  await (isOfWorkspace
    ? sql`insert into workspace_users (workspace_id, user_id, role) values (${workspace}, ${inviter}, 'admin')`
    : sql`insert into project_users (project_id, user_id, role) values (${project}, ${inviter}, 'manager')`)
  const invites: Attempt[] = [isOfWorkspace ? workspace : null, project].map((target, n) => ({
    as: inviter,
    run: (one) =>
      n === 0 && target
        ? one`select invite_member('guest@example.com', 'project_creator', ${target})`
        : one`select invite_member(${`guest${n}@example.com`}, 'viewer', null, ${project})`,
  }))
  const removal: Attempt[] = [
    { as: second, run: (one) => one`delete from workspace_users where workspace_id = ${workspace} and user_id = ${inviter}` },
    { as: second, run: (one) => one`delete from project_users where project_id = ${project} and user_id = ${inviter}` },
    { run: (one) => one`update users set status = 'banned' where id = ${inviter}` },
  ]
  return {
    attempts: [...invites, removal[round % 3]!],
    broken: async (outcomes) => {
      const open = await sql`select from workspace_invitations where invited_by = ${inviter} and accepted_at is null`
      return [...strange(outcomes, 'done', 'PT403', 'PT404'), ...(open.count === 0 ? [] : [`${open.count} left, ${round % 3}`])]
    },
  }
}

const isInOneWorkspace: Race['prepare'] = async (database) => {
  const workspaces = await Promise.all(owners.map(() => makeWorkspace(database)))
  return {
    attempts: workspaces.map((workspace, n) => ({
      as: owners[n]!,
      run: (sql) => sql`select set_workspace_domains(${workspace}, '{acme.com}')`,
    })),
    broken: async (outcomes) => {
      const { sql } = database
      const taken =
        await sql`update workspaces set company_email_domains = '{}' where 'acme.com' = any (company_email_domains) returning id`
      return [...unless(outcomes, { done: 1, PT409: 2 }), ...(taken.count === 1 ? [] : [`in ${taken.count} workspaces`])]
    },
  }
}

const hasNoLiveProjects: Race['prepare'] = async (database) => {
  const workspace = await makeWorkspace(database)
  const [first, ...others] = owners as [string, ...string[]]
  return {
    attempts: [
      { as: first, run: (sql) => sql`select delete_workspace(${workspace})` },
      ...others.map((owner): Attempt => ({ as: owner, run: (sql) => sql`select create_project(${workspace}, 'Late')` })),
      ...others.map((owner): Attempt => ({
        as: owner,
        run: (sql) => sql`insert into teams (workspace_id, name) values (${workspace}, 'Late')`,
      })),
    ],
    broken: async (outcomes) => {
      const { sql } = database
      const live = await sql`select from projects where workspace_id = ${workspace} and deleted_at is null`
      return [...strange(outcomes, 'done', 'PT403', 'PT404', '42501'), ...(live.count === 0 ? [] : [`${live.count} live projects`])]
    },
  }
}

races('an invitation', setUp, {
  'stays one, however many invite the same address': staysOne,
  'is accepted once': isAcceptedOnce,
  'is accepted or revoked or replaced': isAcceptedOrNot,
  'does not outlive the rights of who sent it': outlivesNobody,
})
races('a mail domain', setUp, { 'is in one workspace': isInOneWorkspace })
races('a deleted workspace', setUp, { 'has no live projects': hasNoLiveProjects })
