/** Members who come and go at once. */
import type { TestDatabase } from '../../../scripts/testing/database.ts'
import { type Attempt, type Outcome, races, strange } from './race.ts'

let owners: string[]

async function setUp(database: TestDatabase): Promise<void> {
  owners = await Promise.all([1, 2, 3].map((n) => database.addUser(`owner${n}@example.com`)))
}

interface Group {
  table: 'project_users' | 'workspace_users'
  column: 'project_id' | 'workspace_id'
  id: string
}

/** A shared project, or a workspace, with three owners. */
async function makeGroup({ sql }: TestDatabase, kind: 'project' | 'workspace'): Promise<Group> {
  const [made] =
    kind === 'project'
      ? await sql`insert into projects (workspace_id, name) select private.global_workspace_id(), 'Shared' returning id`
      : await sql`insert into workspaces (name) values ('Acme') returning id`
  const group = { table: `${kind}_users`, column: `${kind}_id`, id: made!.id as string } as Group
  await sql`insert into ${sql(group.table)} ${sql(owners.map((user_id) => ({ [group.column]: group.id, user_id, role: 'owner' })))}`
  return group
}

function leave({ table, column, id }: Group, user: string): Attempt {
  return { as: user, run: (sql) => sql`delete from ${sql(table)} where user_id = ${user} and ${sql(column)} = ${id}` }
}

function demote({ table, column, id }: Group, by: string, whom: string): Attempt {
  const role = table === 'project_users' ? 'manager' : 'admin'
  return { as: by, run: (sql) => sql`update ${sql(table)} set role = ${role} where user_id = ${whom} and ${sql(column)} = ${id}` }
}

const keepsAnOwner = (kind: 'project' | 'workspace') => async (database: TestDatabase, round: number) => {
  const group = await makeGroup(database, kind)
  const next = (n: number) => owners[(n + 1) % owners.length]!
  return {
    attempts: owners.map((owner, n) => (round % 2 ? leave(group, owner) : demote(group, owner, next(n)))),
    broken: async (outcomes: Outcome[]) => {
      const { sql } = database
      const left = await sql`select from ${sql(group.table)} where role = 'owner' and ${sql(group.column)} = ${group.id}`
      return [...(left.count > 0 ? [] : ['no owner is left']), ...strange(outcomes, 'done', 'PT409', 'PT403')]
    },
  }
}

races('the last owner', setUp, {
  'stays in a project, whether all leave or each demotes the next': keepsAnOwner('project'),
  'stays in a workspace, whether all leave or each demotes the next': keepsAnOwner('workspace'),
})
