/** CSV bodies (RFC 4180). The unquoted word NULL is null, as PostgREST reads it. */
import { RestError } from './errors.ts'

export function parseCsv(text: string): Record<string, string | null>[] {
  const records: (string | null)[][] = []
  let record: (string | null)[] = []
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy
  while (cell.lastIndex < text.length || record.length > 0) {
    const found = cell.exec(text)
    if (!found) throw new RestError(400, 'PGRST102', 'Invalid CSV', `near character ${cell.lastIndex}`)
    const raw = found[1]!
    record.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw === 'NULL' ? null : raw)
    if (found[2] === ',') continue
    records.push(record)
    record = []
    if (cell.lastIndex >= text.length) break
  }
  const names = records.shift() ?? []
  return records.map((values) => {
    if (values.length !== names.length) throw new RestError(400, 'PGRST102', 'All lines must have same number of fields')
    return Object.fromEntries(names.map((name, i) => [name ?? 'NULL', values[i] ?? null]))
  })
}
