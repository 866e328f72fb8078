/** Turns a fresh database into one like a hosted Supabase project's: roles, schemas, grants, publications. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAuthSchemaSql, getStorageSchemaSql, SUPABASE_AUTH_HELPERS_SQL } from '@supabase/lite'
import pg from 'pg'
import { dbUrl, type StackConfig } from '../config.ts'
import { installExtensions } from './extensions.ts'

const folder = join(import.meta.dirname, 'platform')

/** Roles that log in; all have the stack's `dbPassword`. */
const logins = ['postgres', 'authenticator', 'supabase_auth_admin', 'supabase_storage_admin']

/** Can be repeated: what is there already stays. Needs a running server; throws when a statement fails, and then nothing has changed. */
export async function bootstrap(config: StackConfig, database = 'postgres'): Promise<void> {
  await installExtensions()
  const client = new pg.Client({ connectionString: dbUrl(config, 'supabase_admin', database) })
  await client.connect()
  try {
    const password = client.escapeLiteral(config.keys.dbPassword)
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('orrery bootstrap'))")
    for (const sql of platformSql()) await client.query(sql)
    await client.query(logins.map((role) => `alter role ${role} password ${password};`).join('\n'))
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** The files in order, with the tables of the Auth and Storage APIs in their place. */
function platformSql(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => {
      const sql = readFileSync(join(folder, name), 'utf8')
      const made = name === '03_auth.sql' ? [SUPABASE_AUTH_HELPERS_SQL, getAuthSchemaSql(), getStorageSchemaSql()] : []
      return [...made, sql]
    })
}
