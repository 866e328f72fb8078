/** Buckets, under the caller's policies on `storage.buckets`. */
import type { Claims } from '../../jwt.ts'
import { as, type Bucket, ownerOf, type ObjectRow, type StorageContext } from './context.ts'
import { invalidRequest, noSuchBucket, StorageError } from './errors.ts'
import { checkBucketName } from './paths.ts'

type Body = Record<string, unknown>

export async function createBucket(context: StorageContext, claims: Claims, body: Body): Promise<{ name: string }> {
  const id = checkBucketName(String(body.id ?? body.name ?? ''))
  const owner = ownerOf(claims)
  await as(context, claims, 'storage.bucket.create', (client) =>
    client.query(
      'insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types) values ($1, $2, $3, $4, $5, $6, $7)',
      [
        id,
        checkBucketName(String(body.name ?? id)),
        owner,
        owner,
        body.public === true,
        readSize(body.file_size_limit),
        readTypes(body.allowed_mime_types),
      ],
    ),
  )
  return { name: id }
}

export async function listBuckets(context: StorageContext, claims: Claims): Promise<unknown[]> {
  return await as(context, claims, 'storage.bucket.list', async (client) => {
    const { rows } = await client.query<Bucket>('select * from storage.buckets order by name')
    return rows.map(describe)
  })
}

export async function getBucket(context: StorageContext, claims: Claims, id: string): Promise<unknown> {
  return await as(context, claims, 'storage.bucket.get', async (client) => {
    const { rows } = await client.query<Bucket>('select * from storage.buckets where id = $1', [id])
    if (!rows[0]) throw noSuchBucket()
    return describe(rows[0])
  })
}

export async function updateBucket(context: StorageContext, claims: Claims, id: string, body: Body): Promise<{ message: string }> {
  const changes: [string, unknown][] = []
  if (typeof body.public === 'boolean') changes.push(['public', body.public])
  if (body.file_size_limit !== undefined) changes.push(['file_size_limit', readSize(body.file_size_limit)])
  if (body.allowed_mime_types !== undefined) changes.push(['allowed_mime_types', readTypes(body.allowed_mime_types)])
  const set = changes.map(([name], i) => `${name} = $${i + 2}`)
  const { rowCount } = await as(context, claims, 'storage.bucket.update', (client) =>
    client.query(`update storage.buckets set ${[...set, 'updated_at = now()'].join(', ')} where id = $1`, [
      id,
      ...changes.map(([, value]) => value),
    ]),
  )
  if (!rowCount) throw noSuchBucket()
  return { message: 'Successfully updated' }
}

export async function emptyBucket(context: StorageContext, claims: Claims, id: string): Promise<{ message: string }> {
  await getBucket(context, claims, id)
  const removed = await as(context, claims, 'storage.bucket.empty', async (client) => {
    const { rows } = await client.query<Pick<ObjectRow, 'version'>>('delete from storage.objects where bucket_id = $1 returning version', [
      id,
    ])
    return rows
  })
  for (const { version } of removed) await context.files.remove(version)
  return { message: 'Successfully emptied' }
}

export async function deleteBucket(context: StorageContext, claims: Claims, id: string): Promise<{ message: string }> {
  const { rowCount } = await as(context, claims, 'storage.bucket.delete', (client) =>
    client.query('delete from storage.buckets where id = $1', [id]).catch((error: { code?: string }) => {
      if (error.code !== '23503') throw error
      throw new StorageError(409, 'InvalidRequest', 'The bucket you tried to delete is not empty')
    }),
  )
  if (!rowCount) throw noSuchBucket()
  return { message: 'Successfully deleted' }
}

function describe(bucket: Bucket): unknown {
  const { id, name, owner, public: isPublic, allowed_mime_types, created_at, updated_at } = bucket
  const file_size_limit = bucket.file_size_limit === null ? null : Number(bucket.file_size_limit)
  return { id, name, owner: owner ?? '', public: isPublic, type: 'STANDARD', file_size_limit, allowed_mime_types, created_at, updated_at }
}

/** Bytes, or text such as `20MB` or `1 GiB`. */
function readSize(value: unknown): number | null {
  if (value === null || value === undefined) return null
  const found = /^(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?$/i.exec(String(value))
  if (!found) throw invalidRequest('file_size_limit must be a number of bytes or a size such as 20MB')
  const power = ['', 'k', 'm', 'g'].indexOf(found[2]!.toLowerCase())
  return Math.floor(Number(found[1]) * (found[3] ? 1024 : 1000) ** power)
}

function readTypes(value: unknown): string[] | null {
  if (value === null || value === undefined) return null
  const types = Array.isArray(value) ? value.map(String) : []
  if (types.length === 0 || !types.every((t) => /^[\w*.+-]+\/[\w*.+-]+$/.test(t)))
    throw invalidRequest('allowed_mime_types must be a list of media types')
  return types
}
