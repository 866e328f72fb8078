/** Watches CSV that is handed to COPY untouched, and stops where COPY would read it otherwise than people do. */
import { CR, LF } from './bytes.ts'

const BACKSLASH = 92
const DOT = 46

/** The file must be read with care instead. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain'
}

/**
 * Passes on every chunk but for line ends at the end of the file. Throws NotPlain at a quote inside an unquoted field (COPY would
 * drop it) and at `\.` (COPY of Postgres 17 and older takes it for the end of the data). Looks only at quotes and backslashes.
 */
export async function* plainCsv(bytes: AsyncIterable<Uint8Array>, delimiter: string, quote: string): AsyncGenerator<Uint8Array> {
  const watch = new QuoteWatch(delimiter.charCodeAt(0), quote.charCodeAt(0))
  let held: Uint8Array = new Uint8Array(0)
  let last: number | undefined
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue
    watch.push(chunk)
    if (last === BACKSLASH && chunk[0] === DOT) throw new NotPlain()
    for (let at = chunk.indexOf(BACKSLASH); at >= 0; at = chunk.indexOf(BACKSLASH, at + 1)) {
      if (chunk[at + 1] === DOT) throw new NotPlain()
    }
    last = chunk[chunk.length - 1]

    let end = chunk.length
    while (end > 0 && (chunk[end - 1] === LF || chunk[end - 1] === CR)) end--
    if (end === 0) {
      // Blank lines without end are not worth the memory.
      if (held.length > 4096) throw new NotPlain()
      held = Uint8Array.of(...held, ...chunk)
      continue
    }
    if (held.length) yield held
    held = chunk.slice(end)
    yield chunk.subarray(0, end)
  }
}

class QuoteWatch {
  readonly #delimiter: number
  readonly #quote: number
  #inside = false
  /** Whether the byte before the next one closed a field. */
  #closed = false
  #last: number | undefined

  constructor(delimiter: number, quote: number) {
    this.#delimiter = delimiter
    this.#quote = quote
  }

  push(chunk: Uint8Array): void {
    const quote = this.#quote
    if (this.#closed) this.#checkAfter(chunk[0]!)
    for (let at = chunk.indexOf(quote); at >= 0; at = chunk.indexOf(quote, at + 1)) {
      const before = at > 0 ? chunk[at - 1] : this.#last
      if (this.#inside) {
        this.#inside = false
        if (at + 1 < chunk.length) this.#checkAfter(chunk[at + 1]!)
      } else if (before === quote || before === undefined || this.#isEdge(before)) this.#inside = true
      else throw new NotPlain()
    }
    this.#last = chunk[chunk.length - 1]
    this.#closed = this.#last === quote && !this.#inside
  }

  #checkAfter(byte: number): void {
    if (byte !== this.#quote && !this.#isEdge(byte)) throw new NotPlain()
  }

  #isEdge(byte: number): boolean {
    return byte === this.#delimiter || byte === LF || byte === CR
  }
}
