import type { Column, ColumnType } from '#shared/dataset.ts'

const examples: Record<ColumnType, unknown> = {
  text: 'text',
  integer: 1,
  number: 1.5,
  boolean: true,
  date: '2026-01-31',
  timestamp: '2026-01-31T12:00:00Z',
  json: {},
}

/** One row that fits, of at most six columns. */
export function exampleRow(columns: readonly Column[]): Record<string, unknown> {
  return Object.fromEntries(columns.slice(0, 6).map(({ name, type }) => [name, examples[type]]))
}

/** For a POSIX shell: a quote inside the JSON ends the string, is escaped, and begins it anew. */
export function curlLine(address: string, token: string, row: Record<string, unknown>): string {
  const body = JSON.stringify([row]).replaceAll("'", `'\\''`)
  return [
    `curl -X POST '${address}' \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ].join('\n')
}
