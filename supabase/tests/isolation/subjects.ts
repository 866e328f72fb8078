/** Every relation of the API with the rule it must follow. */
import { exposed, type Catalogue, type Table } from './catalogue.ts'
import { may } from './expect.ts'
import type { Facts } from './facts.ts'
import { functionOf } from './factories.ts'
import type { Persona } from './personas.ts'
import { type Rule, rules } from './rules.ts'
import { keyOf } from './state.ts'

/** A view shows a row for each of this table's, to whoever may read that, and is written by nobody. */
const viewOf: Record<string, { table: string; key: string }> = {
  dashboard_summary: { table: 'dashboards', key: 'id' },
  connector_health: { table: 'connectors', key: 'connector_id' },
}

export interface Subject {
  name: string
  /** The table whose row each row is. */
  table: string
  rule: Rule
  key: string[]
  unique: string[]
  /** Columns that are shown. */
  visible: string[]
  columns: Table['columns']
  kind: Table['kind']
}

export function subjects(catalogue: Catalogue): Subject[] {
  return exposed(catalogue).flatMap((table) => {
    const { name, columns, kind, unique } = table
    const base = kind === 'view' ? viewOf[name]?.table : name
    const rule = base === undefined ? undefined : rules[base]
    if (!base || !rule) return []
    const hidden = new Set(rule.hidden)
    const visible = columns.map((column) => column.name).filter((column) => !hidden.has(column))
    const isView = kind === 'view'
    const followed = isView ? { ...rule, insert: undefined, update: undefined, delete: undefined, hidden: undefined } : rule
    return { name, table: base, rule: followed, key: isView ? [viewOf[name]!.key] : table.key, unique, visible, columns, kind }
  })
}

/** Keys of the rows of this subject that this person may read. */
export function readable(facts: Facts, { name, table, rule, key }: Subject, persona: Persona): Set<string> {
  return facts.once(`${persona.name} reads ${name}`, () => {
    const rows = facts.rows(name).filter((row) => may(table, rule, { persona, operation: 'select', row, facts }))
    return new Set(rows.map((row) => keyOf(key, row)))
  })
}

/** What of the catalogue no rule, factory or call speaks of, and what they speak of that is not there. */
export function uncovered(catalogue: Catalogue, factories: object, calls: object, made: string[]): string[] {
  const problems = catalogue.strange.map((name) => `${name} is neither a table nor a view`)
  const relations = exposed(catalogue)
  for (const { name, kind, columns, key } of relations) {
    if (kind === 'view') {
      if (!viewOf[name]) problems.push(`The view ${name} has no table whose rule it follows`)
      continue
    }
    if (!rules[name]) problems.push(`The table ${name} has no rule`)
    if (!made.includes(name) && !(name in factories)) problems.push(`The table ${name} has no factory`)
    if (key.length === 0) problems.push(`The table ${name} has no primary key`)
    const named = rules[name]
      ? [rules[name].insertable, rules[name].updatable, rules[name].hidden, rules[name].own && [rules[name].own.column]]
      : []
    for (const column of named.flatMap((list) => list ?? [])) {
      if (!columns.some((c) => c.name === column)) problems.push(`The rule of ${name} names a column ${column} that it has not`)
    }
  }
  const names = new Set(relations.map((relation) => relation.name))
  for (const name of Object.keys(rules)) if (!names.has(name)) problems.push(`There is a rule for ${name}, but no such table`)
  for (const name of Object.keys(viewOf)) if (!names.has(name)) problems.push(`The view ${name} is expected, but not there`)
  const called = new Set(Object.keys(calls).map(functionOf))
  for (const name of catalogue.functions.keys()) if (!called.has(name)) problems.push(`The function ${name} has no rule`)
  for (const name of called)
    if (!catalogue.functions.has(name)) problems.push(`There is a rule for the function ${name}, but no such function`)
  for (const key of catalogue.keys) {
    for (const name of [key.child, key.parent])
      if (!names.has(name)) problems.push(`The foreign key ${key.name} joins ${name}, which nothing is known of`)
  }
  return problems
}
