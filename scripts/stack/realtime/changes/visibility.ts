/** Which changed rows pass which filters, and which subscribers may see them: asked of Postgres in one script for many. */
import { actAs, identifier, literal, type Database, type Row } from '../database.ts'
import type { Identity } from '../token.ts'
import { condition, type Filter } from './filter.ts'
import type { Tuple } from './record.ts'
import type { Table } from './tables.ts'

/** A question about rows `n → tuple`; `answer` gets the numbers for which it holds. */
export interface Question {
  role: { role: string; claims: string }
  sql: string
  answer(rows: ReadonlySet<number>): void
}

const PER_SCRIPT = 40

/** Rows that pass the filters, compared as values of their own types. */
export function filterQuestion(
  table: Table,
  filters: Filter[],
  role: string,
  rows: Map<number, Tuple>,
  answer: Question['answer'],
): Question {
  const columns = [...new Set(filters.map((filter) => filter.column))].map((name) => table.columns.find((column) => column.name === name))
  const where = filters.map((filter) => {
    const column = table.columns.find((column) => column.name === filter.column)
    return column ? condition(filter, `v.${identifier(column.name)}`, column.sql) : 'false'
  })
  const known = columns.filter((column) => column !== undefined)
  const sql = `select v.n from (values ${values(known, rows)}) as v(n, ${known.map((c) => identifier(c.name)).join(', ')}) where ${where.join(' and ')}`
  return { role: { role, claims: '{}' }, sql: known.length > 0 ? sql : 'select null where false', answer }
}

/** Rows a subscriber can select by primary key under row level security. */
export function visibleQuestion(table: Table, identity: Identity, rows: Map<number, Tuple>, answer: Question['answer']): Question {
  const keys = table.columns.filter((column) => column.key)
  const on = keys.map((column) => `t.${identifier(column.name)} = v.${identifier(column.name)}`).join(' and ')
  const entity = `${identifier(table.schema)}.${identifier(table.name)}`
  const sql = `select v.n from (values ${values(keys, rows)}) as v(n, ${keys.map((c) => identifier(c.name)).join(', ')})
    join ${entity} t on ${on}`
  return { role: identity, sql, answer }
}

function values(columns: Table['columns'], rows: Map<number, Tuple>): string {
  return [...rows]
    .map(([n, tuple]) => {
      const cells = columns.map((column) => {
        const value = tuple[column.name]
        return `${value === null || value === undefined ? 'null' : literal(value)}::${column.sql}`
      })
      return `(${[n, ...cells].join(', ')})`
    })
    .join(', ')
}

/** Asks all; a question that fails (a policy raises, a type is gone) is answered with no rows. Throws DatabaseUnavailable. */
export async function ask(database: Database, xid: number, questions: Question[]): Promise<void> {
  for (let i = 0; i < questions.length; i += PER_SCRIPT) await askSome(database, xid, questions.slice(i, i + PER_SCRIPT))
}

async function askSome(database: Database, xid: number, questions: Question[]): Promise<void> {
  const script = [visibleYet(xid), ...questions.flatMap(({ role, sql }) => [actAs(role), sql])]
  for (let tries = 1; ; tries++) {
    let results: Row[][]
    try {
      results = await database.probe(script)
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error
      if (questions.length > 1) {
        for (const question of questions) await askSome(database, xid, [question])
        return
      }
      questions[0]!.answer(new Set())
      return
    }
    // The stream tells of a commit a moment before other sessions see it.
    if (results[0]?.[0]?.visible === 't' || tries === 100) {
      questions.forEach((question, i) => question.answer(new Set(results[2 + 2 * i]?.map((row) => Number(row.n)))))
      return
    }
    await new Promise((resolve) => setTimeout(resolve, tries))
  }
}

/** Whether the transaction (32 bits of its id) is visible to a new snapshot. */
function visibleYet(xid: number): string {
  const next = `pg_snapshot_xmax(pg_current_snapshot())::text::bigint`
  return `select pg_visible_in_snapshot((${next} - ((${next} - ${xid} + 2147483648) % 4294967296 - 2147483648))::text::xid8, pg_current_snapshot()) as visible`
}
