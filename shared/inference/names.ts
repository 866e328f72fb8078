/** Column names as people wrote them, made fit for a table. */
import { MAX_NAME_BYTES } from '../dataset.ts'

const encoder = new TextEncoder()
/** Columns every Postgres table has. */
const reserved = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'])

/** One name, kept as close to its source as `ColumnName` allows; empty when nothing is left of it. */
export function safeName(raw: string): string {
  const name = raw
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f\ufeff\u200b]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^_(?=row)/, '')
  return reserved.has(name) ? `${name} value` : cut(name, MAX_NAME_BYTES).trim()
}

/** Names for all columns in order: none empty, no two alike. The second `price` becomes `price 2`, a nameless third column `column 3`. */
export function safeNames(raw: readonly string[]): string[] {
  const names = raw.map(safeName)
  const taken = new Set(names.filter((name) => name !== ''))
  const used = new Set<string>()
  return names.map((name, index) => {
    let candidate = name || `column ${index + 1}`
    if (used.has(candidate) || (!name && taken.has(candidate)))
      candidate = numbered(candidate, (other) => used.has(other) || taken.has(other))
    used.add(candidate)
    return candidate
  })
}

function numbered(name: string, taken: (name: string) => boolean): string {
  for (let number = 2; ; number++) {
    const suffix = ` ${number}`
    const candidate = cut(name, MAX_NAME_BYTES - suffix.length).trimEnd() + suffix
    if (!taken(candidate)) return candidate
  }
}

/** At most so many bytes of UTF-8, without half a character at the end. */
function cut(text: string, bytes: number): string {
  if (encoder.encode(text).length <= bytes) return text
  let length = 0
  let kept = ''
  for (const character of text) {
    length += encoder.encode(character).length
    if (length > bytes) break
    kept += character
  }
  return kept
}

/** A dataset's name from its file's: `sales_2024.csv` → `Sales 2024`. */
export function nameFromFile(fileName: string): string {
  const stem = fileName
    .replace(/^.*[\\/]/, '')
    .replace(/\.(csv|tsv|txt|json|jsonl|ndjson|geojson)$/i, '')
    .replace(/[_\s]+/g, ' ')
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ')
    .trim()
  return (stem.charAt(0).toUpperCase() + stem.slice(1)).slice(0, 200) || 'Untitled'
}
