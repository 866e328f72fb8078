import type { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded, type Cluster } from './testing.ts'

let cluster: Cluster
let sql: Client

beforeAll(async () => {
  cluster = await startEmbedded()
  sql = await cluster.connect('postgres')
  await sql.query('create extension supabase_vault')
})

afterAll(() => cluster?.stop())

const create = async (secret: string, name: string | null = null, client = sql) =>
  (await client.query<{ id: string }>('select vault.create_secret($1, $2) as id', [secret, name])).rows[0]!.id

const read = async (id: string, client = sql) =>
  (
    await client.query<{ name: string; decrypted_secret: string }>(
      'select name, decrypted_secret from vault.decrypted_secrets where id = $1',
      [id],
    )
  ).rows[0]

async function as(role: string): Promise<Client> {
  const client = await cluster.connect()
  await client.query(`set role ${role}`)
  return client
}

test('a secret is read as it was written, of any length', async () => {
  for (const secret of ['', 'x', 'sb_secret_ü€😀', 'long '.repeat(5000)]) {
    expect((await read(await create(secret)))!.decrypted_secret).toBe(secret)
  }
})

test('the table holds ciphertext only, different each time', async () => {
  const ids = [await create('the same'), await create('the same')]
  const rows = await sql.query<{ secret: string; nonce: Buffer }>('select secret, nonce from vault.secrets where id = any ($1)', [ids])
  expect(new Set(rows.rows.map((row) => row.secret)).size).toBe(2)
  expect(rows.rows.map((row) => Buffer.from(row.secret, 'base64').toString('latin1')).join()).not.toContain('the same')
})

test('an update changes what it names and nothing else', async () => {
  const id = await create('one', 'a name')
  await sql.query("select vault.update_secret($1, new_description := 'about')", [id])
  expect(await read(id)).toEqual({ name: 'a name', decrypted_secret: 'one' })
  await sql.query("select vault.update_secret($1, 'two', 'another')", [id])
  expect(await read(id)).toEqual({ name: 'another', decrypted_secret: 'two' })
})

test('a name exists once', async () => {
  await create('x', 'unique')
  await expect(create('y', 'unique')).rejects.toThrow('secrets_name_idx')
})

test('ciphertext that was changed or moved to another row is refused', async () => {
  const [first, second] = [await create('first'), await create('second')]
  const admin = await cluster.connect()
  await admin.query('update vault.secrets s set secret = o.secret, nonce = o.nonce from vault.secrets o where s.id = $1 and o.id = $2', [
    first,
    second,
  ])
  await expect(read(first)).rejects.toThrow('invalid ciphertext')
  await admin.query('delete from vault.secrets where id = $1', [first])
})

test('service_role manages secrets; anon and authenticated see nothing of them', async () => {
  const service = await as('service_role')
  const id = await create('for services', null, service)
  expect((await read(id, service))!.decrypted_secret).toBe('for services')
  for (const role of ['anon', 'authenticated']) {
    const client = await as(role)
    for (const query of ['select * from vault.decrypted_secrets', 'select * from vault.secrets', "select vault.create_secret('x')"]) {
      await expect(client.query(query)).rejects.toThrow('permission denied for schema vault')
    }
  }
})

test('nobody but the superuser gets at the key or writes around the functions', async () => {
  for (const client of [sql, await as('service_role')]) {
    await expect(client.query("select vault._key('encrypt')")).rejects.toThrow('permission denied')
    await expect(client.query("select pg_read_file('vault.key')")).rejects.toThrow('permission denied')
    await expect(client.query("insert into vault.secrets (secret) values ('plain')")).rejects.toThrow('permission denied')
    await expect(client.query("update vault.secrets set secret = 'plain'")).rejects.toThrow('permission denied')
  }
  const admin = await cluster.connect()
  await admin.query('grant execute on function vault._key to postgres')
  await expect(sql.query("select vault._key('encrypt')")).rejects.toThrow('permission denied')
})
