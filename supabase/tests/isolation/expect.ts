/** What rules.ts says about one person and one row. */
import type { Facts } from './facts.ts'
import { notes } from './notes.ts'
import { isActive, type Persona } from './personas.ts'
import { ladders, type Operation, type Rule } from './rules.ts'
import type { Row } from './state.ts'

export interface Ask {
  persona: Persona
  operation: Operation
  row: Row
  facts: Facts
}

/** Whether this person may do this with this row. For an insert the row is the one to be made. */
export function may(table: string, rule: Rule, ask: Ask): boolean {
  if (!isActive(ask.persona)) return false
  return notes[table]?.(ask) ?? byRule(rule, ask)
}

export function byRule(rule: Rule, { persona, operation, row, facts }: Ask): boolean {
  const { needed, rank, ladder } = standing(rule, persona, operation, row, facts)
  if (!needed) return false
  if (rank < rankOf(ladder, needed)) return false
  if (!rule.own?.operations.includes(operation)) return true
  return row[rule.own.column] === persona.id || (rule.own.others !== undefined && rank >= rankOf(ladder, rule.own.others))
}

interface Standing {
  needed: string | undefined
  rank: number
  ladder: readonly string[]
}

function standing(rule: Rule, persona: Persona, operation: Operation, row: Row, facts: Facts): Standing {
  const needed = rule[operation]
  const inProject = (): Standing => ({ needed, rank: facts.projectRank(persona, row.project_id ?? row.id), ladder: ladders.project })
  const inWorkspace = (role: string | undefined): Standing => ({
    needed: role,
    rank: facts.workspaceRank(persona, row.workspace_id ?? row.id),
    ladder: ladders.workspace,
  })
  switch (rule.wall) {
    case 'project':
      return inProject()
    case 'workspace':
      return inWorkspace(needed)
    case 'project or workspace':
      return row.project_id ? inProject() : inWorkspace(rule.workspace?.[operation])
    case 'team':
      return { needed, rank: facts.teamRank(persona, row.team_id), ladder: ladders.team }
    case 'person':
      return { needed, rank: (row.user_id ?? row.id) === persona.id ? 1 : 0, ladder: ['self'] }
    case 'everybody':
      return { needed, rank: 1, ladder: ['active'] }
  }
}

function rankOf(ladder: readonly string[], role: string): number {
  const rank = ladder.indexOf(role) + 1
  if (rank === 0) throw new Error(`rules.ts names a role "${role}" that is not one of ${ladder.join(', ')}`)
  return rank
}
