/** Files, as the real supabase-js sees them, under policies. */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../testing.ts'

const schema = `
insert into storage.buckets (id, name, public) values ('docs', 'docs', false), ('open', 'open', true);
insert into storage.buckets (id, name, file_size_limit, allowed_mime_types) values ('small', 'small', 1000, '{image/*,text/plain}');
create policy "Owners read" on storage.objects for select to authenticated using (bucket_id <> 'drop' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Owners write" on storage.objects for insert to authenticated with check ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Owners replace" on storage.objects for update to authenticated
  using ((storage.foldername(name))[1] = (select auth.uid())::text) with check ((storage.foldername(name))[1] = (select auth.uid())::text);
create policy "Owners delete" on storage.objects for delete to authenticated using ((storage.foldername(name))[1] = (select auth.uid())::text);
`

let gateway: TestGateway
let ann: Awaited<ReturnType<TestGateway['user']>>
let bob: typeof ann
let path: string

beforeAll(async () => {
  gateway = await startTestGateway(schema)
  ;[ann, bob] = await Promise.all([gateway.user(), gateway.user()])
})
afterAll(() => gateway.stop())
beforeEach(() => {
  path = `${ann.id}/${randomBytes(4).toString('hex')}/file one.txt`
})

const docs = (client = ann.client) => client.storage.from('docs')
const folder = () => join(gateway.config.home, 'storage', 'files')
const filesOnDisk = () => readdirSync(folder(), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length
const auth = () => ({ authorization: `Bearer ${ann.token}` })

describe('upload and download', () => {
  test('a raw body and a form arrive as they were sent', async () => {
    const bytes = randomBytes(300_000)
    const raw = await docs().upload(path, bytes, { contentType: 'application/x-thing', cacheControl: '60', metadata: { from: 'test' } })
    expect(raw).toMatchObject({ error: null, data: { path, fullPath: `docs/${path}`, id: expect.stringMatching(/^[0-9a-f-]{36}$/) } })
    expect(Buffer.from(await (await docs().download(path)).data!.arrayBuffer()).equals(bytes)).toBe(true)
    expect((await docs().info(path)).data).toMatchObject({
      size: 300_000,
      contentType: 'application/x-thing',
      cacheControl: 'max-age=60',
      metadata: { from: 'test' },
    })
    const form = await docs().upload(`${path}2`, new Blob([bytes, '\r\n--almost a boundary'], { type: 'image/x' }), { cacheControl: '5' })
    expect(form.error).toBeNull()
    const back = (await docs().download(`${path}2`)).data!
    expect([back.size, back.type]).toEqual([300_021, 'image/x'])
    expect(
      Buffer.from(await back.arrayBuffer())
        .subarray(0, 300_000)
        .equals(bytes),
    ).toBe(true)
    const { rows } = await gateway.sql.query('select owner_id, metadata from storage.objects where name = $1', [`${path}2`])
    expect(rows).toMatchObject([{ owner_id: ann.id, metadata: { size: 300_021, mimetype: 'image/x', cacheControl: 'max-age=5' } }])
    expect((await docs().upload(`${path}3`, new Blob([]))).error).toBeNull()
    expect((await docs().download(`${path}3`)).data!.size).toBe(0)
  })

  test('a second upload of a name needs upsert, and replaces the content', async () => {
    await docs().upload(path, 'one')
    const before = filesOnDisk()
    expect((await docs().upload(path, 'two')).error).toMatchObject({ statusCode: '409', message: 'The resource already exists' })
    expect((await docs().upload(path, 'three', { upsert: true })).error).toBeNull()
    expect(await (await docs().download(path)).data!.text()).toBe('three')
    expect((await docs().update(path, 'four')).error).toBeNull()
    expect(await (await docs().download(path)).data!.text()).toBe('four')
    expect(filesOnDisk()).toBe(before)
  })

  test('two uploads of one name at once: one wins whole', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((c) => docs().upload(path, c.repeat(100_000))))
    expect(answers.filter((a) => a.error === null)).toHaveLength(1)
    expect(new Set(await (await docs().download(path)).data!.text()).size).toBe(1)
  })

  test('ranges, conditions and attachments', async () => {
    await docs().upload(path, '0123456789', { contentType: 'text/plain' })
    const get = (headers: Record<string, string>, query = '') =>
      gateway.fetch(`/storage/v1/object/authenticated/docs/${path}${query}`, { headers: { ...auth(), ...headers } })
    const part = await get({ range: 'bytes=2-4' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await (await get({ range: 'bytes=-3' })).text()).toBe('789')
    expect(await (await get({ range: 'bytes=8-' })).text()).toBe('89')
    expect((await get({ range: 'bytes=20-' })).status).toBe(416)
    const whole = await get({}, '?download=my%20file.txt')
    expect(whole.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''my%20file.txt;")
    expect((await get({ 'if-none-match': whole.headers.get('etag')! })).status).toBe(304)
    const head = await gateway.fetch(`/storage/v1/object/docs/${path}`, { method: 'HEAD', headers: auth() })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  })

  test('an upload cut half-way leaves no object and no file', async () => {
    const before = filesOnDisk()
    const headers = { ...auth(), apikey: gateway.config.keys.publishable, 'content-length': 1_000_000 }
    const upload = request(`${gateway.url}/storage/v1/object/docs/${path.replace(' ', '%20')}`, { method: 'POST', headers })
    upload.on('error', () => {}).write(randomBytes(500_000))
    await expect.poll(filesOnDisk).toBe(before + 1)
    upload.destroy()
    await expect.poll(filesOnDisk).toBe(before)
    expect((await docs().exists(path)).data).toBe(false)
    expect((await docs().upload(path, 'again')).error).toBeNull()
  })

  test('a form without its end leaves nothing', async () => {
    const before = filesOnDisk()
    const body = '--x\r\ncontent-disposition: form-data; name=""; filename="a"\r\n\r\nhalf'
    const headers = { ...auth(), 'content-type': 'multipart/form-data; boundary=x' }
    const response = await gateway.fetch(`/storage/v1/object/docs/${path}`, { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ statusCode: '400', message: 'The multipart body ends too early' })
    expect(filesOnDisk()).toBe(before)
  })

  test('limits of the bucket', async () => {
    const small = ann.client.storage.from('small')
    expect((await small.upload(path, 'x'.repeat(1001), { contentType: 'text/plain' })).error).toMatchObject({ statusCode: '413' })
    expect((await small.upload(path, new Blob(['x'.repeat(1001)], { type: 'image/png' }))).error).toMatchObject({ statusCode: '413' })
    const stream = new ReadableStream({ start: (c) => (c.enqueue(new TextEncoder().encode('x'.repeat(1001))), c.close()) })
    expect((await small.upload(path, stream, { contentType: 'text/plain', duplex: 'half' })).error).toMatchObject({ statusCode: '413' })
    expect((await small.upload(path, 'x', { contentType: 'application/pdf' })).error).toMatchObject({ statusCode: '415' })
    expect((await small.upload(path, 'x', { contentType: 'image/png' })).error).toBeNull()
  })
})

describe('who may what', () => {
  test('policies hold for reading, writing, replacing, removing, listing and signing', async () => {
    await docs().upload(path, 'secret')
    for (const stranger of [bob.client, gateway.anon]) {
      const theirs = docs(stranger)
      expect((await theirs.download(path)).error).toBeTruthy()
      expect((await theirs.info(path)).error).toMatchObject({ statusCode: '404' })
      expect((await theirs.upload(`${ann.id}/x`, 'x')).error).toMatchObject({ statusCode: '403' })
      expect((await theirs.upload(path, 'x', { upsert: true })).error).toMatchObject({ statusCode: '403' })
      expect((await theirs.remove([path])).data).toEqual([])
      expect((await theirs.list(ann.id)).data).toEqual([])
      expect((await theirs.createSignedUrl(path, 60)).error).toMatchObject({ statusCode: '404' })
      expect((await theirs.move(path, `${bob.id}/stolen`)).error).toBeTruthy()
      expect((await theirs.copy(path, `${bob.id}/stolen`)).error).toBeTruthy()
      expect((await theirs.createSignedUploadUrl(`${ann.id}/y`)).error).toMatchObject({ statusCode: '403' })
    }
    expect(await (await docs().download(path)).data!.text()).toBe('secret')
    expect((await docs(gateway.service).download(path)).error).toBeNull()
    expect((await docs().move(path, `${bob.id}/gift`)).error).toMatchObject({ statusCode: '403' })
  })

  test('an object in a public bucket needs no key; a private one is not shown there', async () => {
    await gateway.service.storage.from('open').upload('a/b.html', '<script>1</script>', { contentType: 'text/html' })
    const { publicUrl } = gateway.anon.storage.from('open').getPublicUrl('a/b.html').data
    const shown = await fetch(publicUrl)
    expect([shown.status, shown.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining('sandbox')])
    await docs().upload(path, 'x')
    expect((await fetch(`${gateway.url}/storage/v1/object/public/docs/${path}`)).status).toBe(400)
    expect((await fetch(`${gateway.url}/storage/v1/object/docs/${path}`)).status).toBe(400)
    expect((await fetch(publicUrl.replace('/public', ''), { headers: { authorization: 'Bearer a.b.c' } })).status).toBe(200)
  })

  test('a signed address reads one object for a while', async () => {
    await docs().upload(path, 'signed')
    const { signedUrl } = (await docs().createSignedUrl(path, 60)).data!
    expect(await (await fetch(signedUrl)).text()).toBe('signed')
    expect((await fetch(signedUrl.replace('file%20one', 'other'))).status).toBe(400)
    expect((await fetch(signedUrl.slice(0, -2))).status).toBe(400)
    const token = new URL(signedUrl).searchParams.get('token')!
    expect((await gateway.fetch('/rest/v1/', { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
    const many = (await docs().createSignedUrls([path, 'nope'], 60)).data!
    expect(many).toMatchObject([
      { error: null, path },
      { error: expect.any(String), path: 'nope' },
    ])
  })

  test('a signed upload address takes one name, for its maker', async () => {
    const made = (await docs().createSignedUploadUrl(path)).data!
    expect((await gateway.anon.storage.from('docs').uploadToSignedUrl(path, made.token, 'by post')).error).toBeNull()
    expect((await gateway.anon.storage.from('docs').uploadToSignedUrl(path, made.token, 'twice')).error).toMatchObject({
      statusCode: '409',
    })
    expect((await gateway.anon.storage.from('docs').uploadToSignedUrl(`${path}x`, made.token, 'other')).error).toBeTruthy()
    const { rows } = await gateway.sql.query('select owner_id from storage.objects where name = $1', [path])
    expect(rows).toEqual([{ owner_id: ann.id }])
  })

  test('names that mean another place are refused', async () => {
    for (const name of ['..%2Fx', 'a%2F..%2Fb', 'a//b', '%2Fetc', 'a%00b', 'a%2F.%2Fb', '%5C..%5Cx', 'a/']) {
      const response = await gateway.fetch(`/storage/v1/object/docs/${name}`, {
        method: 'POST',
        headers: { apikey: gateway.config.keys.secret },
        body: 'x',
      })
      expect([name, response.status, await response.json()]).toMatchObject([name, 400, { code: 'InvalidKey' }])
    }
    expect((await docs(gateway.service).copy('x', '../y')).error).toMatchObject({ message: 'Invalid key: ../y' })
  })
})

describe('objects and buckets', () => {
  test('list, move, copy, remove', async () => {
    const base = path.split('/').slice(0, 2).join('/')
    for (const name of ['b.txt', 'a.txt', 'sub/c.txt', 'sub/deep/d.txt']) await docs().upload(`${base}/${name}`, name)
    expect((await docs().list(base)).data!.map((e) => [e.name, e.id === null])).toEqual([
      ['sub', true],
      ['a.txt', false],
      ['b.txt', false],
    ])
    expect((await docs().list(`${base}/sub`, { search: 'C' })).data).toMatchObject([
      { name: 'c.txt', metadata: { size: 9, mimetype: 'text/plain;charset=UTF-8' } },
    ])
    expect((await docs().list(base, { limit: 1, offset: 1, sortBy: { column: 'name', order: 'desc' } })).data).toMatchObject([
      { name: 'b.txt' },
    ])
    expect((await docs().copy(`${base}/a.txt`, `${base}/copy.txt`)).data).toEqual({ path: `docs/${base}/copy.txt` })
    expect((await docs().move(`${base}/a.txt`, `${base}/moved.txt`)).error).toBeNull()
    expect(await (await docs().download(`${base}/moved.txt`)).data!.text()).toBe('a.txt')
    const before = filesOnDisk()
    expect((await docs().remove([`${base}/moved.txt`, `${base}/nope`])).data).toMatchObject([{ name: `${base}/moved.txt` }])
    expect(filesOnDisk()).toBe(before - 1)
    expect(await (await docs().download(`${base}/copy.txt`)).data!.text()).toBe('a.txt')
    expect((await docs().move(`${base}/nope`, `${base}/x`)).error).toMatchObject({ statusCode: '404' })
  })

  test("buckets are the secret key's", async () => {
    const { storage } = gateway.service
    expect((await storage.createBucket('made', { public: false, fileSizeLimit: '1MB', allowedMimeTypes: ['text/csv'] })).error).toBeNull()
    expect((await storage.getBucket('made')).data).toMatchObject({
      id: 'made',
      public: false,
      file_size_limit: 1_000_000,
      allowed_mime_types: ['text/csv'],
    })
    expect((await storage.createBucket('made')).error).toMatchObject({ statusCode: '409' })
    expect((await storage.updateBucket('made', { public: true })).error).toBeNull()
    await storage.from('made').upload('x.csv', 'a', { contentType: 'text/csv' })
    expect((await storage.deleteBucket('made')).error).toMatchObject({ statusCode: '409' })
    expect((await storage.emptyBucket('made')).error).toBeNull()
    expect((await storage.deleteBucket('made')).error).toBeNull()
    expect((await storage.listBuckets()).data!.map((b) => b.id)).toEqual(['docs', 'open', 'small'])
    expect((await gateway.anon.storage.listBuckets()).data).toEqual([])
    expect((await gateway.anon.storage.createBucket('mine')).error).toMatchObject({ statusCode: '403' })
    expect((await storage.from('nowhere').upload('x', 'y')).error).toMatchObject({ message: 'Bucket not found' })
  })

  test('a start sweeps what a crash left', async () => {
    await docs().upload(path, 'kept')
    const [shard] = readdirSync(folder()).filter((name) => name.length === 2)
    writeFileSync(join(folder(), shard!, `${shard}000000-0000-4000-8000-000000000000`), 'orphan')
    writeFileSync(join(folder(), 'incoming', 'half'), 'half')
    await gateway.restart()
    expect(existsSync(join(folder(), shard!, `${shard}000000-0000-4000-8000-000000000000`))).toBe(false)
    expect(readdirSync(join(folder(), 'incoming'))).toEqual([])
    expect(await (await docs().download(path)).data!.text()).toBe('kept')
  })
})
