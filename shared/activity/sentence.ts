/** An event as a sentence, in parts: names can be shown as links, numbers and people as their reader is used to. */
import { queueWords } from '../operations.ts'
import { countOf, verbOf, type Event } from './event.ts'
import { columnWords, commonVerbs, subjects, type Reference, type Subject } from './subjects.ts'

export type Part =
  | { kind: 'text'; text: string }
  /** Whoever did it. */
  | { kind: 'who' }
  | { kind: 'number'; value: number }
  | { kind: 'subject'; name: string; reference: Reference }

/** What a subject is called, if that is known. */
export type Names = (reference: Reference) => string | undefined

/** The words of an event's type; undefined when there are none. */
export function wordsOf({ type, subject_type, data }: Pick<Event, 'type' | 'subject_type' | 'data'>): string | undefined {
  const subject = subjects[subject_type]
  const verb = verbOf({ type })
  return subject && (subject.verbs[`${verb}:${String(data.status)}`] ?? subject.verbs[verb] ?? commonVerbs[verb])
}

/** A plain sentence without its full stop. What functions and workers emit of their own is told by its type alone. */
export function sentenceOf(event: Event, names: Names): Part[] {
  const words = wordsOf(event)
  const subject = subjects[event.subject_type]
  if (!words || !subject) return capitalized([text(event.type.replace(/[._]/g, ' '))])
  const complete = words.replace(/\[([^\]]*)\]/g, (_, inside: string) =>
    keysIn(inside).every((key) => valueOf(event, key) !== undefined) ? inside : '',
  )
  return capitalized(
    complete
      .split(/(\{[^}]*\})/)
      .flatMap((piece) => (piece.startsWith('{') ? fill(piece.slice(1, -1), event, subject, names) : text(piece))),
  )
}

/** The sentence in one text, e.g. for a title. */
export const plainText = (parts: readonly Part[], who: string): string =>
  parts
    .map((part) =>
      part.kind === 'text' ? part.text : part.kind === 'who' ? who : part.kind === 'number' ? part.value.toLocaleString('en') : part.name,
    )
    .join('')

/** Whether somebody should have a look. */
export const isBad = ({ type }: Event): boolean => /\.(failed|rejected|triggered)$/.test(type) || type === 'dead_letter.added'

function fill(key: string, event: Event, subject: Subject, names: Names): Part | Part[] {
  const [one, many] = key.split('|') as [string, string?]
  if (many) return text(countOf(event) === 1 ? one : many)
  if (key === 'who') return { kind: 'who' }
  if (key === 'it') return itself(event, subject, names)
  if (key === 'changes') return text(changes(event))
  if (key === 'to') return text(reached(event))
  const value = valueOf(event, key)
  if (key === 'queue') return text(queueWords(String(value)).name)
  if (key === 'rows') return [{ kind: 'number', value: Number(value) }, text(value === 1 ? ' row' : ' rows')]
  return typeof value === 'number' ? { kind: 'number', value } : text(String(value))
}

function itself(event: Event, subject: Subject, names: Names): Part[] {
  if (event.subject_id === null) return many(event, subject)
  const reference = subject.of?.subject(event.data)
  const other = reference && names(reference)
  if (subject.of?.joint === 'is' && reference && other) return [{ kind: 'subject', name: other, reference }]
  const own = { type: event.subject_type, id: event.subject_id }
  const name = namedIn(event, subject) ?? names(own)
  const noun = name === undefined ? article(subject.one) : `${subject.named ?? subject.one} `
  const it: Part[] = [
    text(noun),
    ...(name === undefined ? [] : [subject.of ? text(name) : ({ kind: 'subject', name, reference: own } as const)]),
  ]
  if (!subject.of || !reference || !other) return it
  return [
    ...it,
    text(` ${subject.of.joint} ${subjects[reference.type]?.one ?? reference.type} `),
    { kind: 'subject', name: other, reference },
  ]
}

function many(event: Event, subject: Subject): Part[] {
  const value = countOf(event)
  return [{ kind: 'number', value }, text(` ${value === 1 ? subject.one : subject.many}`)]
}

function namedIn({ data }: Event, { name }: Subject): string | undefined {
  const value = name === undefined ? undefined : data[name]
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? String(value) : undefined
}

/** Changed columns in words, each once. */
function changed({ subject_type, data }: Event): string[] {
  const columns = Array.isArray(data.changed) ? data.changed.map(String) : []
  const words = columns.map((column) => {
    const word = columnWords[`${subject_type}.${column}`]
    return word !== undefined ? word : column in columnWords ? columnWords[column]! : column.replaceAll('_', ' ')
  })
  return [...new Set(words)].filter((word) => word !== null)
}

function changes(event: Event): string {
  const words = changed(event)
  // Of more than three nobody wants to read all.
  if (words.length === 0 || words.length > 3) return ''
  return `the ${words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`} of `
}

function reached(event: Event): string {
  const [column, ...others] = changed(event)
  const value = column === 'status' || column === 'role' ? event.data[column] : undefined
  return typeof value === 'string' && others.length === 0 ? ` to ${value.replaceAll('_', ' ')}` : ''
}

const keysIn = (words: string): string[] => [...words.matchAll(/\{([^}|]*)\}/g)].map(([, key]) => key!)
const valueOf = ({ data }: Event, key: string): unknown => data[key === 'rows' ? 'row_count' : key] ?? undefined
const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
const text = (words: string): Part => ({ kind: 'text', text: words })

function capitalized(parts: Part[]): Part[] {
  const [first, ...rest] = parts.filter((part) => part.kind !== 'text' || part.text !== '')
  if (first?.kind !== 'text') return first ? [first, ...rest] : []
  return [text(first.text.charAt(0).toUpperCase() + first.text.slice(1)), ...rest]
}
