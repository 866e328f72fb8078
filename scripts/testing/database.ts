/** A database of one's own for a test file, cloned from the migrated template. */
import postgres from 'postgres'
import { inject } from 'vitest'
import { dbUrl, loadConfig, type StackConfig } from '../stack/config.ts'

export interface TestDatabase {
  name: string
  config: StackConfig
  /** As the role that runs migrations. */
  sql: postgres.Sql
  /** Connection string of another role. */
  url(role: Parameters<typeof dbUrl>[1]): string
  /** Runs statements as a signed-in user with their row level security, in one transaction. */
  asUser<T>(userId: string, run: (sql: postgres.TransactionSql) => Promise<T>): Promise<T>
  /** Makes a signed-up user the way Auth does, which fires the sign-up trigger. */
  addUser(email: string): Promise<string>
  drop(): Promise<void>
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const { home, port } = inject('template')
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: port })
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  const admin = postgres(dbUrl(config, 'supabase_admin', 'template1'), { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template postgres owner postgres`)
  const superuser = postgres(dbUrl(config, 'supabase_admin', name), { max: 1, onnotice: () => {} })
  const sql = postgres(dbUrl(config, 'postgres', name), { max: 10, onnotice: () => {} })
  return {
    name,
    config,
    sql,
    url: (role) => dbUrl(config, role, name),
    asUser: (userId, run) =>
      sql.begin(async (transaction) => {
        const claims = JSON.stringify({ sub: userId, role: 'authenticated' })
        await transaction`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`
        return run(transaction)
      }) as Promise<never>,
    async addUser(email) {
      const id = crypto.randomUUID()
      await superuser`
        insert into auth.users (id, email, aud, role, email_confirmed_at, created_at, updated_at)
        values (${id}, ${email}, 'authenticated', 'authenticated', now(), now(), now())`
      return id
    },
    async drop() {
      await Promise.all([sql.end(), superuser.end()])
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
