/** `select=` and the fields in it. */
import type { Field, JsonStep, SelectItem } from './ast.ts'
import { Cursor } from './cursor.ts'
import { RestError } from './errors.ts'

export function parseSelect(text: string): SelectItem[] {
  const cursor = new Cursor(text, 'select parameter')
  const items = parseItems(cursor)
  if (!cursor.done) cursor.fail('expecting end of input')
  return items
}

function parseItems(cursor: Cursor): SelectItem[] {
  const items: SelectItem[] = []
  cursor.skipSpace()
  if (cursor.done || cursor.peek(')')) return items
  do {
    cursor.skipSpace()
    items.push(parseItem(cursor))
    cursor.skipSpace()
  } while (cursor.take(','))
  return items
}

function parseItem(cursor: Cursor): SelectItem {
  if (cursor.take('*')) return { kind: 'star' }
  if (cursor.take('...')) return parseEmbed(cursor, readName(cursor), undefined, true)
  let name = readName(cursor)
  let alias: string | undefined
  if (cursor.peek(':') && !cursor.peek('::')) {
    cursor.take(':')
    alias = name
    name = readName(cursor)
  }
  if (cursor.peek('!') || (cursor.peek('(') && name !== 'count')) return parseEmbed(cursor, name, alias, false)
  if (cursor.match(/\(\)|\.(count|sum|avg|min|max)\(\)/y)) throw aggregatesOff()
  const path = readPath(cursor)
  const cast = cursor.take('::') ? (cursor.match(/[\w $."[\]]+/y) ?? cursor.fail('expecting a type')) : undefined
  if (cursor.match(/\.(count|sum|avg|min|max)\(\)/y)) throw aggregatesOff()
  return { kind: 'field', field: { name, path }, alias, cast: cast?.trim() }
}

function parseEmbed(cursor: Cursor, target: string, alias: string | undefined, spread: boolean): SelectItem {
  let hint: string | undefined
  let inner = false
  while (cursor.take('!')) {
    const word = readName(cursor)
    if (word === 'inner') inner = true
    else if (word !== 'left') hint = word
  }
  const select = cursor.nested(() => parseItems(cursor))
  return { kind: 'embed', target, alias, hint, inner, spread, select }
}

/** A name ends before punctuation of the grammar; quotes allow anything. */
export function readName(cursor: Cursor): string {
  const name = cursor.quoted() ?? cursor.match(/(?:[^.,:()!"*\->]|-(?!>))+/y)?.trim()
  return name || cursor.fail('expecting a field name (a letter, digit, "_", " " or a quoted name)')
}

export function readPath(cursor: Cursor): JsonStep[] {
  const path: JsonStep[] = []
  for (;;) {
    const arrow = cursor.take('->>') ? '->>' : cursor.take('->') ? '->' : null
    if (!arrow) return path
    const index = cursor.match(/-?\d+(?=$|->|::|[.,)])/y)
    path.push({ arrow, key: index === null ? readName(cursor) : Number(index) })
  }
}

/** One field, for filters and orders. */
export function parseField(text: string, what: string): Field {
  const cursor = new Cursor(text, what)
  const field = { name: readName(cursor), path: readPath(cursor) }
  if (!cursor.done) cursor.fail('expecting end of input')
  return field
}

/** Hosted projects leave aggregates off, because a query of a stranger could then read a whole table. */
function aggregatesOff(): RestError {
  return new RestError(400, 'PGRST123', 'Use of aggregate functions is not allowed')
}
