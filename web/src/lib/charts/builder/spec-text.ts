/** The spec of a chart as a person reads and edits it. */
import { specProblems, type SpecProblem } from '#shared/chart/parse-spec.ts'

/** Without what the builder keeps in it for itself. */
export const writeSpec = ({ usermeta: _, ...spec }: Record<string, unknown>): string => JSON.stringify(spec, null, 2)

/** The spec, or why it cannot be drawn. */
export function readSpec(text: string): { spec: Record<string, unknown> | null; problems: SpecProblem[] } {
  try {
    const spec = JSON.parse(text) as unknown
    const problems = specProblems(spec)
    return { spec: problems.length ? null : (spec as Record<string, unknown>), problems }
  } catch (error) {
    return { spec: null, problems: [{ path: '', message: error instanceof Error ? error.message : 'This is not JSON' }] }
  }
}
