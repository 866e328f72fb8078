/** What was tried, counted and said at the end of a run. */
import { type Cell, type Finding, tryCells } from './cells/cell.ts'

export class Tally {
  tried = 0
  readonly findings: Finding[] = []
  readonly #began = performance.now()

  async try(cells: Cell[], inTurns = false): Promise<Finding[]> {
    this.tried += cells.length
    const findings = await tryCells(cells, inTurns)
    this.findings.push(...findings)
    return findings
  }

  /** The cells of one subject; none where their rows or arguments cannot be made, which is a finding. */
  async gather(subject: string, make: () => Iterable<Cell> | Promise<Iterable<Cell>>): Promise<Cell[]> {
    try {
      return [...(await make())]
    } catch (error) {
      this.findings.push({
        kind: 'no proof',
        subject,
        persona: 'nobody in particular',
        what: 'anything',
        problem: (error as Error).message,
      })
      return []
    }
  }

  count = (kind: Finding['kind']) => this.findings.filter((finding) => finding.kind === kind).length

  toString(): string {
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(1)
    return `${this.tried} cells, ${this.count('leak')} leaks, ${this.count('wrong denial')} wrong denials, ${seconds} s`
  }
}
