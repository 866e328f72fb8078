/** Cuts CSV into records (RFC 4180, forgiving about line ends and spaces) and passes good ones on untouched, numbered for COPY. */
import { Block } from './block.ts'
import { afterLineEnd, CR, joined, LF, lineEnd, SPACE } from './bytes.ts'
import { splitRecord } from './csv_record.ts'
import { Rejections } from './rejection.ts'

/** A record that is longer has an open quote. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024

export interface CsvShape {
  delimiter: string
  quote: string
  /** Fields a record must have. */
  fields: number
}

/** Where a record ends, or what is wrong with it. `more`: the buffer ends inside it. */
type Scan =
  | { kind: 'record'; end: number; next: number; fields: number; quoted: boolean; stray: boolean }
  | { kind: 'more' }
  | { kind: 'broken'; reason: string }

export class CsvSplitter {
  readonly #delimiter: number
  readonly #quote: number
  readonly #fields: number
  readonly #quoteText: string
  #rest: Uint8Array = new Uint8Array(0)
  #line = 1
  #header: boolean
  readonly #block = new Block()

  /** Records seen, header and blank lines not counted. */
  records = 0
  readonly rejections = new Rejections()

  constructor(shape: CsvShape, header: boolean) {
    this.#delimiter = shape.delimiter.charCodeAt(0)
    this.#quote = shape.quote.charCodeAt(0)
    this.#quoteText = shape.quote
    this.#fields = shape.fields
    this.#header = header
  }

  /** Takes the next bytes and returns lines for COPY: `<line number><delimiter><record>\n`. */
  push(chunk: Uint8Array, isLast = false): Uint8Array {
    const bytes = this.#rest.length ? joined(this.#rest, chunk) : chunk
    const hasNul = bytes.includes(0)
    let at = 0
    while (at < bytes.length) {
      const found = this.#scan(bytes, at, isLast)
      if (found.kind === 'more') break
      at = found.kind === 'broken' ? this.#giveUp(bytes, at, found.reason) : this.#take(bytes, at, found, hasNul)
    }
    this.#rest = bytes.slice(at)
    return this.#block.take()
  }

  /** Length of the first record of a file, without its line end; -1 when it does not end in `head`. */
  firstRecordEnd(head: Uint8Array): number {
    const found = this.#scan(head, 0, true)
    return found.kind === 'record' ? found.end : -1
  }

  end(): Uint8Array {
    return this.push(new Uint8Array(0), true)
  }

  /** Counts and passes on, or rejects, one whole record; answers where the next begins. */
  #take(bytes: Uint8Array, start: number, found: Scan & { kind: 'record' }, hasNul: boolean): number {
    const { end, next, fields, quoted, stray } = found
    const line = this.#line
    const record = bytes.subarray(start, end)
    this.#line += quoted ? 1 + lineFeeds(record) : 1
    if (end === start) return next
    if (this.#header) {
      this.#header = false
      return next
    }
    this.records++
    if (hasNul && record.includes(0)) {
      this.rejections.add(line, 'The row has a NUL character, which text cannot have', record)
    } else if (fields !== this.#fields) {
      this.rejections.add(line, `The row has ${fields} ${fields === 1 ? 'field' : 'fields'}, expected ${this.#fields}`, record)
    } else {
      this.#block.putNumber(line)
      this.#block.putByte(this.#delimiter)
      this.#block.put(stray ? this.#requote(record) : record)
      this.#block.putByte(LF)
    }
    return next
  }

  /** Rejects the first line of something that cannot be a record, and goes on with the line after it. */
  #giveUp(bytes: Uint8Array, start: number, reason: string): number {
    const end = lineEnd(bytes, start)
    this.records++
    this.#header = false
    this.rejections.add(this.#line, reason, bytes.subarray(start, end))
    this.#line++
    return afterLineEnd(bytes, end)
  }

  #scan(bytes: Uint8Array, start: number, isLast: boolean): Scan {
    const delimiter = this.#delimiter
    const quote = this.#quote
    const length = bytes.length
    let fields = 1
    let quoted = false
    let stray = false
    let at = start
    for (;;) {
      if (bytes[at] === quote) {
        quoted = true
        at = this.#closing(bytes, at + 1) + 1
        if (at === 0 || (at >= length && !isLast)) {
          if (!isLast && length - start < MAX_RECORD_BYTES) return { kind: 'more' }
          if (at === 0) return { kind: 'broken', reason: `A quote (${this.#quoteText}) is opened and never closed` }
        }
        while (bytes[at] === SPACE) at++
        if (at >= length && !isLast) return { kind: 'more' }
        const after = bytes[at]
        if (at < length && after !== delimiter && after !== LF && after !== CR) {
          return { kind: 'broken', reason: `There is text after a closing quote (${this.#quoteText})` }
        }
      } else {
        for (; at < length; at++) {
          const byte = bytes[at]!
          if (byte === delimiter || byte === LF || byte === CR) break
          if (byte === quote) stray = true
        }
      }
      if (at >= length) {
        if (isLast) return { kind: 'record', end: length, next: length, fields, quoted, stray }
        if (length - start < MAX_RECORD_BYTES) return { kind: 'more' }
        return { kind: 'broken', reason: `The row is longer than ${MAX_RECORD_BYTES / 1024 / 1024} MB` }
      }
      if (bytes[at] !== delimiter) {
        // A CR at the end of the buffer may have its LF in the next one.
        if (bytes[at] === CR && at + 1 >= length && !isLast) return { kind: 'more' }
        return { kind: 'record', end: at, next: afterLineEnd(bytes, at), fields, quoted, stray }
      }
      fields++
      at++
    }
  }

  /** Position of the quote that closes a field whose text begins at `at`; -1 when there is none yet. */
  #closing(bytes: Uint8Array, at: number): number {
    for (;;) {
      const found = bytes.indexOf(this.#quote, at)
      if (found < 0 || bytes[found + 1] !== this.#quote) return found
      at = found + 2
    }
  }

  /** A quote inside an unquoted field is text to people, but not to COPY: such fields are quoted. Rare, so it may be slow. */
  #requote(record: Uint8Array): Uint8Array {
    const quote = this.#quoteText
    const fields = splitRecord(new TextDecoder().decode(record), String.fromCharCode(this.#delimiter), quote)
    const written = fields.map(({ text, quoted }) =>
      quoted || text.includes(quote) ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}` : text,
    )
    return new TextEncoder().encode(written.join(String.fromCharCode(this.#delimiter)))
  }
}

/** Line ends inside a record, which only quoted fields have. */
function lineFeeds(record: Uint8Array): number {
  let lines = 0
  for (let at = record.indexOf(LF); at >= 0; at = record.indexOf(LF, at + 1)) lines++
  return lines
}
