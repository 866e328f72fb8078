/** Uploads: asked of the policies before the body is read, received to a side file, then row and file appear together. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { PoolClient } from 'pg'
import type { Claims } from '../../jwt.ts'
import { as, type Bucket, findBucket, findObject, ownerOf, serviceClaims, type ObjectMetadata, type StorageContext } from './context.ts'
import { receive, type Received } from './receive.ts'

interface Target {
  bucket: string
  key: string
  upsert: boolean
  claims: Claims
  /** Differs from the claims' user where a signed address acts for somebody. */
  owner: string | null
}

/** Undoes a transaction whose only purpose was to ask. */
class Allowed extends Error {}

export async function upload(context: StorageContext, req: IncomingMessage, target: Target): Promise<{ Id: string; Key: string }> {
  const bucket = await findBucket(context, target.bucket)
  await askPermission(context, target, req)
  const received = await receive(req, context.files, limitsOf(context, bucket))
  try {
    const id = await store(context, target, received, req)
    return { Id: id, Key: `${target.bucket}/${target.key}` }
  } catch (error) {
    await context.files.discard(received.path)
    throw error
  }
}

function limitsOf(context: StorageContext, bucket: Bucket) {
  const own = bucket.file_size_limit === null ? Infinity : Number(bucket.file_size_limit)
  return { size: Math.min(own, context.maxFileSize), types: bucket.allowed_mime_types }
}

/** Tries the row and takes it back, so that a large file is not sent only to be refused. */
export async function askPermission(context: StorageContext, target: Target, req: IncomingMessage): Promise<void> {
  try {
    await as(
      context,
      target.claims,
      'storage.object.upload',
      async (client) => {
        await writeRow(client, target, randomUUID(), randomUUID(), null, null)
        throw new Allowed()
      },
      req,
    )
  } catch (error) {
    if (!(error instanceof Allowed)) throw error
  }
}

async function store(context: StorageContext, target: Target, received: Received, req: IncomingMessage): Promise<string> {
  const version = randomUUID()
  const metadata: ObjectMetadata = {
    eTag: received.etag,
    size: received.size,
    mimetype: received.type,
    cacheControl: received.cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: received.size,
    httpStatusCode: 200,
  }
  try {
    const { id, replaced } = await as(
      context,
      target.claims,
      'storage.object.upload',
      async (client) => {
        const written = await writeRow(client, target, randomUUID(), version, metadata, received.userMetadata)
        await context.files.keep(received.path, version)
        return written
      },
      req,
    )
    if (replaced) await context.files.remove(replaced)
    return id
  } catch (error) {
    await context.files.remove(version)
    throw error
  }
}

/** No `returning`: that would ask for the right to read, which whoever may only upload does not have. */
async function writeRow(
  client: PoolClient,
  target: Target,
  newId: string,
  version: string,
  metadata: ObjectMetadata | null,
  userMetadata: Record<string, unknown> | null,
): Promise<{ id: string; replaced: string | null }> {
  const role = typeof target.claims.role === 'string' ? target.claims.role : 'anon'
  await setRole(client, 'service_role')
  // Two uploads of one name wait for each other here, so that each sees what it replaces.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${target.bucket}/${target.key}`])
  const existing = await findObject(client, target.bucket, target.key)
  await setRole(client, role)
  const conflict = target.upsert
    ? `on conflict (bucket_id, name) do update set version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
         owner = excluded.owner, owner_id = excluded.owner_id, updated_at = now()`
    : ''
  const owner = target.owner && /^[0-9a-f-]{36}$/i.test(target.owner) ? target.owner : null
  await client.query(
    `insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata) values ($1, $2, $3, $4, $5, $6, $7, $8) ${conflict}`,
    [
      newId,
      target.bucket,
      target.key,
      owner,
      target.owner,
      version,
      JSON.stringify(metadata),
      userMetadata === null ? null : JSON.stringify(userMetadata),
    ],
  )
  return { id: existing?.id ?? newId, replaced: existing?.version ?? null }
}

async function setRole(client: PoolClient, role: string): Promise<void> {
  await client.query(`select set_config('role', $1, true)`, [role])
}

export function callerTarget(bucket: string, key: string, upsert: boolean, claims: Claims): Target {
  return { bucket, key, upsert, claims, owner: ownerOf(claims) }
}

/** Whoever made the signed address was allowed to; its bearer acts for them. */
export function signedTarget(bucket: string, key: string, upsert: boolean, owner: string | null): Target {
  return { bucket, key, upsert, claims: serviceClaims, owner }
}
