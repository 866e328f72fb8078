/** Datasets: typed tables that charts, automations and chats read through `query_dataset`. */
import { z } from 'zod'

export const columnTypes = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp', 'json'] as const
export const ColumnType = z.enum(columnTypes)
export type ColumnType = z.infer<typeof ColumnType>

/** What a column is for: `dimension` groups, `measure` is aggregated, `time` is an axis of time, `key` identifies. */
export const ColumnRole = z.enum(['dimension', 'measure', 'time', 'key'])
export type ColumnRole = z.infer<typeof ColumnRole>

/** Postgres truncates identifiers past 63 bytes. */
export const MAX_NAME_BYTES = 63
/** Postgres allows 1,600 columns in a table; rows of that width rarely fit a page. */
export const MAX_COLUMNS = 1000

export const ColumnName = z
  .string()
  .min(1)
  .refine((name) => new TextEncoder().encode(name).length <= MAX_NAME_BYTES, `A column name has at most ${MAX_NAME_BYTES} bytes`)
  .refine((name) => !/[\u0000-\u001f]/.test(name), 'A column name has no control characters')
  .refine((name) => !name.startsWith('_row'), 'Names beginning with _row are kept for Orrery')

export const Column = z.object({ name: ColumnName, type: ColumnType, nullable: z.boolean(), role: ColumnRole })
export type Column = z.infer<typeof Column>

export const Columns = z
  .array(Column)
  .min(1)
  .max(MAX_COLUMNS)
  .refine((columns) => new Set(columns.map((column) => column.name)).size === columns.length, 'Two columns have one name')
export type Columns = z.infer<typeof Columns>

/** The role a column most likely has: numbers are measured unless they look like keys. */
export function likelyRole(name: string, type: ColumnType): ColumnRole {
  if (type === 'date' || type === 'timestamp') return 'time'
  if (/(^|[_\s])(id|uuid|key)$/i.test(name)) return 'key'
  return type === 'integer' || type === 'number' ? 'measure' : 'dimension'
}
