/** The Storage API: rows in `storage.objects` under the caller's policies, contents on disk. */
import { createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Claims, verify } from '../../jwt.ts'
import { bearerToken, header } from '../keys.ts'
import { readBody, sendJson } from '../reply.ts'
import type { Callers } from '../transaction.ts'
import { createBucket, deleteBucket, emptyBucket, getBucket, listBuckets, updateBucket } from './buckets.ts'
import { as, findBucket, serviceClaims, type StorageContext } from './context.ts'
import { describeObject, publicObject, sendObject, visibleObject } from './download.ts'
import { invalidRequest, StorageError, toStorageError } from './errors.ts'
import { FileStore } from './files.ts'
import { copyObject, listObjects, moveObject, readNames, removeObjects } from './objects.ts'
import { decode, splitLocation } from './paths.ts'
import { readDownloadToken, readUploadToken, signDownload, signDownloads, signUpload } from './signing.ts'
import { callerTarget, signedTarget, upload } from './upload.ts'

export interface StorageOptions {
  folder: string
  callers: Callers
  jwtSecret: string
  /** Bytes. */
  maxFileSize: number
}

type RoleOfKey = (key: string) => 'anon' | 'service_role' | null

export interface Storage {
  /** `path` is what follows `/storage/v1`. */
  handle(req: IncomingMessage, res: ServerResponse, url: URL, path: string, roleOfKey: RoleOfKey): Promise<void>
}

export async function openStorage({ folder, callers, jwtSecret, maxFileSize }: StorageOptions): Promise<Storage> {
  const files = new FileStore(join(folder, 'files'))
  const urlSecret = createHmac('sha256', jwtSecret).update('storage addresses').digest('hex')
  const context: StorageContext = { callers, files, urlSecret, maxFileSize }
  await files.open((versions) =>
    as(context, serviceClaims, 'storage.sweep', async (client) => {
      const { rows } = await client.query<{ version: string }>('select version from storage.objects where version = any ($1)', [versions])
      return new Set(rows.map((row) => row.version))
    }),
  )
  return {
    async handle(req, res, url, path, roleOfKey) {
      try {
        await route(context, req, res, url, path, () => callerOf(req, url, jwtSecret, roleOfKey))
      } catch (error) {
        fail(req, res, error)
      }
    },
  }
}

/** Public and signed addresses need no caller, so the caller is only looked at where one is needed. */
function callerOf(req: IncomingMessage, url: URL, jwtSecret: string, roleOfKey: RoleOfKey): Claims {
  const token = bearerToken(req)
  if (token) return verify(token, jwtSecret)
  const given = header(req, 'apikey') ?? url.searchParams.get('apikey') ?? header(req, 'authorization')?.replace(/^Bearer\s+/i, '')
  const role = given ? roleOfKey(given) : null
  if (given && !role) throw new StorageError(403, 'InvalidJWT', 'Invalid API key', 'Unauthorized')
  return { role: role ?? 'anon' }
}

async function route(
  context: StorageContext,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  path: string,
  caller: () => Claims,
): Promise<void> {
  const method = req.method ?? 'GET'
  const [, area = '', rest = ''] = /^\/([^/]+)\/?(.*)$/s.exec(path) ?? []
  if (area === 'bucket') return sendJson(res, 200, await routeBucket(context, req, method, rest, caller()))
  if (area === 'status' || area === 'health') return sendJson(res, 200, { healthy: true })
  if (area !== 'object') throw new StorageError(404, 'NotFound', `Route ${method}:${path} not found`, 'Not Found')
  if (method === 'GET' || method === 'HEAD') return await routeRead(context, req, res, url, rest, caller)
  return sendJson(res, 200, await routeWrite(context, req, method, url, rest, caller))
}

async function routeBucket(context: StorageContext, req: IncomingMessage, method: string, rest: string, claims: Claims): Promise<unknown> {
  const [id = '', action] = rest.split('/').map(decode)
  if (method === 'GET') return id ? await getBucket(context, claims, id) : await listBuckets(context, claims)
  const body = await readJson(req)
  if (method === 'POST' && !id) return await createBucket(context, claims, body)
  if (method === 'POST' && action === 'empty') return await emptyBucket(context, claims, id)
  if (method === 'PUT' && id) return await updateBucket(context, claims, id, body)
  if (method === 'DELETE' && id) return await deleteBucket(context, claims, id)
  throw new StorageError(404, 'NotFound', 'Route not found', 'Not Found')
}

async function routeRead(
  context: StorageContext,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  rest: string,
  caller: () => Claims,
): Promise<void> {
  const [, prefix = '', location = ''] = /^((?:info\/)?(?:public\/|authenticated\/|sign\/)?)(.*)$/s.exec(rest) ?? []
  const { bucket, key } = splitLocation(location)
  const info = prefix.startsWith('info/')
  if (prefix.endsWith('sign/')) {
    readDownloadToken(context, url, bucket, key)
    return await sendObject(context, req, res, url, await visibleObject(context, serviceClaims, bucket, key, 'storage.object.get_signed'))
  }
  const row = prefix.endsWith('public/')
    ? await publicObject(context, bucket, key)
    : await visibleObject(
        context,
        await readerOf(context, bucket, caller),
        bucket,
        key,
        info ? 'storage.object.info' : 'storage.object.get_authenticated',
      )
  if (info) return sendJson(res, 200, describeObject(row))
  await sendObject(context, req, res, url, row)
}

/** An old token must not hide what is public. */
async function readerOf(context: StorageContext, bucket: string, caller: () => Claims): Promise<Claims> {
  try {
    return caller()
  } catch (error) {
    if ((await findBucket(context, bucket)).public) return { role: 'anon' }
    throw error
  }
}

async function routeWrite(
  context: StorageContext,
  req: IncomingMessage,
  method: string,
  url: URL,
  rest: string,
  caller: () => Claims,
): Promise<unknown> {
  const upsert = header(req, 'x-upsert') === 'true'
  const [, action = '', location = ''] = /^(list|move|copy|sign|upload\/sign)(?:\/(.*))?$/s.exec(rest) ?? []
  if (method === 'POST' && action === 'list') return await listObjects(context, caller(), decode(location), await readJson(req))
  if (method === 'POST' && action === 'move') return await moveObject(context, caller(), await readJson(req))
  if (method === 'POST' && action === 'copy') return await copyObject(context, caller(), await readJson(req), upsert)
  if (method === 'POST' && action === 'sign') {
    if (!location.includes('/')) return await signDownloads(context, caller(), decode(location), await readJson(req))
    const { bucket, key } = splitLocation(location)
    return await signDownload(context, caller(), bucket, key, await readJson(req))
  }
  if (action === 'upload/sign') {
    const { bucket, key } = splitLocation(location)
    if (method === 'POST') return await signUpload(context, req, caller(), bucket, key, upsert)
    const allowed = readUploadToken(context, url, bucket, key)
    return await upload(context, req, signedTarget(bucket, key, allowed.upsert, allowed.owner))
  }
  if (method === 'DELETE') {
    if (!rest.includes('/')) return await removeObjects(context, caller(), decode(rest), readNames(await readJson(req)))
    const { bucket, key } = splitLocation(rest)
    const removed = await removeObjects(context, caller(), bucket, [key])
    if (removed.length === 0) throw new StorageError(404, 'NoSuchKey', 'Object not found', 'not_found')
    return { message: 'Successfully deleted' }
  }
  const { bucket, key } = splitLocation(rest.replace(/^authenticated\//, ''))
  return await upload(context, req, callerTarget(bucket, key, upsert || method === 'PUT', caller()))
}

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await readBody(req, 4 * 1024 * 1024)
  try {
    const value: unknown = body.length ? JSON.parse(body.toString('utf8')) : {}
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // told below
  }
  throw invalidRequest('The body must be a JSON object')
}

function fail(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (req.destroyed && !req.complete) return void res.destroy()
  const { statusCode, code, message, error: name } = toStorageError(error)
  if (statusCode === 500) console.error(`${req.method} ${req.url}:`, error)
  drain(req)
  sendJson(res, statusCode === 500 ? 500 : 400, { statusCode: String(statusCode), error: name, message, code })
}

/** Lets a client that is still sending read the answer, but not send on forever. */
function drain(req: IncomingMessage): void {
  if (req.complete) return
  req.resume()
  const timer = setTimeout(() => req.destroy(), 5000)
  req.once('close', () => clearTimeout(timer))
}
