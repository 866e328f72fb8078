/** What every part of the Storage API works with. */
import type { IncomingMessage } from 'node:http'
import type { PoolClient } from 'pg'
import type { Claims } from '../../jwt.ts'
import { asCaller, type Callers, callerRole } from '../transaction.ts'
import { noSuchBucket } from './errors.ts'
import type { FileStore } from './files.ts'

export interface StorageContext {
  callers: Callers
  files: FileStore
  /** Signs addresses; nothing else accepts what it signs. */
  urlSecret: string
  /** Bytes, for buckets without a limit of their own. */
  maxFileSize: number
}

export interface Bucket {
  id: string
  name: string
  owner: string | null
  public: boolean
  file_size_limit: string | null
  allowed_mime_types: string[] | null
  created_at: Date
  updated_at: Date
}

export interface ObjectRow {
  id: string
  bucket_id: string
  name: string
  owner: string | null
  owner_id: string | null
  version: string
  metadata: ObjectMetadata
  user_metadata: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
  last_accessed_at: Date
}

export interface ObjectMetadata {
  eTag: string
  size: number
  mimetype: string
  cacheControl: string
  lastModified: string
  contentLength: number
  httpStatusCode: 200
}

export const serviceClaims: Claims = { role: 'service_role' }

/** Runs statements as the caller: the policies on `storage.objects` and `storage.buckets` decide. `operation` is what policies see as `storage.operation()`. */
export async function as<T>(
  context: StorageContext,
  claims: Claims,
  operation: string,
  work: (client: PoolClient) => Promise<T>,
  req?: IncomingMessage,
): Promise<T> {
  const headers = Object.fromEntries(Object.entries(req?.headers ?? {}).map(([name, value]) => [name, String(value)]))
  const settings = {
    role: callerRole(claims),
    claims,
    method: req?.method ?? '',
    path: req?.url ?? '',
    headers,
    searchPath: '"storage", "public", "extensions"',
  }
  const extra: [string, string][] = [
    ['storage.operation', operation],
    ['storage.allow_delete_query', 'true'],
  ]
  return await asCaller(context.callers, { ...settings, extra, readOnly: false }, work)
}

/** The bucket, whoever asks. */
export async function findBucket(context: StorageContext, id: string): Promise<Bucket> {
  const bucket = await as(context, serviceClaims, 'storage.bucket.get', async (client) => {
    const { rows } = await client.query<Bucket>('select * from storage.buckets where id = $1', [id])
    return rows[0]
  })
  if (!bucket) throw noSuchBucket()
  return bucket
}

/** The object as the caller may see it. */
export async function findObject(client: PoolClient, bucket: string, key: string): Promise<ObjectRow | null> {
  const { rows } = await client.query<ObjectRow>('select * from storage.objects where bucket_id = $1 and name = $2', [bucket, key])
  return rows[0] ?? null
}

export function ownerOf(claims: Claims): string | null {
  return typeof claims.sub === 'string' ? claims.sub : null
}
