/** Objects at the beginning of a JSON array or of newline-delimited JSON, without reading the rest. */
import type { ColumnType } from '../dataset.ts'
import { inferType } from './types.ts'

export type JsonObject = Record<string, unknown>

/** Null when it is not JSON that holds rows. */
export function detectJson(text: string): 'json' | 'ndjson' | null {
  const start = text.trimStart()
  if (start.startsWith('[')) {
    const rest = start.slice(1).trimStart()
    return rest.startsWith('{') || rest.startsWith(']') ? 'json' : null
  }
  if (!start.startsWith('{')) return null
  const end = start.indexOf('\n')
  // One object alone is a document; one on every line is a list.
  if (end === -1 || start.slice(end).trim() === '') return 'json'
  try {
    JSON.parse(start.slice(0, end))
    return 'ndjson'
  } catch {
    return 'json'
  }
}

/** Up to `limit` whole objects at the top level of an array or one after the other. What is cut at the end is left out; so is what is no object. */
export function sampleJson(text: string, limit: number): JsonObject[] {
  const objects: JsonObject[] = []
  let depth = 0
  let start = -1
  let quoted = false
  for (let at = 0; at < text.length && objects.length < limit; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' && depth++ === 0) start = at
    else if (character === '}' && depth > 0 && --depth === 0) {
      try {
        objects.push(JSON.parse(text.slice(start, at + 1)) as JsonObject)
      } catch {
        // Not well formed; the load will say so with its line.
      }
    }
  }
  return objects
}

/** Keys in the order of their first appearance. */
export function jsonKeys(objects: readonly JsonObject[]): string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))]
}

/** Strings are looked into for dates only: a number in quotes was quoted on purpose. */
export function inferJsonType(values: readonly unknown[]): ColumnType {
  const present = values.filter((value) => value !== null && value !== undefined && value !== '')
  if (present.length === 0) return 'text'
  if (present.every((value) => typeof value === 'number'))
    return present.every((value) => Number.isSafeInteger(value)) ? 'integer' : 'number'
  if (present.every((value) => typeof value === 'boolean')) return 'boolean'
  if (present.every((value) => typeof value === 'string')) {
    const type = inferType(present, { decimal: '.', date_order: 'iso' })
    return type === 'date' || type === 'timestamp' ? type : 'text'
  }
  return present.some((value) => typeof value === 'object') ? 'json' : 'text'
}
