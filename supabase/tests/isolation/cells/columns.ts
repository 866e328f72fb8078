/** Each column by itself: one that rules.ts does not name is written by nobody, one that it names by whom it says. */
import { ownLaws } from '../drafts.ts'
import type { Row } from '../state.ts'
import { refused, touched } from './answers.ts'
import type { Cell } from './cell.ts'
import type { Tries } from './tries.ts'

/** The first rows of the tenants are written over with what they hold, so that nothing is different where it is allowed. */
export function* columnChanges(t: Tries): Generator<Cell> {
  const { rule, columns, key } = t.subject
  const seeds = t.seeds().filter(({ tenant }) => tenant === t.home || tenant === t.away)
  const home = (seeds.find(({ row }) => t.may('update', row)) ?? seeds.find(({ tenant }) => tenant === t.home))?.row
  if (!home || t.subject.kind === 'view') return
  for (const { name, generated } of columns) {
    if (ownLaws.includes(name) && rule.updatable?.includes(name)) continue
    const mine = rule.updatable?.includes(name) ? seeds.filter(({ row }) => t.may('update', row)).length : 0
    yield t.cell('update', name, mine > 0, async () => {
      const query = `${t.among(seeds.map(({ row }) => row))}&select=${key}`
      const answer = await t.send(query, { method: 'PATCH', body: { [name]: home[name] ?? null }, prefer: 'return=minimal,count=exact' })
      if (generated && answer.status === 400) return null
      return t.persona.id !== null && rule.updatable?.includes(name) ? touched(answer, mine) : refused(t.persona, answer)
    })
  }
}

/** A row that may be made, with one column more than may be given. */
export function* columnInsertions(t: Tries): Generator<Cell> {
  const { rule, columns } = t.subject
  const home: Row | undefined = t.seeds().find(({ tenant }) => tenant === t.home)?.row
  if (!rule.insert || !home || t.subject.kind === 'view') return
  for (const { name, generated } of columns.filter(({ name }) => !rule.insertable?.includes(name))) {
    const drafts = t.drafts(t.home)
    const body = { ...(drafts.find((row) => t.mayInsert(row)) ?? drafts[0]), [name]: home[name] ?? null }
    yield t.cell('insert', `with ${name}`, false, async () => {
      const answer = await t.send('', { method: 'POST', body, prefer: 'return=minimal' })
      return generated && answer.status === 400 ? null : refused(t.persona, answer)
    })
  }
}

/** What the API may write and no factory makes: it would never be tried. */
export function unmade(t: Tries): string[] {
  const { rule, name } = t.subject
  if (!rule.insert) return []
  let made: Set<string>
  try {
    made = new Set(t.drafts(t.home).flatMap((draft) => Object.keys(draft)))
  } catch (error) {
    return [`The factory of ${name} makes nothing: ${(error as Error).message}`]
  }
  return (rule.insertable ?? []).filter((column) => !made.has(column)).map((column) => `The factory of ${name} makes no ${column}`)
}
