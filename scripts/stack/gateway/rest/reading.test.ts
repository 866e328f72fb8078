/** Reads as PostgREST documents them, asked by the real supabase-js and by plain requests. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestGateway } from '../testing.ts'
import { type RestFixture, startRest } from './fixture.ts'

let gateway: TestGateway
let get: RestFixture['get']

beforeAll(async () => {
  ;({ gateway, get } = await startRest())
})
afterAll(() => gateway.stop())

test('values keep their type: numerics as written, ISO timestamps, exact bigints', async () => {
  const response = await gateway.fetch('/rest/v1/projects?id=eq.1&select=budget,starts_at,due,big,tags')
  expect(await response.text()).toBe(
    '[{"budget":1.10,"starts_at":"2024-01-02T03:04:05+00:00","due":"2024-05-06","big":9007199254740993,"tags":["a","b"]}]',
  )
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
})

test('filters of every kind', async () => {
  const names = async (query: string) => (await get(`/projects?select=name&order=id&${query}`)).body as { name: string }[]
  const list = async (query: string) => (await names(query)).map((row) => row.name[0]).join('')
  expect(await list('id=gt.1&id=lte.3')).toBe('BC')
  expect(await list('name=in.(Alpha,"Delta")')).toBe('AD')
  expect(await list('name=not.in.(Alpha,"Delta")')).toBe('BC')
  expect(await list('client_id=is.null')).toBe('D')
  expect(await list('client_id=not.is.null')).toBe('ABC')
  expect(await list('name=ilike.*A')).toBe('AD')
  expect(await list('name=like(any).{Al*,Br*}')).toBe('AB')
  expect(await list('tags=cs.{a}')).toBe('A')
  expect(await list('tags=ov.{b,c}')).toBe('AC')
  expect(await list('details->k->>n=eq.1')).toBe('A')
  expect(await list('details->l->1=eq.2')).toBe('A')
  expect(await list('or=(id.eq.1,and(name.eq.Cedar,budget.gt.5))')).toBe('AC')
  expect(await list('not.or=(id.eq.1,id.eq.2)')).toBe('CD')
  expect(await list('or=(name.in.(Alpha,Brine),tags.cs.{c})')).toBe('ABC')
  expect(await list('client_id=isdistinct.1')).toBe('CD')
  expect(await list('name=match.^[AB]')).toBe('AB')
  expect(await list('name=fts.alpha')).toBe('A')
  expect(await list('name=plfts(english).cedar')).toBe('C')
})

test('order, limit, offset, Range and counts', async () => {
  const page = await get('/projects?select=id&order=budget.desc.nullslast&limit=2&offset=1', { prefer: 'count=exact' })
  expect(page).toMatchObject({ status: 206, body: [{ id: 3 }, { id: 2 }] })
  expect(page.headers.get('content-range')).toBe('1-2/4')
  const { count } = await gateway.anon.from('projects').select('*', { count: 'exact', head: true }).gt('id', 2)
  expect(count).toBe(2)
  const ranged = await get('/projects?select=id&order=id', { range: '0-1' })
  expect(ranged.body).toEqual([{ id: 1 }, { id: 2 }])
  expect((await get('/projects?offset=10', { prefer: 'count=exact' })).status).toBe(416)
  const planned = await get('/projects?select=id', { prefer: 'count=planned' })
  expect(planned.headers.get('content-range')).toMatch(/^0-3\/\d+$/)
  const { data, error } = await gateway.anon.from('projects').select('id').order('id').range(2, 3)
  expect([data, error]).toEqual([[{ id: 3 }, { id: 4 }], null])
})

test('alias, cast, JSON path and computed field in select', async () => {
  const { body } = await get('/projects?id=eq.1&select=label:name,budget::text,details->k->n,first:tags->0,shout')
  expect(body).toEqual([{ label: 'Alpha', budget: '1.10', n: 1, first: 'a', shout: 'ALPHA' }])
})

test('embeds to one, to many, many to many, nested, through a view, and spread', async () => {
  const { data } = await gateway.anon
    .from('clients')
    .select('name, projects(name, users(name))')
    .eq('id', 1)
    .order('id', { referencedTable: 'projects' })
  expect(data).toEqual([
    {
      name: 'Acme',
      projects: [
        { name: 'Alpha', users: [{ name: 'Ann' }, { name: 'Bob' }] },
        { name: 'Brine', users: [{ name: 'Ann' }] },
      ],
    },
  ])
  expect((await get('/projects?id=in.(1,4)&select=id,clients(name)&order=id')).body).toEqual([
    { id: 1, clients: { name: 'Acme' } },
    { id: 4, clients: null },
  ])
  expect((await get('/project_names?id=eq.1&select=title,clients(name)')).body).toEqual([{ title: 'Alpha', clients: { name: 'Acme' } }])
  expect((await get('/projects?id=eq.1&select=id,...clients(client:name)')).body).toEqual([{ id: 1, client: 'Acme' }])
})

test('filters and limits on embeds, inner joins, anti joins, order by an embed', async () => {
  expect((await get('/clients?select=id,projects!inner(id)&projects.name=eq.Cedar')).body).toEqual([{ id: 2, projects: [{ id: 3 }] }])
  expect((await get('/clients?select=id,projects(id)&projects.limit=1&projects.order=id.desc&id=eq.1')).body).toEqual([
    { id: 1, projects: [{ id: 2 }] },
  ])
  expect((await get('/projects?select=id,clients()&clients=is.null')).body).toEqual([{ id: 4 }])
  expect((await get('/projects?select=id,clients(name)&order=clients(name).desc.nullslast,id&limit=1')).body).toEqual([
    { id: 3, clients: { name: 'Beta' } },
  ])
  expect((await gateway.anon.from('clients').select('name, projects(count)').order('id')).data).toEqual([
    { name: 'Acme', projects: [{ count: 2 }] },
    { name: 'Beta', projects: [{ count: 1 }] },
  ])
  const counted = await get('/clients?select=id,projects!inner(id)&projects.name=eq.Cedar', { prefer: 'count=exact' })
  expect(counted.headers.get('content-range')).toBe('0-0/1')
})

test('a self reference needs a hint', async () => {
  expect(await get('/people?select=name,people(name)')).toMatchObject({ status: 300, body: { code: 'PGRST201' } })
  expect((await get('/people?id=eq.2&select=name,boss:people!boss_id(name)')).body).toEqual([{ name: 'Worker', boss: { name: 'Boss' } }])
  expect((await get('/people?id=eq.2&select=name,boss_id(name)')).body).toEqual([{ name: 'Worker', boss_id: { name: 'Boss' } }])
})

test('one object, CSV, stripped nulls, maybeSingle', async () => {
  expect((await gateway.anon.from('projects').select('name').eq('id', 1).single()).data).toEqual({ name: 'Alpha' })
  const none = await gateway.anon.from('projects').select('name').eq('id', 100).single()
  expect(none.error).toMatchObject({ code: 'PGRST116', details: 'The result contains 0 rows' })
  expect((await gateway.anon.from('projects').select('name').eq('id', 100).maybeSingle()).data).toBeNull()
  const csv = await gateway.anon.from('projects').select('id,name,note').lt('id', 3).order('id').csv()
  expect(csv.data).toBe('id,name,note\n1,Alpha,\n2,Brine,')
  expect((await get('/projects?id=eq.4&select=id,client_id', { accept: 'application/vnd.pgrst.array+json;nulls=stripped' })).body).toEqual([
    { id: 4 },
  ])
})

test('mistakes are told as PostgREST tells them', async () => {
  expect(await get('/nowhere')).toMatchObject({
    status: 404,
    body: { code: 'PGRST205', message: "Could not find the table 'public.nowhere' in the schema cache" },
  })
  expect(await get('/projects?select=nope')).toMatchObject({
    status: 400,
    body: { code: '42703', message: 'column projects.nope does not exist' },
  })
  expect(await get('/projects?select=users_x(id)')).toMatchObject({ status: 400, body: { code: 'PGRST200' } })
  expect(await get('/projects?id=foo.1')).toMatchObject({ status: 400, body: { code: 'PGRST100' } })
  expect(await get('/projects?id=eq.abc')).toMatchObject({ status: 400, body: { code: '22P02' } })
  expect(await get('/projects?select=count()')).toMatchObject({ status: 400, body: { code: 'PGRST123' } })
  expect(await get('/projects?nope.id=eq.1')).toMatchObject({ status: 400, body: { code: 'PGRST108' } })
  expect(await get('/projects', { 'accept-profile': 'auth' })).toMatchObject({ status: 406, body: { code: 'PGRST106' } })
  expect(await get('/projects', { accept: 'image/png' })).toMatchObject({ status: 406, body: { code: 'PGRST107' } })
})

test('names and values cannot leave their place in the SQL', async () => {
  const evil = `x'"; drop table clients; --`
  expect((await get(`/projects?name=eq.${encodeURIComponent(evil)}`)).body).toEqual([])
  expect((await get(`/projects?select=details->>${encodeURIComponent("a'b\\")}`)).status).toBe(200)
  expect((await get(`/projects?select=${encodeURIComponent(`"${'a\\"b'}"`)}`)).status).toBe(400)
  expect((await get(`/projects?select=id::${encodeURIComponent('text) from x; --')}`)).status).toBe(400)
  expect(await get('/projects?select=id%00')).toMatchObject({ status: 400, body: { code: 'PGRST100' } })
  expect(await get('/projects?id%00x=eq.1')).toMatchObject({ status: 400, body: { code: 'PGRST100' } })
  expect((await get('/clients')).body).toHaveLength(2)
})

test('a long list of ids', async () => {
  const ids = Array.from({ length: 1000 }, () => crypto.randomUUID())
  expect((await gateway.anon.from('secrets').select('id').in('owner', ids)).error).toBeNull()
})

test('times in the zone the client prefers', async () => {
  const prefer = 'handling=strict, timezone=America/New_York'
  const { body, headers } = await get('/projects?id=eq.1&select=starts_at', { prefer })
  expect([body, headers.get('preference-applied')]).toEqual([
    [{ starts_at: '2024-01-01T22:04:05-05:00' }],
    'handling=strict, timezone=America/New_York',
  ])
  expect(await get('/projects', { prefer: 'handling=strict, timezone=Nowhere' })).toMatchObject({ status: 400, body: { code: 'PGRST122' } })
})
