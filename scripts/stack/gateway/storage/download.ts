/** Downloads, whole or in part (RFC 9110, 14), and what is known of an object. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Claims } from '../../jwt.ts'
import { header } from '../keys.ts'
import { send, sendJson } from '../reply.ts'
import { as, findBucket, findObject, serviceClaims, type ObjectRow, type StorageContext } from './context.ts'
import { noSuchBucket, noSuchKey } from './errors.ts'

/** The object if the bucket is public or the caller's policies show it. */
export async function visibleObject(
  context: StorageContext,
  claims: Claims,
  bucketId: string,
  key: string,
  operation: string,
): Promise<ObjectRow> {
  const bucket = await findBucket(context, bucketId)
  const row = await as(context, bucket.public ? serviceClaims : claims, operation, (client) => findObject(client, bucketId, key))
  if (!row) throw noSuchKey()
  return row
}

export async function publicObject(context: StorageContext, bucketId: string, key: string): Promise<ObjectRow> {
  if (!(await findBucket(context, bucketId)).public) throw noSuchBucket()
  return await visibleObject(context, serviceClaims, bucketId, key, 'storage.object.get_public')
}

export async function sendObject(
  context: StorageContext,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  row: ObjectRow,
): Promise<void> {
  const { metadata } = row
  const headers = objectHeaders(row, url)
  const since = Date.parse(header(req, 'if-modified-since') ?? '')
  const match = header(req, 'if-none-match')
  const unchanged = match
    ? match.split(',').some((tag) => tag.trim().replace(/^W\//, '') === metadata.eTag)
    : since >= Math.floor(row.updated_at.getTime() / 1000) * 1000
  if (unchanged) return send(res, 304, null, headers)
  const range = readRange(
    header(req, 'if-range') && header(req, 'if-range') !== metadata.eTag ? undefined : header(req, 'range'),
    metadata.size,
  )
  if (range === 'unsatisfiable')
    return sendJson(
      res,
      416,
      { statusCode: '416', error: 'InvalidRange', message: 'The requested range cannot be satisfied' },
      { 'content-range': `bytes */${metadata.size}` },
    )
  const [start, end] = range ?? [0, metadata.size - 1]
  const length = String(Math.max(0, end - start + 1))
  const status = range ? 206 : 200
  const all = { ...headers, 'content-length': length, ...(range ? { 'content-range': `bytes ${start}-${end}/${metadata.size}` } : {}) }
  if (req.method === 'HEAD' || length === '0') {
    res.writeHead(status, all)
    return void res.end()
  }
  const handle = await context.files.read(row.version).catch(() => {
    throw noSuchKey()
  })
  res.writeHead(status, all)
  // A client that goes away ends the pipeline, and that closes the file.
  await pipeline(handle.createReadStream({ start, end }), res).catch(() => {})
}

function objectHeaders(row: ObjectRow, url: URL): Record<string, string> {
  const { metadata } = row
  const type = metadata.mimetype || 'application/octet-stream'
  const download = url.searchParams.get('download')
  const headers: Record<string, string> = {
    'content-type': type,
    'cache-control': metadata.cacheControl || 'no-cache',
    etag: metadata.eTag,
    'last-modified': row.updated_at.toUTCString(),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  }
  // A document of a stranger must not act as this origin.
  if (/html|xml|svg/i.test(type))
    headers['content-security-policy'] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
  if (download !== null)
    headers['content-disposition'] = `attachment;${download ? ` filename*=UTF-8''${encodeURIComponent(download)};` : ''}`
  return headers
}

/** First and last byte; undefined where the header is absent or not for us. */
export function readRange(value: string | undefined, size: number): [number, number] | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(value ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return undefined
  const last = size - 1
  const [start, end] =
    found[1] === ''
      ? [Math.max(0, size - Number(found[2])), last]
      : [Number(found[1]), found[2] === '' ? last : Math.min(Number(found[2]), last)]
  return start > last || start > end ? 'unsatisfiable' : [start, end]
}

export function describeObject(row: ObjectRow): Record<string, unknown> {
  const { metadata } = row
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    bucket_id: row.bucket_id,
    size: metadata.size,
    content_type: metadata.mimetype,
    cache_control: metadata.cacheControl,
    etag: metadata.eTag,
    metadata: row.user_metadata ?? {},
    last_modified: row.updated_at,
    created_at: row.created_at,
  }
}
