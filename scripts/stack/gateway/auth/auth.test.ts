/** Accounts, as the real supabase-js sees them. */
import { createHash, randomBytes } from 'node:crypto'
import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MailSink, startMail } from '../../mail/server.ts'
import { startTestGateway, type TestGateway } from '../testing.ts'

const schema = `
create table public.profiles (id uuid primary key references auth.users (id) on delete cascade, name text);
create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.email like 'refused%' then raise exception 'no such people here'; end if;
  insert into public.profiles values (new.id, new.raw_user_meta_data ->> 'name');
  return new;
end $$;
create trigger on_sign_up after insert on auth.users for each row execute function public.handle_new_user();
`

let gateway: TestGateway
let mail: MailSink

beforeAll(async () => {
  gateway = await startTestGateway(schema)
  mail = await startMail(gateway.config)
})
afterAll(async () => {
  await mail.close()
  await gateway.stop()
})

const password = 'correct horse'
const freshEmail = () => `${randomBytes(6).toString('hex')}@example.com`
const newClient = (options = {}) =>
  createClient(gateway.url, gateway.config.keys.publishable, { auth: { persistSession: false, autoRefreshToken: false, ...options } })

async function lastMail(to: string): Promise<{ link: string; code: string; subject: string }> {
  const [message] = mail.list().filter((m) => m.to.includes(to))
  const full = await mail.read(message!.id)
  return { subject: full!.subject, link: /http:\S+/.exec(full!.text)![0], code: /Code: (\d{6})/.exec(full!.text)![1]! }
}

describe('password accounts', () => {
  test('sign-up signs in, runs the trigger with the given data, and the token has the claims of hosted', async () => {
    const email = freshEmail()
    const client = newClient()
    const { data, error } = await client.auth.signUp({ email: email.toUpperCase(), password, options: { data: { name: 'Ada' } } })
    expect(error).toBeNull()
    expect(data.user).toMatchObject({
      email,
      role: 'authenticated',
      aud: 'authenticated',
      user_metadata: { name: 'Ada', sub: data.user!.id },
      app_metadata: { provider: 'email' },
    })
    expect(data.user!.identities).toMatchObject([{ provider: 'email', user_id: data.user!.id }])
    const claims = JSON.parse(Buffer.from(data.session!.access_token.split('.')[1]!, 'base64url').toString())
    expect(claims).toMatchObject({
      sub: data.user!.id,
      role: 'authenticated',
      aud: 'authenticated',
      email,
      aal: 'aal1',
      app_metadata: { provider: 'email' },
      user_metadata: { name: 'Ada' },
      is_anonymous: false,
    })
    expect(claims.session_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(claims.exp - claims.iat).toBe(3600)
    expect((await gateway.service.from('profiles').select('name').eq('id', data.user!.id)).data).toEqual([{ name: 'Ada' }])
    expect((await client.auth.getUser()).data.user?.id).toBe(data.user!.id)
  })

  test('a trigger that fails shows as an error and leaves no user', async () => {
    const { error } = await newClient().auth.signUp({ email: 'refused@example.com', password })
    expect([error?.status, error?.message]).toEqual([500, 'Database error saving new user'])
    const { rows } = await gateway.sql.query("select from auth.users where email = 'refused@example.com'")
    expect(rows).toHaveLength(0)
  })

  test('wrong password, unknown user, taken address, weak password, bad address', async () => {
    const email = freshEmail()
    await newClient().auth.signUp({ email, password })
    const code = async (answer: Promise<{ error: { code?: string; status?: number } | null }>) => {
      const { error } = await answer
      return [error?.status, error?.code]
    }
    expect(await code(newClient().auth.signInWithPassword({ email, password: 'wrong' }))).toEqual([400, 'invalid_credentials'])
    expect(await code(newClient().auth.signInWithPassword({ email: freshEmail(), password }))).toEqual([400, 'invalid_credentials'])
    expect(await code(newClient().auth.signUp({ email, password }))).toEqual([422, 'user_already_exists'])
    expect(await code(newClient().auth.signUp({ email: freshEmail(), password: 'short' }))).toEqual([422, 'weak_password'])
    expect(await code(newClient().auth.signUp({ email: 'nonsense', password }))).toEqual([400, 'validation_failed'])
    expect((await newClient().auth.signInWithPassword({ email, password })).error).toBeNull()
  })

  test('two sign-ups at once with one address make one user', async () => {
    const email = freshEmail()
    const answers = await Promise.all([1, 2, 3].map(() => newClient().auth.signUp({ email, password })))
    expect(answers.filter((a) => a.error === null)).toHaveLength(1)
    expect(answers.flatMap((a) => a.error?.code ?? [])).toEqual(['user_already_exists', 'user_already_exists'])
  })

  test('refresh rotates; an old token used late ends the session', async () => {
    const client = newClient()
    const { data } = await client.auth.signUp({ email: freshEmail(), password })
    const first = data.session!.refresh_token
    const { data: second } = await client.auth.refreshSession()
    expect(second.session!.refresh_token).not.toBe(first)
    const { data: tab } = await newClient().auth.refreshSession({ refresh_token: first })
    expect(tab.session!.refresh_token).toBe(second.session!.refresh_token)
    const { data: third } = await client.auth.refreshSession()
    await gateway.sql.query(`update auth.refresh_tokens set updated_at = now() - interval '1 minute' where token = $1`, [first])
    const { error } = await newClient().auth.refreshSession({ refresh_token: first })
    expect(error).toMatchObject({ code: 'refresh_token_already_used' })
    expect((await newClient().auth.refreshSession({ refresh_token: third.session!.refresh_token })).error).toMatchObject({
      code: 'refresh_token_not_found',
    })
  })

  test('sign-out ends the session, changing data and password works', async () => {
    const email = freshEmail()
    const client = newClient()
    await client.auth.signUp({ email, password })
    expect((await client.auth.updateUser({ data: { theme: 'night' } })).data.user?.user_metadata.theme).toBe('night')
    expect((await client.auth.updateUser({ password })).error).toMatchObject({ code: 'same_password' })
    expect((await client.auth.updateUser({ password: 'another horse' })).error).toBeNull()
    const token = (await client.auth.getSession()).data.session!.access_token
    expect((await client.auth.signOut()).error).toBeNull()
    expect((await newClient().auth.getUser(token)).error?.name).toBe('AuthSessionMissingError')
    expect((await newClient().auth.signInWithPassword({ email, password: 'another horse' })).error).toBeNull()
  })
})

describe('mail', () => {
  test('a recovery link signs in and leads only to this machine', async () => {
    const email = freshEmail()
    await newClient().auth.signUp({ email, password })
    await newClient().auth.resetPasswordForEmail(email, { redirectTo: 'http://localhost:5173/reset' })
    const { link, subject } = await lastMail(email)
    expect(subject).toBe('Reset your password')
    const followed = await fetch(link, { redirect: 'manual' })
    const target = new URL(followed.headers.get('location')!)
    expect([followed.status, target.origin + target.pathname]).toEqual([303, 'http://localhost:5173/reset'])
    const fragment = new URLSearchParams(target.hash.slice(1))
    expect(fragment.get('type')).toBe('recovery')
    expect((await newClient().auth.getUser(fragment.get('access_token')!)).data.user?.email).toBe(email)
    const again = new URL((await fetch(link, { redirect: 'manual' })).headers.get('location')!)
    expect(new URLSearchParams(again.hash.slice(1)).get('error_code')).toBe('otp_expired')
    const evil = new URL(link)
    evil.searchParams.set('redirect_to', 'https://evil.example/')
    expect((await fetch(evil, { redirect: 'manual' })).headers.get('location')).not.toContain('evil')
    expect((await newClient().auth.resetPasswordForEmail(freshEmail())).error).toBeNull()
  })

  test('a code makes a new person and signs in; a wrong one does not', async () => {
    const email = freshEmail()
    expect((await newClient().auth.signInWithOtp({ email, options: { shouldCreateUser: false } })).error).toMatchObject({
      code: 'otp_disabled',
    })
    expect((await newClient().auth.signInWithOtp({ email })).error).toBeNull()
    const { code } = await lastMail(email)
    const wrong = code === '000000' ? '000001' : '000000'
    expect((await newClient().auth.verifyOtp({ email, token: wrong, type: 'email' })).error).toMatchObject({ code: 'otp_expired' })
    const { data } = await newClient().auth.verifyOtp({ email, token: code, type: 'email' })
    expect(data.user).toMatchObject({ email, email_confirmed_at: expect.any(String) })
  })

  test('with PKCE the link gives a code that only the asking browser can redeem', async () => {
    const email = freshEmail()
    await newClient().auth.signUp({ email, password })
    const verifier = randomBytes(48).toString('base64url')
    const body = JSON.stringify({
      email,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 's256',
    })
    expect((await gateway.fetch('/auth/v1/otp', { method: 'POST', body })).status).toBe(200)
    const target = new URL((await fetch((await lastMail(email)).link, { redirect: 'manual' })).headers.get('location')!)
    const redeem = (code_verifier: string) =>
      gateway.fetch('/auth/v1/token?grant_type=pkce', {
        method: 'POST',
        body: JSON.stringify({ auth_code: target.searchParams.get('code'), code_verifier }),
      })
    expect((await redeem('x'.repeat(64))).status).toBe(400)
    expect(await (await redeem(verifier)).json()).toMatchObject({ user: { email } })
  })
})

describe('administration', () => {
  test('create, list, get, update, delete, and only with the secret key', async () => {
    const admin = gateway.service.auth.admin
    const email = freshEmail()
    const made = await admin.createUser({
      email,
      password,
      email_confirm: true,
      user_metadata: { name: 'Eve' },
      app_metadata: { plan: 'pro' },
    })
    expect(made.data.user).toMatchObject({ email, user_metadata: { name: 'Eve' }, app_metadata: { plan: 'pro', provider: 'email' } })
    const id = made.data.user!.id
    expect((await admin.createUser({ email, password })).error).toMatchObject({ code: 'email_exists' })
    const list = await admin.listUsers({ page: 1, perPage: 1 })
    expect(list.data.users).toHaveLength(1)
    expect((list.data as { total: number }).total).toBeGreaterThan(1)
    const updated = await admin.updateUserById(id, { password: 'a new password', app_metadata: { plan: null } })
    expect(updated.data.user?.app_metadata.plan).toBeUndefined()
    expect((await newClient().auth.signInWithPassword({ email, password: 'a new password' })).error).toBeNull()
    await admin.updateUserById(id, { ban_duration: '1h' })
    expect((await newClient().auth.signInWithPassword({ email, password: 'a new password' })).error).toMatchObject({ code: 'user_banned' })
    expect((await gateway.anon.auth.admin.getUserById(id)).error).toMatchObject({ code: 'not_admin' })
    expect((await admin.deleteUser(id)).error).toBeNull()
    expect((await admin.getUserById(id)).error).toMatchObject({ code: 'user_not_found' })
    expect((await gateway.service.from('profiles').select().eq('id', id)).data).toEqual([])
  })

  test('a generated link confirms like the one in a mail', async () => {
    const email = freshEmail()
    await newClient().auth.signUp({ email, password })
    const { data } = await gateway.service.auth.admin.generateLink({ type: 'magiclink', email })
    const { data: verified } = await newClient().auth.verifyOtp({ token_hash: data.properties!.hashed_token, type: 'magiclink' })
    expect(verified.user?.email).toBe(email)
  })
})

test('many wrong guesses are stopped', async () => {
  const email = freshEmail()
  await newClient().auth.signUp({ email, password })
  const guess = () =>
    gateway
      .fetch('/auth/v1/token?grant_type=password', { method: 'POST', body: JSON.stringify({ email, password: 'wrong' }) })
      .then((r) => r.status)
  const first = await Promise.all(Array.from({ length: 30 }, guess))
  expect(new Set(first)).toEqual(new Set([400]))
  expect(await guess()).toBe(429)
})

test('where addresses must be confirmed, sign-up waits for the link', async () => {
  await gateway.restart({ confirmEmail: true })
  const email = freshEmail()
  const { data, error } = await newClient().auth.signUp({
    email,
    password,
    options: { emailRedirectTo: `http://127.0.0.1:${gateway.config.ports.web}/welcome` },
  })
  expect([error, data.session, data.user?.email_confirmed_at]).toEqual([null, null, undefined])
  expect((await newClient().auth.signInWithPassword({ email, password })).error).toMatchObject({ code: 'email_not_confirmed' })
  const followed = await fetch((await lastMail(email)).link, { redirect: 'manual' })
  expect(followed.headers.get('location')).toMatch(new RegExp(`^http://127.0.0.1:${gateway.config.ports.web}/welcome#access_token=`))
  expect((await newClient().auth.signInWithPassword({ email, password })).error).toBeNull()
  const again = await newClient().auth.signUp({ email, password })
  expect([again.error, again.data.user?.identities]).toEqual([null, []])
})
