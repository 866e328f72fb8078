/** Waiting for a server to take queries. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { dbUrl, type StackConfig } from '../config.ts'

/** Whether the database takes a connection now, which is more than that its port is open: it has read its catalogue by then. */
export async function answers(config: StackConfig): Promise<boolean> {
  const client = new pg.Client({ connectionString: dbUrl(config, 'supabase_admin'), connectionTimeoutMillis: 5000 })
  // A connection that breaks later must not end our own process.
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** Resolves when the database answers; throws after `seconds`, or as soon as the server's process ends. */
export async function waitForServer(config: StackConfig, server?: ChildProcess, seconds = 30): Promise<void> {
  const until = Date.now() + seconds * 1000
  while (!(await answers(config))) {
    if (server && (server.exitCode !== null || server.signalCode !== null)) throw new Error('Postgres ended while starting')
    if (Date.now() > until) throw new Error(`Postgres does not answer on port ${config.ports.db}`)
    await delay(30)
  }
}
