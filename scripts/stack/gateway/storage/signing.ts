/** Addresses that carry their permission: for reading, and for one upload. */
import type { IncomingMessage } from 'node:http'
import { type Claims, sign, verify } from '../../jwt.ts'
import { as, findBucket, findObject, ownerOf, type StorageContext } from './context.ts'
import { invalidRequest, invalidToken, noSuchKey } from './errors.ts'
import { checkKey } from './paths.ts'
import { askPermission, callerTarget } from './upload.ts'

const uploadLife = 2 * 3600

export async function signDownload(
  context: StorageContext,
  claims: Claims,
  bucket: string,
  key: string,
  body: Record<string, unknown>,
): Promise<{ signedURL: string }> {
  const life = readLife(body)
  const row = await as(context, claims, 'storage.object.sign', (client) => findObject(client, bucket, key))
  if (!row) throw noSuchKey()
  return { signedURL: downloadAddress(context, bucket, key, life) }
}

export async function signDownloads(context: StorageContext, claims: Claims, bucket: string, body: Record<string, unknown>) {
  const life = readLife(body)
  const paths = Array.isArray(body.paths) ? body.paths.map(String) : []
  if (paths.length === 0 || paths.length > 1000) throw invalidRequest('Between 1 and 1000 paths can be signed at once')
  const found = await as(context, claims, 'storage.object.sign_many', async (client) => {
    const { rows } = await client.query<{ name: string }>('select name from storage.objects where bucket_id = $1 and name = any ($2)', [
      bucket,
      paths,
    ])
    return new Set(rows.map((row) => row.name))
  })
  return paths.map((path) => {
    if (found.has(path)) return { error: null, path, signedURL: downloadAddress(context, bucket, path, life) }
    return { error: 'Either the object does not exist or you do not have access to it', path, signedURL: null }
  })
}

export async function signUpload(
  context: StorageContext,
  req: IncomingMessage,
  claims: Claims,
  bucket: string,
  key: string,
  upsert: boolean,
): Promise<{ url: string; token: string }> {
  await findBucket(context, bucket)
  await askPermission(context, callerTarget(bucket, checkKey(key), upsert, claims), req)
  const token = makeToken(context, { intent: 'upload', url: `${bucket}/${key}`, owner: ownerOf(claims), upsert }, uploadLife)
  return { url: `/object/upload/sign/${bucket}/${key}?token=${token}`, token }
}

export function readDownloadToken(context: StorageContext, url: URL, bucket: string, key: string): void {
  readToken(context, url, 'download', `${bucket}/${key}`)
}

export function readUploadToken(context: StorageContext, url: URL, bucket: string, key: string): { owner: string | null; upsert: boolean } {
  const claims = readToken(context, url, 'upload', `${bucket}/${key}`)
  return { owner: typeof claims.owner === 'string' ? claims.owner : null, upsert: claims.upsert === true }
}

function downloadAddress(context: StorageContext, bucket: string, key: string, life: number): string {
  return `/object/sign/${bucket}/${key}?token=${makeToken(context, { intent: 'download', url: `${bucket}/${key}` }, life)}`
}

function makeToken(context: StorageContext, claims: Claims, life: number): string {
  const iat = Math.floor(Date.now() / 1000)
  return sign({ ...claims, iat, exp: iat + life }, context.urlSecret)
}

/** Throws `JwtError` for a token that is not ours or too old. No clock skew: both ends are this machine. */
function readToken(context: StorageContext, url: URL, intent: string, location: string): Claims {
  const claims = verify(url.searchParams.get('token') ?? '', context.urlSecret, Date.now() / 1000 + 30)
  if (claims.intent !== intent || claims.url !== location) throw invalidToken('The token is for another address')
  return claims
}

function readLife(body: Record<string, unknown>): number {
  const life = Number(body.expiresIn)
  if (!Number.isInteger(life) || life < 1) throw invalidRequest('expiresIn must be a whole number of seconds')
  return life
}
