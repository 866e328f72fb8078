/** Reading: exactly the rows that rules.ts gives, however they are asked for. */
import type { Facts } from '../facts.ts'
import type { Persona } from '../personas.ts'
import { rules } from '../rules.ts'
import { keyOf } from '../state.ts'
import { readable, type Subject } from '../subjects.ts'
import type { World } from '../world.ts'
import { refused, showsRows, succeeded, total } from './answers.ts'
import type { Cell } from './cell.ts'
import { embedCells } from './embedding.ts'

export function readingCells(world: World, facts: Facts, subject: Subject, persona: Persona, everySubject: Subject[]): Cell[] {
  const { name, rule } = subject
  const cell = (what: string, allowed: boolean, run: Cell['run']): Cell => ({
    subject: name,
    persona: persona.name,
    operation: 'select',
    what,
    allowed,
    run,
  })
  const get = (query: string, prefer?: string, method = 'GET') => world.send(persona.token, `/rest/v1/${name}?${query}`, { method, prefer })
  if (!rule.select || persona.id === null) {
    return [
      cell('read', false, async () => refused(persona, await get('select=*'))),
      cell('read one column', false, async () => refused(persona, await get(`select=${subject.key[0]}`))),
      cell('count', false, async () => refused(persona, await get(`select=${subject.key[0]}`, 'count=exact', 'HEAD'))),
    ]
  }
  const expected = readable(facts, subject, persona)
  const ids = facts.rows(name).map((row) => row[subject.key[0]!])
  const list = subject.visible.length === subject.columns.length ? '*' : subject.visible.join()
  return [
    cell('read all', expected.size > 0, async () => showsRows(await get(`select=${list}`, 'count=planned'), subject.key, expected)),
    cell('read by id', expected.size > 0, async () => {
      const answer = await get(`select=${subject.key}&${subject.key[0]}=in.(${ids.slice(0, 300).join()})`, 'count=estimated')
      const known = new Set(
        facts
          .rows(name)
          .slice(0, 300)
          .map((row) => keyOf(subject.key, row)),
      )
      return showsRows(answer, subject.key, expected.intersection(known)) ?? counts(total(answer), expected.intersection(known).size)
    }),
    cell('count', expected.size > 0, async () => {
      const answer = await get(`select=${subject.key[0]}`, 'count=exact', 'HEAD')
      return succeeded(answer, [200, 206]) ?? counts(total(answer), expected.size)
    }),
    ...hiddenColumnCells(subject, cell, async (query) => refused(persona, await get(query))),
    ...embedCells(world, facts, subject, persona, everySubject),
  ]
}

/** What is not shown can neither be filtered nor ordered by, for an answer would tell what it is. */
function hiddenColumnCells(
  { name, key, rule }: Subject,
  cell: (what: string, allowed: boolean, run: Cell['run']) => Cell,
  isRefused: (query: string) => Promise<string | null>,
): Cell[] {
  return (rules[name]?.hidden ?? rule.hidden ?? []).flatMap((column) => [
    cell(`read ${column}`, false, () => isRefused(`select=${column}`)),
    cell('read all columns', false, () => isRefused('select=*')),
    cell(`filter by ${column}`, false, () => isRefused(`select=${key[0]}&${column}=not.is.null`)),
    cell(`filter by ${column} among others`, false, () => isRefused(`select=${key[0]}&or=(${key[0]}.not.is.null,${column}.is.null)`)),
    cell(`order by ${column}`, false, () => isRefused(`select=${key[0]}&order=${column}`)),
  ])
}

const counts = (got: number, expected: number) => (got === expected ? null : `expected a count of ${expected}, got ${got}`)
