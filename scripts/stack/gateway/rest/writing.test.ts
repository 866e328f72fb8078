/** Writes as PostgREST documents them, and who may write and read. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestGateway } from '../testing.ts'
import { type RestFixture, startRest } from './fixture.ts'

let gateway: TestGateway
let get: RestFixture['get']

beforeAll(async () => {
  ;({ gateway, get } = await startRest())
})
afterAll(() => gateway.stop())

test('insert one, many, with columns, with defaults, from CSV', async () => {
  const one = await gateway.anon.from('projects').insert({ name: 'One', client_id: 2 }).select('name, clients(name)').single()
  expect(one).toMatchObject({ status: 201, data: { name: 'One', clients: { name: 'Beta' } } })
  const many = await gateway.anon
    .from('projects')
    .insert([{ name: 'Two', note: 'n' }, { name: 'Three' }])
    .select('name, note, budget')
  expect(many.data).toEqual(
    [
      { name: 'Two', note: 'n', budget: null },
      { name: 'Three', note: null, budget: null },
    ].map((row) => ({ ...row, budget: 10 })),
  )
  const filled = await gateway.anon
    .from('projects')
    .insert([{ name: 'Four', budget: 5 }, { name: 'Five' }], { defaultToNull: false })
    .select('budget')
  expect(filled.data).toEqual([{ budget: 5 }, { budget: 10 }])
  const nulls = await gateway.anon
    .from('projects')
    .insert([{ name: 'Six', budget: 5 }, { name: 'Seven' }])
    .select('budget')
  expect(nulls.data).toEqual([{ budget: 5 }, { budget: null }])
  const headers = { 'content-type': 'text/csv', prefer: 'return=representation' }
  const csv = await gateway.fetch('/rest/v1/users?select=id,name', {
    method: 'POST',
    headers,
    body: 'id,name\n10,"Zoe ""Z"" Q"\n11,Yan\n',
  })
  expect(await csv.json()).toEqual([
    { id: 10, name: 'Zoe "Z" Q' },
    { id: 11, name: 'Yan' },
  ])
  const bare = await gateway.fetch('/rest/v1/projects', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'return=headers-only' },
    body: '{"name":"Eight"}',
  })
  expect(bare.headers.get('location')).toMatch(/^\/projects\?id=eq\.\d+$/)
  expect((await gateway.anon.from('projects').insert([])).status).toBe(201)
})

test('a role may write what it may not read', async () => {
  expect((await gateway.anon.from('write_only').insert({ id: 1, a: 'x' })).error).toBeNull()
  expect((await gateway.anon.from('write_only').insert({ id: 2, a: 'x' }).select()).error).toMatchObject({ code: '42501' })
})

test('upsert by key, by another column, and ignoring duplicates', async () => {
  const merged = await gateway.anon
    .from('users')
    .upsert([
      { id: 1, name: 'Anna' },
      { id: 3, name: 'Cy' },
    ])
    .select()
  expect(merged.data).toEqual([
    { id: 1, name: 'Anna' },
    { id: 3, name: 'Cy' },
  ])
  const ignored = await gateway.anon
    .from('users')
    .upsert([{ id: 1, name: 'Other' }], { ignoreDuplicates: true })
    .select()
  expect(ignored.data).toEqual([])
  const put = await gateway.fetch('/rest/v1/users?id=eq.4', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"id":4,"name":"Dee"}',
  })
  expect(put.status).toBe(204)
  expect((await get('/users?id=eq.4&select=name')).body).toEqual([{ name: 'Dee' }])
})

test('update and delete need a filter, answer with rows or a count', async () => {
  const updated = await gateway.anon.from('projects').update({ note: 'changed' }).eq('name', 'Cedar').select('name, note')
  expect(updated.data).toEqual([{ name: 'Cedar', note: 'changed' }])
  const unfiltered = await gateway.fetch('/rest/v1/projects', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{"note":"x"}',
  })
  expect([unfiltered.status, await unfiltered.json()]).toMatchObject([400, { code: '21000', message: 'UPDATE requires a WHERE clause' }])
  const { count } = await gateway.anon.from('projects').delete({ count: 'exact' }).in('name', ['Two', 'Three'])
  expect(count).toBe(2)
  const single = await gateway.fetch('/rest/v1/projects?name=in.(Four,Five)', {
    method: 'DELETE',
    headers: { accept: 'application/vnd.pgrst.object+json', prefer: 'return=representation' },
  })
  expect(single.status).toBe(406)
  expect((await get('/projects?name=in.(Four,Five)&select=name')).body).toHaveLength(2)
  const most = await gateway.fetch('/rest/v1/projects?name=in.(Four,Five)', {
    method: 'DELETE',
    headers: { prefer: 'handling=strict, max-affected=1' },
  })
  expect(await most.json()).toMatchObject({ code: 'PGRST124', details: 'The query affects 2 rows' })
  expect((await get('/projects?name=in.(Four,Five)&select=name')).body).toHaveLength(2)
})

test('constraint violations and bad bodies', async () => {
  const twice = await gateway.anon.from('clients').insert({ id: 1, name: 'x' })
  expect([twice.status, twice.error?.code]).toEqual([409, '23505'])
  const missing = await gateway.anon.from('projects').insert({ nope: 1 })
  expect([missing.status, missing.error?.code]).toEqual([400, 'PGRST204'])
  const headers = { 'content-type': 'application/json' }
  const uneven = await gateway.fetch('/rest/v1/users', { method: 'POST', headers, body: '[{"id":50,"name":"a"},{"id":51}]' })
  expect([uneven.status, await uneven.json()]).toMatchObject([400, { code: 'PGRST102', message: 'All object keys must match' }])
  const broken = await gateway.fetch('/rest/v1/users', { method: 'POST', headers, body: '{"id":' })
  expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'PGRST102' }])
})

describe('who may what', () => {
  test('row level security holds for each caller', async () => {
    const [ann, bob] = await Promise.all([gateway.user(), gateway.user()])
    expect((await ann.client.from('secrets').insert({ id: 1, body: 'mine' })).error).toBeNull()
    expect((await ann.client.from('secrets').select('body')).data).toEqual([{ body: 'mine' }])
    expect((await bob.client.from('secrets').select('body')).data).toEqual([])
    expect((await gateway.anon.from('secrets').select('body')).data).toEqual([])
    expect((await gateway.service.from('secrets').select('body')).data).toEqual([{ body: 'mine' }])
    const foreign = await bob.client.from('secrets').insert({ id: 2, owner: ann.id })
    expect([foreign.status, foreign.error?.code]).toEqual([403, '42501'])
  })

  test('the description of the schema is for the secret key', async () => {
    expect((await get('/')).status).toBe(401)
    const { body } = await get('/', { apikey: gateway.config.keys.secret })
    expect(body).toMatchObject({ swagger: '2.0', definitions: { projects: { properties: { id: { type: 'integer', format: 'bigint' } } } } })
  })
})
