/** Cuts JSON into documents without parsing them: one per line, or one per element of an array. */
import { Block } from './block.ts'
import { afterLineEnd, CR, joined, LF, lineEnd, SPACE } from './bytes.ts'
import { Rejections } from './rejection.ts'
import { AppError } from '../../../../../shared/errors.ts'

/** COPY is told these for delimiter and quote: JSON has neither, unescaped. */
export const DOC_DELIMITER = '\x01'
export const DOC_QUOTE = '\x02'
const DELIMITER_BYTE = 1
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

const QUOTE = 34
const COMMA = 44
const BACKSLASH = 92
const isOpening = (byte: number) => byte === 123 || byte === 91
const isClosing = (byte: number) => byte === 125 || byte === 93
const isBlank = (byte: number | undefined) => byte === SPACE || byte === LF || byte === CR || byte === 9

/** Documents as lines for COPY: `<line number><delimiter><document>\n`. */
abstract class JsonSplitter {
  protected rest: Uint8Array = new Uint8Array(0)
  protected line = 1
  protected readonly block = new Block()
  /** Documents seen. */
  records = 0
  readonly rejections = new Rejections()

  push(chunk: Uint8Array, isLast = false): Uint8Array {
    const bytes = this.rest.length ? joined(this.rest, chunk) : chunk
    this.rest = bytes.slice(this.cut(bytes, isLast))
    if (this.rest.length > MAX_DOCUMENT_BYTES) {
      throw new AppError('unprocessable', `Line ${this.line}: a record is longer than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB`, {
        hint: 'The file may not be what it seems: JSON should be an array of objects, or an object per line.',
      })
    }
    return this.block.take()
  }

  end(): Uint8Array {
    return this.push(new Uint8Array(0), true)
  }

  /** Takes whole documents and answers how many bytes they were. */
  protected abstract cut(bytes: Uint8Array, isLast: boolean): number

  protected take(document: Uint8Array): void {
    this.records++
    if (document.includes(0) || document.includes(1) || document.includes(2)) {
      this.rejections.add(this.line, 'The record has a control character, which JSON cannot have', document)
      return
    }
    this.block.putNumber(this.line)
    this.block.putByte(DELIMITER_BYTE)
    this.block.put(document)
    this.block.putByte(LF)
  }
}

/** One document per line (https://github.com/ndjson/ndjson-spec); blank lines are passed over. */
export class LineSplitter extends JsonSplitter {
  protected override cut(bytes: Uint8Array, isLast: boolean): number {
    let at = 0
    while (at < bytes.length) {
      const end = lineEnd(bytes, at)
      if (!isLast && end >= bytes.length - 1) return at
      const line = bytes.subarray(at, end)
      if (!line.every(isBlank)) this.take(line)
      this.line++
      at = afterLineEnd(bytes, end)
    }
    return bytes.length
  }
}

/** One document per element of the array the file is, or per value of a sequence of values. */
export class ElementSplitter extends JsonSplitter {
  #array: boolean | undefined
  #closed = false

  protected override cut(bytes: Uint8Array, isLast: boolean): number {
    let at = 0
    for (;;) {
      at = this.#skipBetween(bytes, at)
      if (at >= bytes.length) break
      if (this.#closed) throw this.#broken('there is something after the end of the array')
      const end = elementEnd(bytes, at, this.#array === true)
      if (end < 0 || (end === bytes.length && !isLast)) break
      const document = bytes.slice(at, end)
      const line = this.line
      for (let byte = 0; byte < document.length; byte++) {
        if (document[byte] === LF) this.line++
        // A document is one line for COPY; JSON has no line end inside a string.
        if (document[byte] === LF || document[byte] === CR) document[byte] = SPACE
      }
      const next = this.line
      this.line = line
      this.take(document)
      this.line = next
      at = end
    }
    if (isLast && (at < bytes.length || (this.#array && !this.#closed))) throw this.#broken('it ends in the middle of a record')
    return at
  }

  #skipBetween(bytes: Uint8Array, start: number): number {
    let at = start
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === LF) this.line++
      if (isBlank(byte) || (byte === COMMA && this.records > 0)) continue
      if (byte === 91 && this.#array === undefined) this.#array = true
      else if (byte === 93 && this.#array && !this.#closed) this.#closed = true
      else break
    }
    if (at < bytes.length) this.#array ??= false
    return at
  }

  #broken(what: string): AppError {
    return new AppError('unprocessable', `The JSON is broken near line ${this.line}: ${what}`, {
      hint: 'The upload may have been cut off. Upload the file again.',
    })
  }
}

/** Where the value that begins at `start` ends; -1 when that is further on. The length of `bytes` when it may go on. */
function elementEnd(bytes: Uint8Array, start: number, inArray: boolean): number {
  let depth = 0
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1)
      if (at < 0) return -1
    } else if (isOpening(byte)) depth++
    else if (isClosing(byte)) {
      if (depth === 0) return at
      if (--depth === 0 && !inArray) return at + 1
    } else if (depth === 0 && (byte === COMMA || (!inArray && byte === LF))) return at
  }
  return depth > 0 ? -1 : bytes.length
}

/** Position of the quote that ends a string; -1 when it is further on. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    at = bytes.indexOf(QUOTE, at)
    if (at < 0) return -1
    let backslashes = 0
    while (bytes[at - 1 - backslashes] === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
    at++
  }
}
