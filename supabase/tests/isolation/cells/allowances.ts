/** Writes that rules.ts gives somebody the right to: they happen, to exactly these rows. */
import { change } from '../drafts.ts'
import type { Facts } from '../facts.ts'
import type { Persona } from '../personas.ts'
import type { Operation } from '../rules.ts'
import { keyOf, type Row, same, type State } from '../state.ts'
import type { Subject } from '../subjects.ts'
import { isOwned } from '../owned.ts'
import { makeVictims } from '../victims.ts'
import type { World } from '../world.ts'
import { refused, showsRows, succeeded, touched } from './answers.ts'
import type { Tally } from '../tried.ts'
import type { Cell } from './cell.ts'
import { returns, Tries } from './tries.ts'

/** A cell, and what must be seen of it in the table afterwards. */
interface Deed extends Cell {
  /** What is wrong with the table; null when nothing is. */
  proof(after: Map<string, Row>): string | null
  /** Keys of the rows it may touch. */
  touches: string[]
}

/** Insertions and changes; then deletions of what was changed. */
export async function allowedWrites(
  world: World,
  subject: Subject,
  tally: Tally,
  known: Facts,
  only?: { operations: Operation[]; personas: Persona[] },
): Promise<void> {
  const { table } = subject
  const allows = (operation: Operation) => subject.rule[operation] !== undefined && (only?.operations.includes(operation) ?? true)
  const rule = { insert: allows('insert'), update: allows('update'), delete: allows('delete') }
  if (subject.kind === 'view' || !(rule.insert || rule.update || rule.delete)) return
  const writable = rule.update || rule.delete
  const writers = (only?.personas ?? world.personas).filter((persona) => persona.id !== null)
  let some, others
  try {
    if (writable) some = await makeVictims(world, table, writers)
    if (rule.delete) others = await makeVictims(world, table, writers)
  } catch (error) {
    const problem = `the factory's rows cannot be inserted: ${(error as Error).message}`
    return void tally.findings.push({ kind: 'no proof', subject: table, persona: 'nobody in particular', what: 'write', problem })
  }
  const facts = await world.facts([table], known)
  const tries = writers.map((persona) => new Tries(world, facts, subject, persona))
  const first = tries.flatMap((t) => [
    ...(rule.insert ? insertions(t) : []),
    ...(rule.update ? updates(t, victimsOf(facts, subject, some!, t.persona)) : []),
  ])
  await world.accounts.settle()
  await prove(world, subject, first, tally)
  const second = tries.flatMap((t) =>
    rule.delete
      ? [
          deletion(t, victimsOf(facts, subject, some!, t.persona), returns[0]!),
          deletion(t, victimsOf(facts, subject, others!, t.persona), returns[1]!),
        ]
      : [],
  )
  await prove(world, subject, second, tally)
}

/** As they are now: making one may have changed another. */
function victimsOf(facts: Facts, { table, key }: Subject, victims: Map<Persona, Row[]>, persona: Persona): Row[] {
  const keys = new Set(victims.get(persona)!.map((row) => keyOf(key, row)))
  return facts.rows(table).filter((row) => keys.has(keyOf(key, row)))
}

function* insertions(t: Tries): Generator<Deed> {
  const { key } = t.subject
  const isNamed = key.every((column) => t.subject.rule.insertable?.includes(column))
  for (const prefer of [...returns, 'return=minimal, many']) {
    const rows = [t.draft(t.home), ...(prefer.includes('many') ? [t.draft(t.home)] : [])]
    const body = rows.length > 1 ? rows : rows[0]
    if (!rows.every((row) => t.mayInsert(row))) return
    // A row comes back only to who may read it.
    const comes = prefer.includes('minimal') || t.may('select', { ...rows[0], created_by: t.persona.id, user_id: t.persona.id })
    yield {
      ...t.cell('insert', prefer, comes, async () => {
        const answer = await t.send(`select=${key}`, { method: 'POST', body, prefer })
        return comes ? succeeded(answer, [201]) : refused(t.persona, answer)
      }),
      touches: isNamed ? rows.map((row) => keyOf(key, row)) : [],
      proof: (after) =>
        isNamed && comes ? (rows.map((row) => madeBy(t, after.get(keyOf(key, row)))).find((problem) => problem) ?? null) : null,
    }
  }
}

/** It is there, and whoever made it is named. */
function madeBy({ persona, subject }: Tries, row: Row | undefined): string | null {
  if (!row) return 'the row is not there'
  const { own, insertable = [] } = subject.rule
  const maker = ['created_by', ...(own ? [own.column] : [])].find(
    (column) => column in row && !insertable.includes(column) && row[column] !== persona.id,
  )
  return maker ? `${maker} is ${String(row[maker])}, not who made it` : null
}

function* updates(t: Tries, victims: Row[]): Generator<Deed> {
  const { key, columns } = t.subject
  const mine = victims.filter((row) => t.may('update', row))
  // Rows of one's own are among the victims only: that they do not help who lacks the role is tried here.
  if (mine.length === 0 && !isOwned(t.subject)) return
  let value: Row | null = null
  yield {
    ...t.cell('update', 'own and other rows', mine.length > 0, async () => {
      for (const prefer of mine.length > 0 ? returns : returns.slice(0, 1)) {
        value = change(t.world, t.subject, t.home, value ?? mine[0] ?? victims[0]!)
        if (!value) return 'the factory gives every row the same'
        const answer = await t.send(`${t.among(victims)}&select=${key}`, { method: 'PATCH', body: value, prefer: `${prefer},count=exact` })
        const keys = new Set(mine.map((row) => keyOf(key, row)))
        const problem = prefer === returns[0] ? showsRows(answer, key, keys) : touched(answer, mine.length)
        if (problem) return `${prefer}: ${problem}`
      }
      return null
    }),
    touches: mine.map((row) => keyOf(key, row)),
    proof: (after) => {
      for (const row of mine) {
        const now = after.get(keyOf(key, row))!
        const column = Object.keys(value!).find((name) => !same(now[name], value![name]))
        if (column) return `${column} is ${JSON.stringify(now[column])}, not ${JSON.stringify(value![column])}`
        if (columns.some((c) => c.name === 'updated_at') && now.updated_at === row.updated_at) return 'updated_at stayed'
      }
      return null
    },
  }
}

function deletion(t: Tries, victims: Row[], prefer: string): Deed {
  const { key } = t.subject
  const mine = victims.filter((row) => t.may('delete', row)).map((row) => keyOf(key, row))
  return {
    ...t.cell('delete', `own and other rows, ${prefer}`, mine.length > 0, async () => {
      const answer = await t.send(`${t.among(victims)}&select=${key}`, { method: 'DELETE', prefer: `${prefer},count=exact` })
      return prefer === returns[0] ? showsRows(answer, key, new Set(mine)) : touched(answer, mine.length)
    }),
    touches: mine,
    proof: (after) => (mine.some((name) => after.has(name)) ? 'a row is still there' : null),
  }
}

/** Tries the deeds, and compares the table: what was to happen has, and no other row that was there was touched. */
async function prove(world: World, { name, key }: Subject, deeds: Deed[], tally: Tally): Promise<void> {
  if (deeds.length === 0) return
  const before = index(await world.state([name]), name, key)
  const findings = await tally.try(deeds)
  const after = index(await world.state([name]), name, key)
  const failed = new Set(findings.map(({ persona, what }) => persona + what))
  for (const { persona, what, proof } of deeds) {
    const problem = failed.has(persona + what) ? null : proof(after)
    if (problem) tally.findings.push({ kind: 'wrong denial', subject: name, persona, what, problem })
  }
  const touched = new Set(deeds.flatMap((deed) => deed.touches))
  for (const [row, was] of before) {
    if (touched.has(row) || JSON.stringify(after.get(row)) === JSON.stringify(was)) continue
    tally.findings.push({
      kind: 'leak',
      subject: name,
      persona: 'nobody in particular',
      what: 'writes of all',
      problem: `the row ${row} is another now, and it was nobody's to write`,
    })
  }
}

const index = (state: State, name: string, key: string[]) => new Map(state.rows.get(name)!.map((row) => [keyOf(key, row), row]))
