/** Embedding: neighbours along every foreign key, in both directions, show what reading them directly would show. */
import type { ForeignKey } from '../catalogue.ts'
import type { Facts } from '../facts.ts'
import type { Persona } from '../personas.ts'
import { rules } from '../rules.ts'
import { keyOf, type Row } from '../state.ts'
import { readable, type Subject } from '../subjects.ts'
import type { World } from '../world.ts'
import { differs, refused, show } from './answers.ts'
import type { Cell } from './cell.ts'

interface Neighbour {
  key: ForeignKey
  direction: 'parent' | 'child'
  subject: Subject
}

/** Neighbours asked for in one request. */
const atOnce = 15

export function embedCells(world: World, facts: Facts, subject: Subject, persona: Persona, everySubject: Subject[]): Cell[] {
  if (subject.kind === 'view') return []
  const all = neighbours(world.catalogue.keys, subject, everySubject)
  const shown = all.filter(({ subject }) => subject.rule.select)
  const cell = (what: string, allowed: boolean, run: Cell['run']): Cell => ({
    subject: subject.name,
    persona: persona.name,
    operation: 'select',
    what,
    allowed,
    run,
  })
  const ask = (select: string) => world.send(persona.token, `/rest/v1/${subject.name}?select=${subject.key},${select}`)
  const cells: Cell[] = []
  for (let from = 0; from < shown.length; from += atOnce) {
    const some = shown.slice(from, from + atOnce)
    cells.push(
      cell('embed neighbours', readable(facts, subject, persona).size > 0, async () => {
        const answer = await ask(some.map((neighbour, i) => `n${i}:${embedded(neighbour, neighbour.subject.key.join())}`).join())
        if (answer.status !== 200) return `expected rows, got ${show(answer)}`
        return (
          some.map((neighbour, i) => compareNeighbour(facts, subject, persona, neighbour, answer.body as Row[], `n${i}`)).find(Boolean) ??
          null
        )
      }),
    )
  }
  for (const neighbour of all) {
    const secret = neighbour.subject.rule.select ? (rules[neighbour.subject.name]?.hidden ?? []) : neighbour.subject.key
    for (const column of secret) {
      cells.push(
        cell(`embed ${neighbour.subject.name}.${column}`, false, async () => refused(persona, await ask(embedded(neighbour, column)))),
      )
    }
  }
  return cells
}

function neighbours(keys: ForeignKey[], { name }: Subject, everySubject: Subject[]): Neighbour[] {
  const find = (table: string) => everySubject.find((subject) => subject.name === table)
  return keys.flatMap((key) => {
    const found: [string, Neighbour['direction']][] = []
    if (key.child === name) found.push([key.parent, 'parent'])
    if (key.parent === name) found.push([key.child, 'child'])
    return found.flatMap(([table, direction]) => {
      const subject = find(table)
      // Of a table that refers to itself the constraint's name means both directions.
      return subject && key.child !== key.parent ? [{ key, direction, subject }] : []
    })
  })
}

const embedded = ({ key, subject }: Neighbour, columns: string) => `${subject.name}!${key.name}(${columns})`

/** For each row: the neighbours it has, as far as this person may read them. */
function compareNeighbour(
  facts: Facts,
  subject: Subject,
  persona: Persona,
  { key, direction, subject: other }: Neighbour,
  got: Row[],
  alias: string,
): string | null {
  const seen = readable(facts, other, persona)
  const [mine, theirs] = direction === 'parent' ? [key.columns, key.parentColumns] : [key.parentColumns, key.columns]
  const rows = new Map(facts.rows(subject.name).map((row) => [keyOf(subject.key, row), row]))
  for (const answer of got) {
    const row = rows.get(keyOf(subject.key, answer))
    if (!row) return 'a row came that is not in the table'
    const expected = facts
      .rows(other.name)
      .filter((neighbour) => mine.every((column, i) => row[column] !== null && row[column] === neighbour[theirs[i]!]))
      .map((neighbour) => keyOf(other.key, neighbour))
    const came = [answer[alias]].flat().filter((value) => value !== null) as Row[]
    const problem = differs(new Set(came.map((neighbour) => keyOf(other.key, neighbour))), new Set(expected).intersection(seen))
    if (problem) return `${other.name} through ${key.name}: ${problem}`
  }
  return null
}
