/** The uploaded file as a stream of UTF-8 bytes, read from Storage one chunk at a time. */
import { AppError } from '../../../../../shared/errors.ts'
import { joined } from './bytes.ts'

/** Bytes held back until it is known what the file is and what its header says. */
const PEEK_BYTES = 256 * 1024

export interface Source {
  /** The first bytes, decoded: at least `PEEK_BYTES`, or the whole file. */
  readonly head: Uint8Array
  /** Whether `head` is the whole file. */
  readonly isShort: boolean
  /** Everything, `head` included. A short file can be read again and again, others once. */
  bytes(): AsyncIterable<Uint8Array>
  /** Bytes of the stored file that were read so far. */
  bytesRead(): number
  close(): Promise<void>
}

export interface OpenSource {
  url: string
  key: string
  path: string
  /** WHATWG label. A byte order mark in the file wins over it. */
  encoding: string
  signal: AbortSignal
}

/** Throws not_found when the object is gone, unavailable when Storage does not answer, bad_request for an unknown encoding. */
export async function openSource({ url, key, path, encoding, signal }: OpenSource): Promise<Source> {
  const object = path.split('/').map(encodeURIComponent).join('/')
  const headers = { authorization: `Bearer ${key}`, apikey: key }
  const response = await fetch(`${url}/storage/v1/object/uploads/${object}`, { headers, signal }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new AppError('unavailable', 'The file storage does not answer', { cause })
  })
  if (!response.ok || !response.body) throw await storageError(response)

  const download = new Download(response.body)
  const text = decoded(download, encoding)
  const head = await peek(text)
  async function* all() {
    if (head.bytes.length) yield head.bytes
    if (!head.isShort) yield* text
  }
  return { head: head.bytes, isShort: head.isShort, bytes: all, bytesRead: () => download.read, close: () => download.close() }
}

async function storageError(response: Response): Promise<AppError> {
  const text = await response.text().catch(() => '')
  if (response.status === 404 || (response.status === 400 && /not.?found/i.test(text))) {
    return new AppError('not_found', 'The uploaded file is no longer there', { hint: 'Upload it again.' })
  }
  return new AppError('unavailable', `The file storage answered ${response.status}`, { cause: text.slice(0, 500) })
}

/** Counts what was read. No web streams beyond the one fetch gives: each costs processor time for every chunk. */
class Download {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  read = 0

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  /** Undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const { value } = await this.#reader.read()
    if (value) this.read += value.length
    return value
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {})
  }
}

/** Strips a byte order mark and turns other encodings into UTF-8; UTF-8 passes untouched, invalid or not. */
async function* decoded(download: Download, declared: string): AsyncGenerator<Uint8Array, undefined> {
  let first: Uint8Array = new Uint8Array(0)
  for (let chunk; first.length < 3 && (chunk = await download.next());) first = first.length ? joined(first, chunk) : chunk
  const { label, skip } = encodingOf(first, declared)
  const decoder = label === 'utf-8' ? undefined : new TextDecoder(label)
  const encoder = new TextEncoder()
  for (let chunk: Uint8Array | undefined = first.subarray(skip); chunk; chunk = await download.next()) {
    yield decoder ? encoder.encode(decoder.decode(chunk, { stream: true })) : chunk
  }
  if (decoder) yield encoder.encode(decoder.decode())
}

/** The WHATWG label to decode with, and the length of the byte order mark. */
export function encodingOf(first: Uint8Array, declared: string): { label: string; skip: number } {
  const [a, b, c] = first
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: 'utf-8', skip: 3 }
  if (a === 0xff && b === 0xfe) return { label: 'utf-16le', skip: 2 }
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', skip: 2 }
  try {
    return { label: new TextDecoder(declared).encoding, skip: 0 }
  } catch {
    throw new AppError('bad_request', `The encoding "${declared}" is not known`, { hint: 'Choose for example utf-8 or windows-1252.' })
  }
}

async function peek(text: AsyncGenerator<Uint8Array>): Promise<{ bytes: Uint8Array; isShort: boolean }> {
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < PEEK_BYTES) {
    const { value, done } = await text.next()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return { bytes, isShort: length < PEEK_BYTES }
}
