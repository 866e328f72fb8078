/** What somebody tries who has the publishable key, or none, or an account of their own. */
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sign } from '../jwt.ts'
import { startTestGateway, type TestGateway } from './testing.ts'

const schema = `
create table public.notes (id int primary key, owner uuid not null default auth.uid(), doc jsonb);
alter table public.notes enable row level security;
create policy "Owners read" on public.notes for select to authenticated using (owner = (select auth.uid()));
create policy "Owners write" on public.notes for insert to authenticated with check (owner = (select auth.uid()));
create function public.slow() returns void language sql as 'select pg_advisory_xact_lock_shared(1)';
insert into storage.buckets (id, name, public) values ('docs', 'docs', false);
create policy "Owners use" on storage.objects for all to authenticated
  using ((storage.foldername(name))[1] = (select auth.uid())::text) with check ((storage.foldername(name))[1] = (select auth.uid())::text);
`

let gateway: TestGateway
let ann: Awaited<ReturnType<TestGateway['user']>>
let eve: typeof ann

beforeAll(async () => {
  gateway = await startTestGateway(schema)
  ;[ann, eve] = await Promise.all([gateway.user(), gateway.user()])
  await ann.client
    .from('notes')
    .insert({ id: 1, doc: { secret: true } })
    .throwOnError()
})
afterAll(() => gateway.stop())

/** What comes back for these bytes. */
function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(gateway.config.ports.api, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

const asEve = (path: string, init: RequestInit = {}) =>
  gateway.fetch(path, { ...init, headers: { authorization: `Bearer ${eve.token}`, 'content-type': 'application/json', ...init.headers } })

describe('requests that cannot be read', () => {
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  test.each([
    ['an upgrade of an address without a host', `GET // HTTP/1.1\r\nHost: x\r\n${upgrade}`, /^HTTP\/1\.1 404/],
    ['an upgrade of a port that is none', `GET //x:99999/realtime/v1/ HTTP/1.1\r\nHost: x\r\n${upgrade}`, /^HTTP\/1\.1 404/],
    ['a host that is none', 'GET /health HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 200/],
    ['no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400/],
    ['a proxy request', 'GET http://x/rest/v1/notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400/],
  ])('%s harms nobody', async (_name, bytes, answer) => {
    expect(await sendRaw(bytes)).toMatch(answer)
    expect((await gateway.fetch('/health')).status).toBe(200)
  })

  test('names that every JavaScript object has are names like any other', async () => {
    expect((await asEve('/rest/v1/notes', { headers: { prefer: 'constructor=1, __proto__=1' } })).status).toBe(200)
    expect(await (await asEve('/rest/v1/notes?id=is.constructor')).json()).toMatchObject({ code: 'PGRST100' })
    expect(await (await asEve('/rest/v1/rpc/constructor', { method: 'POST', body: '{"__proto__": {"a": 1}}' })).json()).toMatchObject({
      code: 'PGRST202',
    })
    const verify = await gateway.fetch('/auth/v1/verify', { method: 'POST', body: '{"type":"constructor","email":"a@b.c","token":"1"}' })
    expect(await verify.json()).toMatchObject({ error_code: 'validation_failed' })
  })

  test('brackets without end and escapes without meaning are mistakes of the client', async () => {
    const deep = [`select=${'notes('.repeat(5000)}`, `or=(${'and('.repeat(5000)}`, `select=${'notes('.repeat(60)}id${')'.repeat(60)}`]
    for (const query of deep) expect(await (await asEve(`/rest/v1/notes?${query}`)).json()).toMatchObject({ code: 'PGRST100' })
    expect((await asEve(`/rest/v1/notes?order=${'('.repeat(30_000)}`)).status).toBe(400)
    expect((await asEve('/rest/v1/%ZZ')).status).toBe(404)
  })
})

describe('tokens', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = () => ({ sub: ann.id, role: 'authenticated', exp: Math.floor(Date.now() / 1000) + 600 })
  const withAlgorithm = (alg: string, hash: string, secret: string) => {
    const body = `${part({ alg, typ: 'JWT' })}.${part(claims())}`
    return `${body}.${createHmac(hash, secret).update(body).digest('base64url')}`
  }

  test('of another algorithm, secret, purpose or time open nothing', async () => {
    const { jwtSecret, publishable, dbPassword } = gateway.config.keys
    await ann.client.storage.from('docs').upload(`${ann.id}/signed.txt`, 'mine')
    const signed = await ann.client.storage.from('docs').createSignedUrl(`${ann.id}/signed.txt`, 60)
    const forged = {
      none: `${part({ alg: 'none' })}.${part(claims())}.`,
      'none, signed': withAlgorithm('none', 'sha256', jwtSecret),
      HS512: withAlgorithm('HS512', 'sha512', jwtSecret),
      'the public key as secret': withAlgorithm('HS256', 'sha256', publishable),
      'another secret': withAlgorithm('HS256', 'sha256', dbPassword),
      'of a signed address': new URL(signed.data!.signedUrl).searchParams.get('token')!,
      expired: sign({ ...claims(), exp: 1 }, jwtSecret),
      'two parts': `${part({ alg: 'HS256' })}.${part(claims())}`,
    }
    for (const [name, token] of Object.entries(forged)) {
      const headers = { authorization: `Bearer ${token}` }
      expect([name, (await gateway.fetch('/rest/v1/notes', { headers })).status]).toEqual([name, 401])
      expect([name, (await gateway.fetch(`/storage/v1/object/docs/${ann.id}/signed.txt`, { headers })).status]).toEqual([name, 400])
      expect([name, (await gateway.fetch('/auth/v1/user', { headers })).status]).toEqual([name, 403])
      expect([name, (await gateway.fetch('/rest/v1/notes', { headers: { apikey: token } })).status]).toEqual([name, 401])
    }
  })

  test('even a signed one makes nobody more than the three roles of the API', async () => {
    for (const role of ['postgres', 'supabase_admin', 'authenticator', 'supabase_auth_admin', 'none', 'nobody"; --']) {
      const headers = { authorization: `Bearer ${sign({ ...claims(), role }, gateway.config.keys.jwtSecret)}` }
      expect([role, (await gateway.fetch('/rest/v1/notes', { headers })).ok]).toEqual([role, false])
      expect([role, (await gateway.fetch('/auth/v1/admin/users', { headers })).status]).toEqual([role, 403])
    }
  })

  test('a key that only looks like the secret one, beside the publishable one, stays anon', async () => {
    const headers = { authorization: `Bearer sb_secret_${'x'.repeat(32)}` }
    expect((await gateway.fetch('/auth/v1/admin/users', { headers })).status).toBe(403)
    expect((await gateway.fetch('/storage/v1/bucket', { headers, method: 'POST', body: '{"id":"mine"}' })).ok).toBe(false)
  })
})

describe('the wall', () => {
  test.each(['auth', 'storage', 'vault', 'net', 'cron', 'pgmq', 'private', 'data', 'realtime', 'extensions', 'pg_catalog'])(
    'schema %s is not there',
    async (name) => {
      const key = { apikey: gateway.config.keys.secret }
      expect((await gateway.fetch('/rest/v1/users', { headers: { ...key, 'accept-profile': name } })).status).toBe(406)
      expect((await gateway.fetch(`/rest/v1/${name}.users`, { headers: key })).status).toBe(404)
    },
  )

  test("no parsed piece of an address reads somebody else's row", async () => {
    const pieces = [
      'select=*&id=eq.1',
      'select=id::text) from public.notes--',
      'select=id::text UNION SELECT doc FROM notes',
      'select=doc->"x\\" or true--"',
      "select=doc->>'secret'",
      'select=row_to_json,to_json',
      'or=(id.eq.1,id.not.is.null)',
      'order=id;select 1',
      'id=in.(1) or true',
      'id=eq.1)) or ((true',
      'and=(id.gt.0,or(id.eq.1,id.eq."1) or (true"))',
      'doc->>secret=eq.true',
      'limit=1&offset=0',
    ]
    for (const piece of pieces) {
      const answer = await asEve(`/rest/v1/notes?${encodeURI(piece)}`, { headers: { prefer: 'count=exact' } })
      expect([piece, answer.ok ? await answer.json() : []]).toEqual([piece, []])
      expect([piece, answer.headers.get('content-range') ?? '*/0']).toEqual([piece, '*/0'])
    }
    expect((await asEve('/rest/v1/notes', { method: 'POST', body: JSON.stringify({ id: 2, owner: ann.id }) })).status).toBe(403)
    const upsert = { method: 'POST', body: '{"id":1,"doc":{}}', headers: { prefer: 'resolution=merge-duplicates' } }
    expect((await asEve('/rest/v1/notes', upsert)).ok).toBe(false)
    expect((await ann.client.from('notes').select('doc')).data).toEqual([{ doc: { secret: true } }])
  })

  test('a stranger does not learn which files there are', async () => {
    await ann.client.storage.from('docs').upload(`${ann.id}/there.txt`, 'mine')
    const answers = await Promise.all(
      ['there.txt', 'not-there.txt'].map((name) => eve.client.storage.from('docs').upload(`${ann.id}/${name}`, 'hers')),
    )
    expect(answers.map((a) => (a.error as { statusCode?: string } | null)?.statusCode)).toEqual(['403', '403'])
    expect((await ann.client.storage.from('docs').upload(`${ann.id}/there.txt`, 'again')).error).toMatchObject({ statusCode: '409' })
  })

  test('a media type that cannot be sent back in a header is refused', async () => {
    const form = (type: string) => {
      const body = `--x\r\nContent-Disposition: form-data; name=""; filename="a"\r\nContent-Type: ${type}\r\n\r\nbody\r\n--x--`
      const headers = { 'content-type': 'multipart/form-data; boundary=x' }
      return asEve(`/storage/v1/object/docs/${eve.id}/${randomUUID()}`, { method: 'POST', body, headers })
    }
    for (const type of ['text/plain; name="ü"', 'text', 'a/b c', '<b>/x']) expect([type, (await form(type)).status]).toEqual([type, 400])
    expect((await form('text/plain; charset=utf-8')).status).toBe(200)
  })

  test('stored files are closed to other users of the machine', () => {
    const folder = join(gateway.config.home, 'storage', 'files')
    expect(statSync(folder).mode & 0o077).toBe(0)
    expect(readdirSync(folder).length).toBeGreaterThan(0)
    expect(statSync(join(gateway.config.home, 'keys.json')).mode & 0o077).toBe(0)
  })
})

describe('accounts', () => {
  test('the code of a mail does not tell the link of the mail', async () => {
    const { data } = await gateway.service.auth.admin.generateLink({ type: 'recovery', email: ann.email })
    const { email_otp: code, hashed_token: hash } = data.properties!
    expect(hash).not.toBe(
      createHash('sha224')
        .update(ann.email + code)
        .digest('hex'),
    )
    // A link of somebody who tried the right code, without knowing the key it is made with.
    const guessed = createHash('sha224').update(ann.email + code).digest('hex') // prettier-ignore
    const answer = await gateway.fetch(`/auth/v1/verify?type=recovery&token=${guessed}`, { redirect: 'manual' })
    expect(answer.headers.get('location')).toContain('error_code=otp_expired')
    expect((await gateway.anon.auth.verifyOtp({ email: ann.email, token: code, type: 'recovery' })).error).toBeNull()
  })

  test('many guesses at once are not more than many in a row', async () => {
    const guess = (token: number) =>
      gateway.fetch('/auth/v1/verify', { method: 'POST', body: JSON.stringify({ type: 'recovery', email: eve.email, token: `${token}` }) })
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => guess(100_000 + i)))
    expect(answers.filter((a) => a.status !== 429)).toHaveLength(30)
  })

  test('signing in rightly, however often, is no guess', async () => {
    const email = `${randomUUID()}@example.com`
    const sign = (path: string) => gateway.fetch(path, { method: 'POST', body: JSON.stringify({ email, password: 'correct horse' }) })
    await sign('/auth/v1/signup')
    for (let i = 0; i < 35; i++) expect((await sign('/auth/v1/token?grant_type=password')).status).toBe(200)
  })

  test('the host a request names is no place a mail may lead to', async () => {
    const body = JSON.stringify({ type: 'recovery', email: ann.email, redirect_to: 'https://evil.example/steal' })
    const { port, secret } = { port: gateway.config.ports.api, secret: gateway.config.keys.secret }
    const headers = { host: 'evil.example', apikey: secret, 'content-length': String(body.length) }
    const answer = await new Promise<string>((resolve) => {
      const sent = request({ host: '127.0.0.1', port, path: '/auth/v1/admin/generate_link', method: 'POST', headers }, (response) => {
        let text = ''
        response.on('data', (data: Buffer) => (text += data.toString())).on('end', () => resolve(text))
      })
      sent.end(body)
    })
    expect(JSON.parse(answer)).toMatchObject({ redirect_to: `http://127.0.0.1:${gateway.config.ports.web}` })
  })
})

test('somebody who asks many slow things at once is answered in turn, and keeps nobody else waiting', async () => {
  const holder = await gateway.sql.connect()
  await holder.query('select pg_advisory_lock(1)')
  let answered = 0
  const asked = Array.from({ length: 100 }, async () => {
    const { status } = await asEve('/rest/v1/rpc/slow', { method: 'POST' })
    answered++
    return status
  })
  try {
    const waiting = "select from pg_locks where locktype = 'advisory' and not granted"
    await expect.poll(async () => (await gateway.sql.query(waiting)).rowCount).toBe(10)
    expect((await ann.client.from('notes').select('id').eq('id', 1)).data).toEqual([{ id: 1 }])
    expect([answered, (await gateway.sql.query(waiting)).rowCount]).toEqual([0, 10])
  } finally {
    // A session that ends gives up its lock.
    holder.release(true)
  }
  expect(await Promise.all(asked)).toEqual(asked.map(() => 204))
})
