/** What every part of the Auth API works with. */
import type { IncomingMessage } from 'node:http'
import type { Pool, PoolClient } from 'pg'
import type { Mailer } from './mail.ts'

export interface AuthSettings {
  jwtSecret: string
  /** Address of the gateway as clients know it; also the issuer of tokens is under it. */
  apiUrl: string
  /** Where links in mails lead when no other place was asked for. */
  siteUrl: string
  /** Whether a new address must be confirmed by mail before it can sign in. */
  confirmEmail: boolean
  /** Seconds an access token lives. */
  tokenLife: number
  minPasswordLength: number
}

export interface AuthContext {
  pool: Pool
  settings: AuthSettings
  mailer: Mailer
}

export interface AuthRequest {
  req: IncomingMessage
  url: URL
  body: Record<string, unknown>
  ip: string
}

/** The work of one request is one transaction: a failing trigger leaves nothing behind. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function record(value: unknown): Record<string, unknown> {
  return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
