/** Takes the body of an upload to a file, as it comes: raw, or the file of a form. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { header } from '../keys.ts'
import { invalidRequest, StorageError, tooLarge } from './errors.ts'
import type { FileStore } from './files.ts'
import { boundaryOf, readMultipart } from './multipart.ts'

export interface Received {
  path: string
  size: number
  etag: string
  type: string
  cacheControl: string
  userMetadata: Record<string, unknown> | null
}

export interface Limits {
  size: number
  /** Patterns such as `image/*`; null: any. */
  types: string[] | null
}

/** Throws, and leaves nothing behind, when the body is too large, of a wrong type, or cut off. */
export async function receive(req: IncomingMessage, files: FileStore, limits: Limits): Promise<Received> {
  const contentType = header(req, 'content-type') ?? 'application/octet-stream'
  const length = Number(header(req, 'content-length') ?? 0)
  const form = /^multipart\/form-data/i.test(contentType)
  if (length > limits.size + (form ? 64 * 1024 : 0)) throw tooLarge()
  const { handle, path } = await files.receive()
  const hash = createHash('md5')
  let size = 0
  const write = async (chunk: Buffer) => {
    size += chunk.length
    if (size > limits.size) throw tooLarge()
    hash.update(chunk)
    for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten
  }
  try {
    const facts = form ? await receiveForm(req, contentType, limits, write) : await receiveRaw(req, contentType, limits, write)
    await handle.datasync()
    await handle.close()
    return { path, size, etag: `"${hash.digest('hex')}"`, ...facts }
  } catch (error) {
    await handle.close()
    await files.discard(path)
    throw error
  }
}

type Facts = Pick<Received, 'type' | 'cacheControl' | 'userMetadata'>
type Write = (chunk: Buffer) => Promise<void>

async function receiveRaw(req: IncomingMessage, contentType: string, limits: Limits, write: Write): Promise<Facts> {
  checkType(contentType, limits)
  for await (const chunk of req as AsyncIterable<Buffer>) await write(chunk)
  const encoded = header(req, 'x-metadata')
  const userMetadata = encoded ? parseMetadata(Buffer.from(encoded, 'base64').toString('utf8')) : null
  return { type: contentType, cacheControl: header(req, 'cache-control') ?? 'no-cache', userMetadata }
}

async function receiveForm(req: IncomingMessage, contentType: string, limits: Limits, write: Write): Promise<Facts> {
  const fields: Record<string, string> = {}
  let type: string | null = null
  let field: string | null = null
  for await (const event of readMultipart(req as AsyncIterable<Buffer>, boundaryOf(contentType))) {
    if (event.kind === 'part') {
      const isFile = event.filename !== null || event.name === ''
      if (isFile && type !== null) throw invalidRequest('Only one file may be uploaded at a time')
      field = isFile ? null : event.name
      if (isFile) checkType((type = event.type ?? 'application/octet-stream'), limits)
      else fields[event.name] = ''
    } else if (field === null) await write(event.chunk)
    else {
      fields[field] += event.chunk.toString('utf8')
      if (fields[field]!.length > 1024 * 1024) throw invalidRequest('A field of the form is too long')
    }
  }
  if (type === null) throw invalidRequest('The form has no file')
  const seconds = fields.cacheControl
  return {
    type,
    cacheControl: seconds ? `max-age=${Number(seconds) || 0}` : 'no-cache',
    userMetadata: fields.metadata ? parseMetadata(fields.metadata) : null,
  }
}

function checkType(type: string, { types }: Limits): void {
  const media = type.split(';')[0]!.trim().toLowerCase()
  // It is sent back in a header.
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(media) || !/^[\x20-\x7e]*$/.test(type)) {
    throw new StorageError(400, 'InvalidMimeType', `${JSON.stringify(media)} is not a media type`, 'invalid_mime_type')
  }
  if (!types || types.length === 0) return
  const fits = types.some(
    (allowed) =>
      allowed === '*/*' ||
      allowed.toLowerCase() === media ||
      (allowed.endsWith('/*') && media.startsWith(allowed.slice(0, -1).toLowerCase())),
  )
  if (!fits) throw new StorageError(415, 'InvalidMimeType', `mime type ${media} is not supported`, 'invalid_mime_type')
}

function parseMetadata(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    throw invalidRequest('The metadata is not JSON')
  }
}
