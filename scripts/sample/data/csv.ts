/** A CSV file (RFC 4180). Values of the sample hold no quotes or line ends; commas are quoted. */
export function csv(header: string[], rows: unknown[][]): string {
  const lines = rows.map((row) =>
    row.map((value) => (typeof value === 'string' && value.includes(',') ? `"${value}"` : String(value ?? ''))).join(','),
  )
  return `${header.join(',')}\n${lines.join('\n')}\n`
}
