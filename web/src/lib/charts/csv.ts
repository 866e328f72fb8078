import type { QueryResult } from '#shared/query.ts'

/** RFC 4180 with a byte order mark, which spreadsheets need to read UTF-8. Text that a spreadsheet would run as a formula is prefixed with `'`. */
export function toCsv(result: Pick<QueryResult, 'columns' | 'rows'>): string {
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return ''
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(text) ? `'${text}` : text
    return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const lines = [
    result.columns.map((column) => cell(column.name)),
    ...result.rows.map((row) => result.columns.map((column) => cell(row[column.name]))),
  ]
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}
