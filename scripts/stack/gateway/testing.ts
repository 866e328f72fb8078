/** For tests: a bootstrapped Postgres of its own, the gateway in this process, and real clients. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import pg from 'pg'
import { freePortBlock } from '../../testing/ports.ts'
import { dbUrl, loadConfig, type StackConfig } from '../config.ts'
import { bootstrap } from '../postgres/bootstrap.ts'
import { initCluster, spawnServer } from '../postgres/server.ts'
import { waitForServer } from '../postgres/wait.ts'
import { type Gateway, type GatewayOptions, startGateway } from './server.ts'

export interface TestGateway {
  config: StackConfig
  url: string
  /** As the migrations' role. */
  sql: pg.Pool
  anon: SupabaseClient
  service: SupabaseClient
  /** A client with the token of a new user. */
  user(email?: string): Promise<{ client: SupabaseClient; id: string; email: string; token: string }>
  /** `fetch` with the publishable key, or other headers. */
  fetch(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>
  /** Ends the gateway alone. */
  close(): Promise<void>
  /** Starts the gateway again, ending it first where it runs. */
  restart(changed?: GatewayOptions): Promise<void>
  /** Ends Postgres as a crash would, and starts it again. */
  restartPostgres(): Promise<void>
  stop(): Promise<void>
}

const noSession = { auth: { persistSession: false, autoRefreshToken: false } }

export async function startTestGateway(schemaSql = '', options: GatewayOptions = {}): Promise<TestGateway> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-gateway-'))
  chmodSync(home, 0o755)
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(await freePortBlock()) })
  const data = join(home, 'postgres')
  initCluster(data, config.keys.dbPassword)
  const spawn = () => {
    const started = spawnServer(data, config.ports.db, { settings: { fsync: 'off', shared_buffers: '32MB' } })
    started.stderr?.resume()
    return started
  }
  let server = spawn()
  const end = (signal: 'SIGINT' | 'SIGQUIT') =>
    new Promise<void>((resolve) => {
      server.once('exit', () => resolve())
      server.kill(signal)
    })
  await waitForServer(config, server)
  await bootstrap(config)
  const sql = new pg.Pool({ connectionString: dbUrl(config, 'postgres'), max: 4 })
  sql.on('error', () => {})
  if (schemaSql) await sql.query(schemaSql)
  let gateway: Gateway | null = await startGateway(config, options)
  const close = async () => {
    await gateway?.close()
    gateway = null
  }
  const url = `http://127.0.0.1:${config.ports.api}`
  const client = (key: string, token?: string) =>
    createClient(url, key, { ...noSession, global: token ? { headers: { Authorization: `Bearer ${token}` } } : {} })
  return {
    config,
    url,
    sql,
    anon: client(config.keys.publishable),
    service: client(config.keys.secret),
    async user(email = `${crypto.randomUUID()}@example.com`) {
      const { data: made, error } = await client(config.keys.publishable).auth.signUp({ email, password: 'correct horse' })
      if (error) throw error
      const token = made.session!.access_token
      return { client: client(config.keys.publishable, token), id: made.user!.id, email, token }
    },
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers)
      if (!headers.has('apikey')) headers.set('apikey', config.keys.publishable)
      return fetch(url + path, { ...init, headers } as RequestInit)
    },
    close,
    restart: async (changed = options) => {
      await close()
      gateway = await startGateway(config, changed)
    },
    restartPostgres: async () => {
      await end('SIGQUIT')
      server = spawn()
      await waitForServer(config, server)
    },
    stop: async () => {
      await close()
      await sql.end()
      await end('SIGINT')
      rmSync(home, { recursive: true, force: true })
    },
  }
}
