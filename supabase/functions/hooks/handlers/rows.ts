/** The rows of a request's body: JSON, JSON lines or CSV, by its content type. */
import type { z } from 'zod'
import { AppError } from '../../../../shared/errors.ts'
import { parseCsv } from '../../_shared/csv/parse.ts'

export const MAX_ROWS = 10_000

type Json = z.infer<ReturnType<typeof z.json>>

/** Elements are not checked here: the database says which of them do not fit, and why. Throws bad_request or too_large. */
export function readRows(contentType: string, body: string): Json[] {
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  const rows = rowsOf(type, body)
  if (rows.length > MAX_ROWS) {
    throw new AppError('too_large', `The body has ${rows.length} rows; at most ${MAX_ROWS} are taken at once`, {
      hint: 'Send it in several requests.',
    })
  }
  return rows
}

function rowsOf(type: string, body: string): Json[] {
  if (body.trim() === '')
    throw new AppError('bad_request', 'The body is empty', { hint: 'Send a JSON object, an array of objects, JSON lines, or CSV.' })
  switch (type) {
    case 'text/csv':
      return fromCsv(body, ',')
    case 'text/tab-separated-values':
      return fromCsv(body, '\t')
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
      return fromLines(body)
    case '':
    case 'text/plain':
    case 'application/json': {
      const value = parse(body, 'The body')
      return Array.isArray(value) ? value : [value]
    }
    default:
      throw new AppError('bad_request', `The content type "${type}" is not taken`, {
        hint: 'Use application/json, application/x-ndjson or text/csv.',
      })
  }
}

function fromLines(body: string): Json[] {
  return body.split(/\r\n|\n|\r/).flatMap((line, at) => (line.trim() === '' ? [] : [parse(line, `Line ${at + 1}`)]))
}

function parse(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new AppError('bad_request', `${what} is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}

/** One object of strings per record; the header names the keys. */
function fromCsv(body: string, delimiter: string): Json[] {
  const [header, ...records] = parseCsv(body, delimiter)
  if (!header) throw new AppError('bad_request', 'The CSV has no header')
  return records.map((record, at) => {
    if (record.length !== header.length) {
      throw new AppError('bad_request', `Row ${at + 1} of the CSV has ${record.length} fields, the header has ${header.length}`)
    }
    return Object.fromEntries(header.map((name, column) => [name.trim(), record[column]!]))
  })
}
