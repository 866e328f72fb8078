/** Which field of the file goes to which column. */
import { AppError } from '../../../../../shared/errors.ts'
import { MAX_COLUMNS } from '../../../../../shared/dataset.ts'
import type { LoadOptions } from '../../../../../shared/upload.ts'
import { CR, LF } from './bytes.ts'
import { splitRecord } from './csv_record.ts'
import { CsvSplitter } from './csv_splitter.ts'

export interface FieldMap {
  /** A column's name for each field of a record; null where the field is left out. */
  fields: (string | null)[]
  /** Columns of the file nobody asked for. */
  unknown: string[]
}

/** The names in the first record of a CSV file. Throws unprocessable when it does not end within `head`, or cannot be read. */
export function readHeader(head: Uint8Array, options: LoadOptions): string[] {
  let start = 0
  while (head[start] === LF || head[start] === CR) start++
  const end = new CsvSplitter({ delimiter: options.delimiter, quote: options.quote, fields: 0 }, true).firstRecordEnd(head.subarray(start))
  if (end < 0) {
    throw new AppError('unprocessable', 'The first line cannot be read: it is too long, or a quote in it is never closed', {
      hint: 'Check the delimiter and the quote character.',
    })
  }
  const record = new TextDecoder().decode(head.subarray(start, start + end))
  return splitRecord(record, options.delimiter, options.quote).map((field) => field.text.trim())
}

/**
 * Fields go to columns by position, as they were chosen for this file; by name when the header has the same names in another order, or
 * more of them. Throws unprocessable when the header lacks a column.
 */
export function mapFields(header: string[] | undefined, columns: LoadOptions['columns']): FieldMap {
  const positional = columns.map((column) => column?.name ?? null)
  if (!header) return { fields: positional, unknown: [] }
  if (header.length > MAX_COLUMNS) {
    throw new AppError(
      'unprocessable',
      `The file has ${header.length.toLocaleString('en')} columns; a dataset has at most ${MAX_COLUMNS.toLocaleString('en')}`,
      {
        hint: 'Leave out columns, or turn the table so that they become rows.',
      },
    )
  }
  const wanted = positional.filter((name) => name !== null)
  const missing = wanted.filter((name) => !header.includes(name))
  if (header.length === columns.length) {
    if (missing.length > 0 || positional.every((name, at) => name === null || name === header[at]))
      return { fields: positional, unknown: [] }
  } else if (missing.length > 0) {
    throw new AppError(
      'unprocessable',
      `The file has ${header.length} ${header.length === 1 ? 'column' : 'columns'} (${listed(header)}); ${columns.length} were expected (${listed(wanted)})`,
      {
        hint: `Not found in the file: ${listed(missing)}. Check the delimiter, or load the file with its own columns.`,
      },
    )
  }
  const fields = header.map((name, at) => (wanted.includes(name) && header.indexOf(name) === at ? name : null))
  const extra = header.length === columns.length ? [] : header.filter((_, at) => fields[at] === null)
  return { fields, unknown: extra }
}

function listed(names: string[]): string {
  const shown = names.slice(0, 8).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name || '(no name)'))
  return shown.join(', ') + (names.length > 8 ? ', …' : '')
}
