/** Whether the policy on changing rows keeps them from being given to somebody else, or put into another tenant. */
import { setting } from '../cells/refusals.ts'
import { may } from '../expect.ts'
import type { Facts } from '../facts.ts'
import { homeOf } from '../homes.ts'
import type { Persona } from '../personas.ts'
import type { Subject } from '../subjects.ts'
import type { World } from '../world.ts'

/** What says whose a row is. */
const belongs = ['project_id', 'workspace_id', 'team_id', 'user_id', 'created_by', 'id']

/** The columns for which row level security says no, to somebody who may change rows of the table. */
export async function keptColumns(world: World, facts: Facts, { table, columns, rule }: Subject): Promise<string[]> {
  const kept: string[] = []
  for (const column of belongs.filter((one) => columns.some(({ name }) => name === one))) {
    const answers = []
    for (const persona of world.personas) {
      const mine = facts.rows(table).some((row) => row[column] !== null && may(table, rule, { persona, operation: 'update', row, facts }))
      if (mine) answers.push(await world.asPerson(persona, setting(table, column, { [column]: elsewhere(world, persona, column) })))
    }
    if (answers.length > 0 && answers.every((answer) => String(answer).includes('row-level security'))) kept.push(column)
  }
  return kept
}

/** What somebody puts there who has rights in one tenant: what belongs to another. */
function elsewhere({ tenants }: World, persona: Persona, column: string): string {
  const { project, workspace, team, user } = homeOf(persona) === 'foreign' ? tenants.shared : tenants.foreign
  return { project_id: project, workspace_id: workspace, team_id: team, user_id: user, created_by: user }[column] ?? crypto.randomUUID()
}
