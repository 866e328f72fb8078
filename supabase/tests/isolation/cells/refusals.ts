/** Writes that rules.ts gives this person no right to: they are refused, or find no row, and leave everything as it was. */
import type { Answer, Ask } from '../request.ts'
import type { Row } from '../state.ts'
import { refused, touched } from './answers.ts'
import type { Cell } from './cell.ts'
import { returns, type Tries } from './tries.ts'

export function refusalCells(tries: Tries): Cell[] {
  // A view that joins or counts takes no writes from anybody: one who is nobody and one who owns everything stand for all.
  if (tries.subject.kind === 'view' && !['anonymous', 'owner'].includes(tries.persona.name)) return []
  return [...insertions(tries), ...upserts(tries), ...updates(tries), ...deletions(tries), ...blindWrites(tries)]
}

function* insertions(t: Tries): Generator<Cell> {
  const theirs = t.draft(t.away)
  const refusal = (what: string, body: unknown, prefer: string) =>
    t.cell('insert', what, false, async () => refused(t.persona, await t.send(`select=${t.subject.key}`, { method: 'POST', body, prefer })))
  if (!t.mayInsert(theirs)) yield refusal('into another tenant', theirs, 'return=minimal')
  for (const mine of t.drafts(t.home)) {
    if (!t.mayInsert(mine)) for (const prefer of returns) yield refusal(prefer, mine, prefer)
    if (!t.mayInsert(mine) || !t.mayInsert(theirs)) yield refusal('of many, one into another tenant', alike(mine, theirs), 'return=minimal')
  }
}

/** Many rows of one request have the same columns. */
function alike(a: Row, b: Row): Row[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [a, b].map((row) => Object.fromEntries([...names].map((name) => [name, row[name] ?? null])))
}

/** Over a row that is there. Merging changes its key, which nobody may; ignoring leaves it as it is. */
function* upserts(t: Tries): Generator<Cell> {
  const { rule, key, columns } = t.subject
  if (columns.some((column) => key.includes(column.name) && column.generated)) return
  for (const tenant of [t.home, t.away]) {
    const seed = t.seeds().find((sown) => sown.tenant === tenant)?.row
    if (!seed) continue
    const body = { ...t.draft(t.home), ...Object.fromEntries(key.map((column) => [column, seed[column]])) }
    const query = `on_conflict=${key}&select=${key}`
    const upsert = (resolution: string): Ask => ({
      method: 'POST',
      body,
      prefer: `resolution=${resolution},return=representation,count=exact`,
    })
    const mayMerge = t.mayInsert(body) && t.may('update', seed) && Object.keys(body).every((column) => rule.updatable?.includes(column))
    if (!mayMerge) {
      yield t.cell('insert', `merging with a row of ${tenant}`, false, async () =>
        refused(t.persona, await t.send(query, upsert('merge-duplicates'))),
      )
    }
    const mayName = t.mayInsert(body) && key.every((column) => rule.insertable?.includes(column))
    yield t.cell('insert', `unless there, over a row of ${tenant}`, false, async () => {
      const answer = await t.send(query, upsert('ignore-duplicates'))
      return mayName ? touched(answer, 0) : refused(t.persona, answer)
    })
  }
}

function* updates(t: Tries): Generator<Cell> {
  const { rule, key, columns } = t.subject
  const rows = others(t, 'update')
  if (rows.length === 0) return
  const column = rule.updatable?.[0] ?? columns.find((c) => !c.generated && !key.includes(c.name))!.name
  const value = rows.find((row) => row[column] !== null)?.[column] ?? null
  for (const prefer of returns) yield write(t, 'update', rows, prefer, { method: 'PATCH', body: { [column]: value } })
}

function* deletions(t: Tries): Generator<Cell> {
  const rows = others(t, 'delete')
  if (rows.length > 0) for (const prefer of returns) yield write(t, 'delete', rows, prefer, { method: 'DELETE' })
}

/** What was there from the beginning and is not this person's to write. */
const others = (t: Tries, operation: 'update' | 'delete') =>
  t
    .seeds()
    .map(({ row }) => row)
    .filter((row) => !t.may(operation, row))

/** A write of these rows, and of what a filter by a hidden column would find. */
function write(t: Tries, operation: 'update' | 'delete', rows: Row[], prefer: string, ask: Ask): Cell {
  const { rule, key } = t.subject
  const problem = (answer: Answer) => (t.persona.id !== null && rule[operation] ? touched(answer, 0) : refused(t.persona, answer))
  return t.cell(operation, prefer, false, async () => {
    const all = { ...ask, prefer: `${prefer},count=exact` }
    const found = problem(await t.send(`${t.among(rows)}&select=${key}`, all))
    if (found) return found
    for (const hidden of rule.hidden ?? []) {
      const answer = refused(t.persona, await t.send(`${hidden}=not.is.null&select=${key}`, all))
      if (answer) return `by ${hidden}: ${answer}`
    }
    return null
  })
}

/** A statement that names no row needs no right to read, so that the policy on writing stands alone. The API sends none such; functions might. */
function* blindWrites(t: Tries): Generator<Cell> {
  const { rule, name } = t.subject
  const { persona, world, facts } = t
  for (const operation of ['update', 'delete'] as const) {
    if (!rule[operation] || persona.id === null || facts.rows(name).some((row) => t.may(operation, row))) continue
    const statement = operation === 'update' ? setting(name, rule.updatable![0]!, t.seeds()[0]?.row) : `delete from public.${name}`
    yield t.cell(operation, 'without naming a row', false, async () => {
      const written = await world.asPerson(persona, statement)
      return written === 0 ? null : `expected no row to be written, got ${String(written)}`
    })
  }
}

/** A value of the right type that is read from nowhere. */
export function setting(table: string, column: string, row: Row | undefined): string {
  const record = JSON.stringify({ [column]: row?.[column] ?? null }).replaceAll("'", "''")
  return `update public.${table} set "${column}" = (jsonb_populate_record(null::public.${table}, '${record}')).${column}`
}
