/** The two Vault secrets with which the database calls Edge Functions: `functions_url` and `service_role_key`. */
import pg from 'pg'

/** Creates or updates them; does nothing when the database has no Vault. `connection` is that of `postgres`. */
export async function writeSecrets(connection: string, secrets: { functions_url: string; service_role_key: string }): Promise<void> {
  const client = new pg.Client({ connectionString: connection })
  await client.connect()
  try {
    const vault = await client.query<{ there: boolean }>("select to_regclass('vault.secrets') is not null as there")
    if (!vault.rows[0]?.there) return
    for (const [name, value] of Object.entries(secrets)) {
      const found = await client.query<{ id: string; decrypted_secret: string }>(
        'select id, decrypted_secret from vault.decrypted_secrets where name = $1',
        [name],
      )
      const secret = found.rows[0]
      if (!secret) await client.query('select vault.create_secret($1, $2)', [value, name])
      else if (secret.decrypted_secret !== value) await client.query('select vault.update_secret($1, $2)', [secret.id, value])
    }
  } finally {
    await client.end()
  }
}
