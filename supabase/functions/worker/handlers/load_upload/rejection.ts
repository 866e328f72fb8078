/** Records that are not loaded. */

export interface Rejection {
  line_number: number
  reason: string
  record: string
}

/** So many of a run are kept and shown; the rest are only counted. */
export const KEPT_REJECTIONS = 10_000
const RECORD_BYTES = 8000
const decoder = new TextDecoder()

export class Rejections {
  readonly kept: Rejection[] = []
  total = 0

  add(line: number, reason: string, record: Uint8Array): void {
    this.total++
    if (this.kept.length >= KEPT_REJECTIONS) return
    // Postgres cannot store NUL in text.
    const text = decoder.decode(record.subarray(0, RECORD_BYTES)).replaceAll('\0', '␀')
    this.kept.push({ line_number: line, reason, record: text.slice(0, 2000) })
  }
}
