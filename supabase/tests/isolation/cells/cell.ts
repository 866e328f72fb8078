/** One thing one person tries, and what must come of it. */
import type { PersonaName } from '../personas.ts'
import { inParallel } from '../request.ts'

export interface Cell {
  /** Table, view or function. */
  subject: string
  persona: PersonaName
  operation: 'select' | 'insert' | 'update' | 'delete' | 'call'
  /** What is tried, in words. */
  what: string
  allowed: boolean
  /** What is wrong with the answer; null when nothing is. */
  run(): Promise<string | null>
}

export interface Finding {
  /** `other refusal`: refused, but not in the words or with the status that is due. */
  kind: 'leak' | 'wrong denial' | 'other refusal' | 'no proof'
  subject: string
  persona: PersonaName | 'nobody in particular'
  what: string
  problem: string
}

/** Tries them all; what went wrong comes back. In turns, those of one subject one after another: two that write the same rows would wait for each other. */
export async function tryCells(cells: Cell[], inTurns = false): Promise<Finding[]> {
  const groups = inTurns ? [...Map.groupBy(cells, ({ subject }) => subject).values()] : cells.map((cell) => [cell])
  const findings = await inParallel(groups, async (group) => {
    const found: (Finding | null)[] = []
    for (const cell of group) found.push(await tryCell(cell))
    return found
  })
  return findings.flat().filter((finding) => finding !== null)
}

async function tryCell({ run, subject, persona, what, allowed }: Cell): Promise<Finding | null> {
  const problem = await run()
  return problem === null ? null : { kind: kindOf(allowed, problem), subject, persona, what, problem }
}

const kindOf = (allowed: boolean, problem: string) =>
  allowed ? 'wrong denial' : /, got [45]\d\d /.test(problem) ? 'other refusal' : 'leak'

/** One line for what went wrong in the same way, with everybody it happened to. */
export function describeFindings(findings: Finding[]): string[] {
  const groups = Map.groupBy(
    findings,
    ({ kind, subject, what, problem }) => `${kind}: ${subject}: ${what}: ${problem.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`,
  )
  return [...groups].map(([what, all]) => `${what} (${[...new Set(all.map(({ persona }) => persona))].join(', ')})`)
}
