/** A whole CSV text into records, for bodies that fit in memory (RFC 4180). */
import { AppError } from '../../../../shared/errors.ts'

/** Records as arrays of fields; blank lines are passed over. Throws bad_request at a quote that is not closed. */
export function parseCsv(text: string, delimiter = ','): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  const endRecord = () => {
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  while (at < text.length) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1)
      if (end < 0) throw new AppError('bad_request', `A quote in row ${records.length + 1} is opened and never closed`)
      record.push(text.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 1
    } else {
      const end = fieldEnd(text, at, delimiter)
      record.push(text.slice(at, end))
      at = end
    }
    const byte = text[at]
    if (byte === delimiter) {
      at++
      if (at >= text.length || text[at] === '\n' || text[at] === '\r') record.push('')
      if (at < text.length && text[at] !== '\n' && text[at] !== '\r') continue
    } else if (byte !== undefined && byte !== '\n' && byte !== '\r') {
      throw new AppError('bad_request', `There is text after a closing quote in row ${records.length + 1}`)
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    endRecord()
  }
  return records
}

function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}

function fieldEnd(text: string, start: number, delimiter: string): number {
  let at = start
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}
