/** The fast way: the file's bytes go to COPY into the typed table as they are. Works for files with nothing odd in them. */
import { AppError } from '../../../../../shared/errors.ts'
import type { DateOrder, LoadOptions } from '../../../../../shared/upload.ts'
import { copyIn } from '../../../_shared/copy.ts'
import type { Transaction } from '../../../_shared/database.ts'
import type { FieldMap } from './columns.ts'
import { plainCsv } from './plain_csv.ts'
import { identifier, literal, type OpenLoad } from './run.ts'
import type { Source } from './source.ts'

/** YMD refuses 01/02/2024, which nobody can read for sure without being told the order. */
const dateStyles: Record<DateOrder, string> = { iso: 'ISO, YMD', ymd: 'ISO, YMD', dmy: 'ISO, DMY', mdy: 'ISO, MDY' }

/** Whether Postgres itself reads every field of the file as it is meant. */
export function isDirect(options: LoadOptions, map: FieldMap, open: OpenLoad): boolean {
  const hasNumbers = open.columns.some((column) => column.type === 'number')
  return options.format === 'csv' && map.fields.every((name) => name !== null) && (options.decimal === '.' || !hasNumbers)
}

/** Answers the number of rows. Throws at the first thing that is odd; the caller rolls back and reads with care. */
export async function loadDirect(
  transaction: Transaction,
  {
    runId,
    options,
    map,
    open,
    source,
    signal,
  }: { runId: string; options: LoadOptions; map: FieldMap; open: OpenLoad; source: Source; signal: AbortSignal },
): Promise<number> {
  const [target] = await transaction`select private.load_table(${runId}::uuid) as name`
  await transaction`
    select set_config('datestyle', ${dateStyles[options.date_order]}, true), set_config('timezone', 'UTC', true)`
  const names = map.fields.filter((name) => name !== null)
  // A quoted empty field is a text without letters; for every other type it is nothing.
  const nullable = open.columns.filter((column) => column.type !== 'text').map((column) => identifier(column.name))
  const settings = [
    'format csv',
    `header ${options.header}`,
    `delimiter ${literal(options.delimiter)}`,
    `quote ${literal(options.quote)}`,
    ...(nullable.length ? [`force_null (${nullable.join(', ')})`] : []),
  ]
  const statement = `copy data.${identifier(String(target?.name))} (${names.map(identifier).join(', ')}) from stdin with (${settings.join(', ')})`
  const rows = await copyIn(transaction, statement, plainCsv(source.bytes(), options.delimiter, options.quote), signal)
  await transaction`update pg_temp.load_state set rows_written = rows_written + ${rows}`
  return rows
}

/** Bytes that are no UTF-8 end the load with advice, as no reading with care can save them. NUL is valid UTF-8 and can be rejected row by row. */
export function encodingError(error: unknown): AppError | undefined {
  const { code, message, where } = error as { code?: unknown; message?: unknown; where?: unknown }
  if (code !== '22021' || /: 0x00\b/.test(String(message))) return undefined
  const bytes = /(?:0x[0-9a-f]{2} ?)+/.exec(String(message))?.[0].trim() ?? ''
  const line = /line (\d+)/.exec(String(where))?.[1]
  return new AppError('unprocessable', `The file is not UTF-8 text: it has the bytes ${bytes}${line ? ` in row ${line}` : ''}`, {
    hint: 'Choose the encoding it was saved in (often windows-1252) and load it again.',
    cause: error,
  })
}
