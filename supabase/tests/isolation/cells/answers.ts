/** What answers look like that refuse, and that show rows. */
import type { Persona } from '../personas.ts'
import type { Answer } from '../request.ts'
import { keyOf, type Row } from '../state.ts'

const isOfView = ({ body }: Answer) => (body as { code?: string }).code === '55000'

/** Refused for lack of rights: 401 for who is not signed in, 403 or 404 for others. Or because it is a view, which cannot be written. */
export function refused(persona: Persona, answer: Answer): string | null {
  if (isOfView(answer)) return null
  const right = persona.id === null ? [401] : [403, 404]
  return right.includes(answer.status) ? null : `expected ${right.join(' or ')}, got ${show(answer)}`
}

export function succeeded(answer: Answer, statuses: number[]): string | null {
  return statuses.includes(answer.status) ? null : `expected ${statuses.join(' or ')}, got ${show(answer)}`
}

/** Exactly these rows came. */
export function showsRows(answer: Answer, key: string[], expected: Set<string>, statuses = [200, 206]): string | null {
  if (!statuses.includes(answer.status) || !Array.isArray(answer.body)) return `expected rows, got ${show(answer)}`
  return differs(new Set((answer.body as Row[]).map((row) => keyOf(key, row))), expected)
}

export function differs(got: Set<string>, expected: Set<string>): string | null {
  const more = got.difference(expected)
  const less = expected.difference(got)
  if (more.size === 0 && less.size === 0) return null
  return `expected ${expected.size} rows, got ${got.size}: ${more.size} too many (${[...more].slice(0, 3).join(', ')}), ${less.size} missing (${[...less].slice(0, 3).join(', ')})`
}

/** The number after the slash of Content-Range. */
export const total = (answer: Answer) => Number(String(answer.headers['content-range']).split('/')[1])

/** Rows a write touched, as Content-Range says it with `count=exact`. */
export function touched(answer: Answer, expected: number): string | null {
  if (![200, 201, 204].includes(answer.status)) return `expected ${expected} rows to be written, got ${show(answer)}`
  return total(answer) === expected ? null : `expected ${expected} rows to be written, not ${total(answer)}`
}

export const show = (answer: Answer) => `${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`
