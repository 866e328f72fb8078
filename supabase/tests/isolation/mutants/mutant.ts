/** A schema with one rule broken. The tests must notice. */
import type { Operation } from '../rules.ts'

export interface Mutant {
  kind:
    | 'policy dropped'
    | 'policy loosened'
    | 'policy for a lower role'
    | 'column granted'
    | 'granted to anon'
    | 'row level security off'
    | "view with its owner's rights"
    | 'trigger dropped'
    | 'role not asked for'
    | 'status not asked for'
  name: string
  /** Table, view, or function as schema.name. */
  subject: string
  /** What is tried to notice it. */
  probe: 'read' | Operation | 'move' | 'column' | 'grant' | 'trigger' | 'call' | 'everything'
  /** The column that is granted. */
  column?: string
  apply: string
  revert: string
  /** A second wall that stands in front of this one, laid down while this one is tried. */
  widen?: string
  narrow?: string
}
