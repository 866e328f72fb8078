/** The fields of one well-formed record. */
export function splitRecord(record: string, delimiter: string, quote: string): { text: string; quoted: boolean }[] {
  const fields: { text: string; quoted: boolean }[] = []
  let at = 0
  for (;;) {
    if (record[at] === quote) {
      let end = at + 1
      while (end < record.length && (record[end] !== quote || record[end + 1] === quote)) end += record[end] === quote ? 2 : 1
      fields.push({ text: record.slice(at + 1, end).replaceAll(quote + quote, quote), quoted: true })
      at = record.indexOf(delimiter, end)
    } else {
      const end = record.indexOf(delimiter, at)
      fields.push({ text: record.slice(at, end < 0 ? record.length : end), quoted: false })
      at = end
    }
    if (at < 0) return fields
    at++
  }
}
