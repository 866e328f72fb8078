/** Calls of functions, and a schema that changes while the gateway runs. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestGateway } from '../testing.ts'
import { type RestFixture, startRest } from './fixture.ts'

let gateway: TestGateway
let get: RestFixture['get']

beforeAll(async () => {
  ;({ gateway, get } = await startRest())
})
afterAll(() => gateway.stop())

test('a jsonb argument arrives as it was sent: object, array, string, number, boolean', async () => {
  for (const [value, kind] of [
    [{ a: 1 }, 'object'],
    [[1], 'array'],
    ['text', 'string'],
    ['{"a":1}', 'string'],
    [1.5, 'number'],
    [true, 'boolean'],
  ] as const) {
    expect((await gateway.anon.rpc('json_kind', { value })).data).toBe(kind)
    expect((await gateway.anon.rpc('json_echo', { value })).data).toEqual(value)
  }
})

test('scalars, sets, tables, out parameters, void, defaults, variadic, GET', async () => {
  expect((await gateway.anon.rpc('add_up', { a: 2 })).data).toBe(3)
  expect((await gateway.anon.rpc('add_up', { a: 2, b: 3 }, { get: true })).data).toBe(5)
  expect((await get('/rpc/add_all?v=1&v=2&v=3')).body).toBe(6)
  expect((await gateway.anon.rpc('add_all', { v: [1, 2] })).data).toBe(3)
  expect((await gateway.anon.rpc('numbers', { n: 3 })).data).toEqual([1, 2, 3])
  expect((await gateway.anon.rpc('pair')).data).toEqual({ a: 1, b: 'x' })
  expect(await gateway.anon.rpc('nothing')).toMatchObject({ status: 204, data: null })
  const rows = await gateway.anon
    .rpc('find_projects', { minimum: 20 }, { count: 'exact' })
    .select('name, clients(name)')
    .neq('name', 'Delta')
    .order('name')
    .limit(1)
  expect(rows).toMatchObject({ count: 2, data: [{ name: 'Brine', clients: { name: 'Acme' } }] })
  expect((await get('/rpc/find_projects?minimum=20&name=eq.Cedar&select=id')).body).toEqual([{ id: 3 }])
  const whole = await gateway.fetch('/rest/v1/rpc/whole', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '[1,"x"]',
  })
  expect(await whole.json()).toEqual([1, 'x'])
})

test('the timeout of the role ends a slow call, unless the function brings its own, shorter or longer', async () => {
  const [slow, short, long] = await Promise.all(['slow', 'slow_at_most', 'slow_at_least'].map((name) => gateway.anon.rpc(name)))
  expect(slow).toMatchObject({ status: 500, error: { code: '57014' } })
  expect(short!.error?.code).toBe('57014')
  expect(long!.error).toBeNull()
})

test('an unknown function or argument', async () => {
  const { error, status } = await gateway.anon.rpc('add_up', { c: 1 })
  expect([status, error?.code]).toEqual([404, 'PGRST202'])
})

test('raised errors reach the client with code, message, details and hint', async () => {
  for (const [code, status] of [
    ['PT402', 402],
    ['PT409', 409],
    ['P0001', 400],
    ['42501', 401],
    ['23514', 400],
  ] as const) {
    const answer = await gateway.anon.rpc('fail_with', { code })
    expect([answer.status, answer.error]).toMatchObject([status, { code, message: 'It failed', details: 'Some detail', hint: 'Try less' }])
  }
})

test('SQL sees claims, method, path, headers and the role', async () => {
  const user = await gateway.user()
  const headers = { authorization: `Bearer ${user.token}`, 'x-probe': 'seen', 'content-type': 'application/json' }
  const response = await gateway.fetch('/rest/v1/rpc/settings', { method: 'POST', headers, body: '{}' })
  expect(await response.json()).toMatchObject({
    claims: { sub: user.id, role: 'authenticated' },
    method: 'POST',
    path: '/rpc/settings',
    agent: 'seen',
    role: 'authenticated',
    timeout: '8s',
  })
  const anonymous = await gateway.anon.rpc('settings')
  expect(anonymous.data).toMatchObject({ claims: { role: 'anon' }, role: 'anon', timeout: '3s' })
})

test('an address that the caller claims is never the last one SQL sees', async () => {
  const headers = { 'cf-connecting-ip': '192.0.2.1', 'x-forwarded-for': '192.0.2.2' }
  const response = await gateway.fetch('/rest/v1/rpc/settings', { headers })
  expect(await response.json()).toMatchObject({ cloudflare: null, forwarded: expect.stringMatching(/^192\.0\.2\.2, .*127\.0\.0\.1$/) })
})

test('a function sets status and headers', async () => {
  const response = await gateway.fetch('/rest/v1/rpc/teapot', { method: 'POST' })
  expect([response.status, response.headers.get('x-tea')]).toEqual([418, 'green'])
})

test('GET is read only', async () => {
  expect(await get('/rpc/write_in_get')).toMatchObject({ status: 405, body: { code: '25006' } })
})

test('later DDL is seen at once', async () => {
  await gateway.sql.query('create table public.later (id bigint primary key)')
  expect((await gateway.anon.from('later').select()).data).toEqual([])
  await gateway.sql.query('alter table public.later add column extra text')
  expect((await gateway.anon.from('later').insert({ id: 1, extra: 'x' }).select('extra')).data).toEqual([{ extra: 'x' }])
  for (let i = 0; i < 6; i++) expect((await gateway.anon.from('later').select('extra').eq('extra', '5')).data).toEqual([])
  await gateway.sql.query('alter table public.later alter column extra type int using 5')
  expect((await gateway.anon.from('later').select('extra').eq('extra', '5')).data).toEqual([{ extra: 5 }])
  await gateway.sql.query('create function public.later_on() returns int language sql as $$ select 7 $$')
  expect((await gateway.anon.rpc('later_on')).data).toBe(7)
  await gateway.sql.query('alter table public.later add column project bigint references public.projects (id)')
  expect((await gateway.anon.from('later').select('id, projects(name)')).data).toEqual([{ id: 1, projects: null }])
})

test('Postgres may go away and come back', async () => {
  const cut = gateway.service.rpc('slow').then((answer) => answer)
  const sleeping = "select from pg_stat_activity where query like '%slow%' and wait_event = 'PgSleep'"
  await expect.poll(async () => (await gateway.sql.query(sleeping)).rows).toHaveLength(1)
  await gateway.restartPostgres()
  expect([500, 503]).toContain((await cut).status)
  await expect.poll(async () => (await get('/clients?select=id&order=id')).body).toEqual([{ id: 1 }, { id: 2 }])
  const isSeen = async () => {
    await gateway.sql.query('drop table if exists public.after_restart; create table public.after_restart (id int)')
    return (await get('/after_restart')).body
  }
  await expect.poll(isSeen).toEqual([])
})
