/** Rotation of the embedded Vault's key, as docs/data-model/2-connections.md tells operators to do it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded, type Cluster } from './testing.ts'

const rotation = readFileSync(join(import.meta.dirname, '../postgres/rotate-vault-key.sql'), 'utf8')
let cluster: Cluster

beforeAll(async () => {
  cluster = await startEmbedded()
})
afterAll(() => cluster?.stop())

test('after a rotation every secret reads as before, under another key only', async () => {
  const admin = await cluster.connect()
  await admin.query('create extension supabase_vault')
  const key = async () => (await admin.query<{ key: string }>("select pg_read_file('vault.key') as key")).rows[0]!.key
  const secrets = async () =>
    (
      await admin.query<{ name: string; decrypted_secret: string }>(
        'select name, decrypted_secret from vault.decrypted_secrets order by name',
      )
    ).rows
  for (const name of ['one', 'two', 'three']) await admin.query('select vault.create_secret($1, $2)', [`secret ${name} ü`, name])
  const before = { key: await key(), secrets: await secrets() }
  const old = await admin.query<{ id: string; secret: string; nonce: Buffer }>(
    "select id, secret, nonce from vault.secrets where name = 'one'",
  )

  await admin.query(rotation)

  expect(await key()).not.toBe(before.key)
  expect(await secrets()).toEqual(before.secrets)
  expect((await admin.query<{ key: string }>("select pg_read_file('vault.key.old') as key")).rows[0]!.key).toBe(before.key)
  const { id, secret, nonce } = old.rows[0]!
  await admin.query('update vault.secrets set secret = $2, nonce = $3 where id = $1', [id, secret, nonce])
  await expect(secrets()).rejects.toThrow('invalid ciphertext')
})

test('people and services cannot rotate the key', async () => {
  const postgres = await cluster.connect('postgres')
  await expect(postgres.query(rotation)).rejects.toThrow('permission denied')
})
