/** The rules of the isolation tests as a table: who may do what with each table. */
import type { Operation, Rule } from '../../supabase/tests/isolation/rules.ts'

const operations: Operation[] = ['select', 'insert', 'update', 'delete']

/** Markdown. Throws when a table has no rule. */
export function tabulateRights(tables: readonly string[], rules: Record<string, Rule>): string {
  const head = ['table', 'belongs to', 'read', 'make', 'edit', 'delete', 'notes']
  const rows = tables.map((table) => {
    const rule = rules[table]
    if (!rule) throw new Error(`supabase/tests/isolation/rules.ts does not say who may do what with ${table}`)
    return [`\`${table}\``, rule.wall, ...operations.map((operation) => cell(rule, operation)), notes(rule)]
  })
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function cell(rule: Rule, operation: Operation): string {
  const role = rule[operation]
  if (!role) return '–'
  const workspace = rule.workspace?.[operation]
  const own = rule.own?.operations.includes(operation) ? rule.own : undefined
  return `${role}${own ? ' (own)' : ''}${own?.others ? `, ${own.others}` : ''}${workspace ? `; ${workspace}` : ''}`
}

function notes({ note, hidden }: Rule): string {
  const columns = hidden?.map((column) => `\`${column}\``).join(', ')
  return [note, columns && `Never shown: ${columns}.`].filter(Boolean).join(' ')
}
