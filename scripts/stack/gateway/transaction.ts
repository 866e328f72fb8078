/** Runs statements as a caller: role, claims and request are settings of the transaction, as PostgREST sets them. */
import type { Pool, PoolClient } from 'pg'
import type { Claims } from '../jwt.ts'
import type { Turns } from './turns.ts'

export interface CallerSettings {
  role: string
  claims: Claims
  method: string
  path: string
  headers: Record<string, string>
  searchPath: string
  /** Settings of the role and of this request. */
  extra?: [string, string][]
  readOnly: boolean
}

export function callerRole(claims: Claims): string {
  return typeof claims.role === 'string' && claims.role ? claims.role : 'anon'
}

/** Connections, and whose turn it is to have one. */
export interface Callers {
  pool: Pool
  turns: Turns
}

/** Commits what `run` did, or rolls back when it throws. One round trip to begin, one to commit. */
export async function asCaller<T>(callers: Callers, settings: CallerSettings, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const inTransaction = () => transact(callers.pool, settings, run)
  // The platform's own work never waits for itself.
  if (settings.role === 'service_role') return await inTransaction()
  return await callers.turns.take(typeof settings.claims.sub === 'string' ? settings.claims.sub : settings.role, inTransaction)
}

async function transact<T>(pool: Pool, settings: CallerSettings, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(beginSql(client, settings))
    const result = await run(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}

function beginSql(client: PoolClient, s: CallerSettings): string {
  const settings: [string, string][] = [
    ['search_path', s.searchPath],
    ...(s.extra ?? []),
    ['request.jwt.claims', JSON.stringify(s.claims)],
    ['request.method', s.method],
    ['request.path', s.path],
    ['request.headers', JSON.stringify(s.headers)],
    ['request.cookies', JSON.stringify(cookies(s.headers.cookie))],
    ['response.headers', ''],
    ['response.status', ''],
    ['role', s.role],
  ]
  const calls = settings.map(([name, value]) => `set_config(${client.escapeLiteral(name)}, ${client.escapeLiteral(value)}, true)`)
  return `begin${s.readOnly ? ' read only' : ''}; select ${calls.join(', ')}`
}

function cookies(header: string | undefined): Record<string, string> {
  const pairs = (header ?? '').split(';').map((part) => part.trim().split('='))
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, ...value]) => [name, value.join('=')]))
}
