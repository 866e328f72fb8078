/** How an uploaded file becomes rows. */
import { z } from 'zod'
import { Columns } from './dataset.ts'

export const FileFormat = z.enum(['csv', 'json', 'ndjson'])
export type FileFormat = z.infer<typeof FileFormat>

/** Order of the parts of a date that is not ISO 8601. */
export const DateOrder = z.enum(['iso', 'dmy', 'mdy', 'ymd'])
export type DateOrder = z.infer<typeof DateOrder>

export const ParseOptions = z.object({
  format: FileFormat,
  /** WHATWG label, e.g. `utf-8`, `windows-1252`, `utf-16le`. */
  encoding: z.string().max(40).default('utf-8'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  quote: z.enum(['"', "'"]).default('"'),
  /** Whether the first line names the columns. */
  header: z.boolean().default(true),
  decimal: z.enum(['.', ',']).default('.'),
  date_order: DateOrder.default('iso'),
})
export type ParseOptions = z.infer<typeof ParseOptions>

/** `create` makes a dataset called `name`; `append` and `replace` change `dataset_id`. */
export const LoadOptions = ParseOptions.extend({
  mode: z.enum(['create', 'append', 'replace']),
  name: z.string().trim().min(1).max(200).optional(),
  dataset_id: z.uuid().optional(),
  /** In the order of the file's columns; a null leaves that column out. */
  columns: z.array(Columns.element.nullable()).min(1).max(1000),
  file_name: z.string().max(300).optional(),
  /** Size in bytes, for progress. */
  file_size: z.int().min(0).optional(),
})
export type LoadOptions = z.infer<typeof LoadOptions>
