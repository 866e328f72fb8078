/** List, move, copy and remove: rows under the caller's policies; the files follow when the rows are committed. */
import { randomUUID } from 'node:crypto'
import type { Claims } from '../../jwt.ts'
import { as, findBucket, findObject, ownerOf, type ObjectRow, type StorageContext } from './context.ts'
import { invalidRequest, noSuchKey } from './errors.ts'
import { checkKey } from './paths.ts'

type Body = Record<string, unknown>
type Json = Record<string, unknown>

const sortable = ['name', 'updated_at', 'created_at', 'last_accessed_at']

/** One level of folders: those first, then files. */
export async function listObjects(context: StorageContext, claims: Claims, bucket: string, body: Body): Promise<Json[]> {
  const given = String(body.prefix ?? '')
  const prefix = given === '' || given.endsWith('/') ? given : `${given}/`
  const search = String(body.search ?? '')
  const limit = Math.min(Math.max(Number(body.limit ?? 100) || 0, 0), 1000)
  const offset = Math.max(Number(body.offset ?? 0) || 0, 0)
  const sort = (body.sortBy ?? {}) as { column?: string; order?: string }
  const column = sortable.includes(sort.column ?? 'name') ? (sort.column ?? 'name') : null
  if (!column) throw invalidRequest('sortBy.column must be name, updated_at, created_at or last_accessed_at')
  const order = sort.order === 'desc' ? 'desc' : 'asc'
  return await as(context, claims, 'storage.object.list', async (client) => {
    const { rows } = await client.query<Json>(
      `with level as (
         select split_part(substr(name, length($2) + 1), '/', 1) as entry, strpos(substr(name, length($2) + 1), '/') > 0 as is_folder, o.*
         from storage.objects o where bucket_id = $1 and starts_with(name, $2) and length(name) > length($2)
       ),
       entry as (
         select distinct true as is_folder, entry as name, null::uuid as id, null::timestamptz as updated_at, null::timestamptz as created_at,
           null::timestamptz as last_accessed_at, null::jsonb as metadata
         from level where is_folder
         union all
         select false, entry, id, updated_at, created_at, last_accessed_at, metadata from level where not is_folder
       )
       select name, id, updated_at, created_at, last_accessed_at, metadata from entry
       where starts_with(lower(name), lower($3))
       order by is_folder desc, ${column} ${order}, name limit $4 offset $5`,
      [bucket, prefix, search, limit, offset],
    )
    return rows
  })
}

/** Contents are named by version, so moving changes nothing but the row. */
export async function moveObject(context: StorageContext, claims: Claims, body: Body): Promise<Json> {
  const { bucket, source, target, targetBucket } = readTransfer(body)
  if (targetBucket !== bucket) await findBucket(context, targetBucket)
  await as(context, claims, 'storage.object.move', async (client) => {
    const { rowCount } = await client.query(
      'update storage.objects set name = $3, bucket_id = $4, updated_at = now() where bucket_id = $1 and name = $2',
      [bucket, source, target, targetBucket],
    )
    if (!rowCount) throw noSuchKey()
  })
  return { message: 'Successfully moved' }
}

export async function copyObject(context: StorageContext, claims: Claims, body: Body, upsert: boolean): Promise<Json> {
  const { bucket, source, target, targetBucket } = readTransfer(body)
  const [id, version] = [randomUUID(), randomUUID()]
  const replaced = await as(context, claims, 'storage.object.copy', async (client) => {
    const row = await findObject(client, bucket, source)
    if (!row) throw noSuchKey()
    const before = upsert ? await findObject(client, targetBucket, target) : null
    const metadata = { ...row.metadata, lastModified: new Date().toISOString() }
    const userMetadata = body.copyMetadata === false ? (body.metadata ?? null) : row.user_metadata
    const owner = ownerOf(claims)
    const conflict = upsert
      ? 'on conflict (bucket_id, name) do update set version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata, owner = excluded.owner, owner_id = excluded.owner_id, updated_at = now()'
      : ''
    await client.query(
      `insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata) values ($1, $2, $3, $4, $5, $6, $7, $8) ${conflict}`,
      [
        id,
        targetBucket,
        target,
        owner,
        owner,
        version,
        JSON.stringify(metadata),
        userMetadata === null ? null : JSON.stringify(userMetadata),
      ],
    )
    await context.files.share(row.version, version)
    return before?.version ?? null
  }).catch(async (error: unknown) => {
    await context.files.remove(version)
    throw error
  })
  if (replaced) await context.files.remove(replaced)
  return { Id: id, Key: `${targetBucket}/${target}`, name: target }
}

/** Removes what the caller may remove, and tells what that was. */
export async function removeObjects(context: StorageContext, claims: Claims, bucket: string, names: string[]): Promise<ObjectRow[]> {
  if (names.length === 0 || names.length > 1000) throw invalidRequest('Between 1 and 1000 objects can be removed at once')
  const removed = await as(context, claims, 'storage.object.delete_many', async (client) => {
    const { rows } = await client.query<ObjectRow>('delete from storage.objects where bucket_id = $1 and name = any ($2) returning *', [
      bucket,
      names,
    ])
    return rows
  })
  await Promise.all(removed.map((row) => context.files.remove(row.version)))
  return removed
}

export function readNames(body: Body): string[] {
  if (!Array.isArray(body.prefixes)) throw invalidRequest("body must have required property 'prefixes'")
  return body.prefixes.map((entry: unknown) =>
    String(typeof entry === 'object' && entry !== null ? (entry as { path?: unknown }).path : entry),
  )
}

function readTransfer(body: Body) {
  const bucket = String(body.bucketId ?? '')
  const source = String(body.sourceKey ?? '')
  if (!bucket || !source) throw invalidRequest('bucketId and sourceKey are required')
  return { bucket, source, target: checkKey(String(body.destinationKey ?? '')), targetBucket: String(body.destinationBucket ?? bucket) }
}
