/** Reads `multipart/form-data` (RFC 7578) as a stream: parts arrive while the body does, and nothing of a file is kept. */
import { invalidRequest } from './errors.ts'

export type MultipartEvent = { kind: 'part'; name: string; filename: string | null; type: string | null } | { kind: 'data'; chunk: Buffer }

const headLimit = 16 * 1024

export function boundaryOf(contentType: string): string {
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]
  if (!boundary) throw invalidRequest('The multipart body has no boundary')
  return boundary
}

/** Throws when the body ends before its last boundary. */
export async function* readMultipart(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<MultipartEvent> {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first boundary has no line end before it.
  let rest: Buffer = Buffer.from('\r\n')
  let state: 'preamble' | 'after' | 'head' | 'content' = 'preamble'
  for await (const chunk of source) {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk
    for (;;) {
      if (state === 'preamble' || state === 'content') {
        const at = rest.indexOf(delimiter)
        // What may be the start of a delimiter stays for the next chunk.
        const end = at >= 0 ? at : Math.max(0, rest.length - delimiter.length + 1)
        if (state === 'content' && end > 0) yield { kind: 'data', chunk: rest.subarray(0, end) }
        rest = rest.subarray(at >= 0 ? at + delimiter.length : end)
        if (at < 0) break
        state = 'after'
      } else if (state === 'after') {
        if (rest.length < 2) break
        if (rest.subarray(0, 2).toString() === '--') return
        const line = rest.indexOf('\r\n')
        if (line < 0) break
        rest = rest.subarray(line)
        state = 'head'
      } else {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0 && rest.length > headLimit) throw invalidRequest('A part of the multipart body has too long a head')
        if (end < 0) break
        yield readHead(rest.subarray(0, end).toString('utf8'))
        rest = rest.subarray(end + 4)
        state = 'content'
      }
    }
  }
  throw invalidRequest('The multipart body ends too early')
}

function readHead(head: string): MultipartEvent {
  const line = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? null
  const disposition = line('content-disposition') ?? ''
  const parameter = (name: string) => {
    const value = new RegExp(`[;\\s]${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition)?.[1]
    return value === undefined ? null : value.replace(/%22/g, '"').replace(/%0D%0A/gi, '\n')
  }
  return { kind: 'part', name: parameter('name') ?? '', filename: parameter('filename'), type: line('content-type') }
}
