/** Rows as JSON text, each value as Postgres' `to_jsonb` would write it. */
import type { Column } from './tables.ts'

export type Tuple = Record<string, string | null | undefined>

const numbers = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'oid'])

/** JSON text of a row, only with these columns; columns whose value the stream left out (unchanged and stored apart) are missing. */
export function recordJson(columns: Column[], tuple: Tuple): string {
  const fields: string[] = []
  for (const column of columns) {
    const value = tuple[column.name]
    if (value !== undefined) fields.push(`${JSON.stringify(column.name)}:${valueJson(column.base, value)}`)
  }
  return `{${fields.join(',')}}`
}

function valueJson(type: string, value: string | null): string {
  if (value === null) return 'null'
  if (type.startsWith('_')) return arrayJson(type.slice(1), value)
  if (numbers.has(type)) return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? value : JSON.stringify(value)
  if (type === 'bool') return value === 't' ? 'true' : 'false'
  if (type === 'json' || type === 'jsonb') return value
  if (type === 'timestamp') return JSON.stringify(value.replace(' ', 'T'))
  if (type === 'timestamptz') return JSON.stringify(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
  return JSON.stringify(value)
}

/** An array literal (`{1,"a b",NULL,{…}}`) as JSON. */
function arrayJson(type: string, text: string): string {
  // Bounds other than the usual ones come as a prefix: [0:2]={…}
  let i = text.indexOf('{')
  const read = (): string => {
    const items: string[] = []
    i++
    while (text[i] !== '}') {
      if (text[i] === ',') i++
      if (text[i] === '{') items.push(read())
      else if (text[i] === '"') {
        let value = ''
        for (i++; text[i] !== '"'; i++) value += text[i] === '\\' ? text[++i] : text[i]
        i++
        items.push(valueJson(type, value))
      } else {
        const start = i
        while (text[i] !== ',' && text[i] !== '}') i++
        const value = text.slice(start, i)
        items.push(value === 'NULL' ? 'null' : valueJson(type, value))
      }
    }
    i++
    return `[${items.join(',')}]`
  }
  return i < 0 || !text.endsWith('}') ? JSON.stringify(text) : read()
}
