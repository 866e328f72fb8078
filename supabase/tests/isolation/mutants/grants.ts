/** Columns and tables granted to more people, row level security off, views with their owner's rights. */
import type { Subject } from '../subjects.ts'
import type { Mutant } from './mutant.ts'

export function grantMutants(subjects: Subject[]): Mutant[] {
  return subjects.flatMap((subject) =>
    subject.kind === 'view' ? viewMutants(subject) : [...columnMutants(subject), ...tableMutants(subject)],
  )
}

function* columnMutants({ name, rule, columns }: Subject): Generator<Mutant> {
  // Where nobody makes rows, the lack of a policy refuses in the same words; what nobody reads, nobody comes to change.
  const isSeen = { select: true, insert: rule.insert !== undefined, update: rule.select !== undefined }
  const mutant = (verb: keyof typeof isSeen, column: string): Mutant => ({
    kind: 'column granted',
    name: `${name}: ${verb} ${column}`,
    subject: name,
    probe: isSeen[verb] ? 'column' : 'grant',
    column,
    apply: `grant ${verb} (${column}) on ${name} to authenticated`,
    revert: `revoke ${verb} (${column}) on ${name} from authenticated`,
  })
  for (const { name: column, generated } of columns) {
    if (rule.hidden?.includes(column)) yield mutant('select', column)
    if (generated) continue
    if (!rule.updatable?.includes(column)) yield mutant('update', column)
    if (!rule.insertable?.includes(column)) yield mutant('insert', column)
  }
}

function* tableMutants({ name, rule }: Subject): Generator<Mutant> {
  yield {
    kind: 'granted to anon',
    name,
    subject: name,
    probe: 'read',
    apply: `grant select on ${name} to anon`,
    revert: `revoke select on ${name} from anon`,
  }
  yield {
    kind: 'row level security off',
    name,
    subject: name,
    probe: 'read',
    apply: `alter table ${name} disable row level security`,
    revert: `alter table ${name} enable row level security`,
    // Where nobody reads, the missing grant stands in front.
    ...(rule.select ? {} : { widen: `grant select on ${name} to authenticated`, narrow: `revoke select on ${name} from authenticated` }),
  }
}

function viewMutants({ name }: Subject): Mutant[] {
  return [
    {
      kind: "view with its owner's rights",
      name,
      subject: name,
      probe: 'read',
      apply: `alter view ${name} set (security_invoker = false)`,
      revert: `alter view ${name} set (security_invoker = true)`,
    },
  ]
}
