import type { Column, ColumnType } from '#shared/dataset.ts'
import type { Formats } from './formats.svelte.ts'

/** Whether numbers of a column name things: ids and years are not grouped by thousands. */
export function isPlain({ name, type, role }: Pick<Column, 'name' | 'type' | 'role'>): boolean {
  return type === 'integer' && (role === 'key' || /(^|[^\p{L}])(year|jahr|zip|plz)([^\p{L}]|$)/iu.test(name))
}

/** One value of a dataset as text, by its column's type. */
export function formatCell(value: unknown, type: ColumnType | undefined, formats: Formats, plain = false): string {
  if (value === null || value === undefined) return '–'
  if (plain && typeof value === 'number') return String(value)
  if (typeof value === 'number' && (type === 'integer' || type === 'number' || type === undefined)) return formats.number(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (type === 'timestamp' && typeof value === 'string') return readable(value, formats.time)
  if (type === 'date' && typeof value === 'string') return readable(value, formats.date)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function readable(value: string, format: (value: string) => string): string {
  return Number.isNaN(Date.parse(value)) ? value : format(value)
}
