/** Records of delimited text (RFC 4180, with any delimiter and quote, lone line feeds, and quotes in the middle of a field taken as they are). */

export interface CsvShape {
  delimiter: string
  quote: string
}

/**
 * The first `limit` records. The last one is dropped when `partial` and the text ends inside it, because then it may be cut.
 * Lines with nothing in them are skipped.
 */
export function parseCsv(text: string, { delimiter, quote }: CsvShape, limit = Infinity, partial = false): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let at = 0
  const end = text.length

  while (at < end && records.length < limit) {
    let value: string
    if (text[at] === quote) {
      let closing = at + 1
      value = ''
      for (;;) {
        const next = text.indexOf(quote, closing)
        if (next === -1) {
          value += text.slice(closing)
          closing = end
          break
        }
        value += text.slice(closing, next)
        closing = next + 1
        if (text[closing] !== quote) break
        value += quote
        closing += 1
      }
      const stop = fieldEnd(text, closing, delimiter)
      value += text.slice(closing, stop)
      at = stop
    } else {
      const stop = fieldEnd(text, at, delimiter)
      value = text.slice(at, stop)
      at = stop
    }
    record.push(value)
    if (at >= end) break
    if (text[at] === delimiter) {
      at += 1
      if (at < end) continue
      record.push('')
      break
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  if (record.length > 0 && !partial && records.length < limit && (record.length > 1 || record[0] !== '')) records.push(record)
  return records
}

function fieldEnd(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === delimiter || character === '\n' || character === '\r') return at
  }
  return text.length
}

const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** The delimiter under which the lines have the same number of fields, and many. A comma when nothing separates anything. */
export function detectDelimiter(text: string, quote = '"'): Delimiter {
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of delimiters) {
    const records = parseCsv(text, { delimiter, quote }, 100, true)
    const counted = records.length > 0 ? records : parseCsv(text, { delimiter, quote }, 100)
    const counts = new Map<number, number>()
    for (const record of counted) counts.set(record.length, (counts.get(record.length) ?? 0) + 1)
    const [fields, lines] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0]
    if (fields < 2) continue
    const agreement = lines / counted.length
    const score = agreement ** 2 * (1 + Math.log2(fields) / 8)
    if (score > bestScore + 1e-9) [best, bestScore] = [delimiter, score]
  }
  return best
}

/** `'` only where fields are wrapped in it and none in `"`. */
export function detectQuote(text: string): '"' | "'" {
  const wrapped = (quote: string) => text.split(new RegExp(`(?:^|[,;\\t|\\n])${quote}`)).length - 1
  return wrapped("'") > 2 && wrapped('"') === 0 && /'(?:[,;\t|\r\n]|$)/.test(text) ? "'" : '"'
}
