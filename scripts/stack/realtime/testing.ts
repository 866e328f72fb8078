/** For tests: a cluster of its own, a Realtime server in it, and real clients. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RealtimeClient, type RealtimeChannel } from '@supabase/realtime-js'
import pg from 'pg'
import { dbUrl, loadConfig, type StackConfig } from '../config.ts'
import { signJwt } from '../jwt.ts'
import { freePortBlock } from '../../testing/ports.ts'
import { bootstrap } from '../postgres/bootstrap.ts'
import { initCluster, spawnServer } from '../postgres/server.ts'
import { waitForServer } from '../postgres/wait.ts'
import { startRealtime, type RealtimeOptions, type RealtimeServer } from './server.ts'

export interface Cluster {
  config: StackConfig
  /** A pool as superuser. */
  sql: pg.Pool
  /** Ends Postgres as a crash would, and starts it again. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startCluster(): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-realtime-'))
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(await freePortBlock()) })
  chmodSync(home, 0o755)
  const data = join(home, 'data')
  initCluster(data, config.keys.dbPassword)
  const spawn = () => spawnServer(data, config.ports.db, { settings: { fsync: 'off', shared_buffers: '16MB' } })
  let server = spawn()
  server.stderr?.resume()
  await waitForServer(config, server)
  await bootstrap(config)
  const sql = new pg.Pool({ connectionString: dbUrl(config, 'supabase_admin'), max: 4 })
  sql.on('error', () => {})
  const end = (signal: 'SIGINT' | 'SIGQUIT') =>
    new Promise<void>((resolve) => {
      server.once('exit', () => resolve())
      server.kill(signal)
    })
  return {
    config,
    sql,
    restart: async () => {
      await end('SIGQUIT')
      server = spawn()
      server.stderr?.resume()
      await waitForServer(config, server)
    },
    stop: async () => {
      await sql.end()
      await end('SIGINT')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Realtime on a port of its own, connected to Postgres. */
export async function startServer(config: StackConfig, options: RealtimeOptions = {}): Promise<RealtimeServer> {
  const realtime = await startRealtime(config, { port: 0, ...options })
  if (!(await realtime.listening(10_000))) throw new Error('Realtime does not hear Postgres')
  return realtime
}

export function userToken(config: StackConfig, sub: string, claims: Record<string, unknown> = {}): string {
  return signJwt({ sub, role: 'authenticated', ...claims }, config.keys.jwtSecret)
}

type ClientOptions = ConstructorParameters<typeof RealtimeClient>[1]

export class TestClient {
  client: RealtimeClient

  constructor(config: StackConfig, port: number, token?: string, options: Partial<NonNullable<ClientOptions>> = {}) {
    this.client = new RealtimeClient(`ws://127.0.0.1:${port}/realtime/v1`, { params: { apikey: config.keys.publishable }, ...options })
    if (token) void this.client.setAuth(token)
  }

  channel(topic: string, config: NonNullable<Parameters<RealtimeClient['channel']>[1]>['config'] = {}): TestChannel {
    return new TestChannel(this.client.channel(topic, { config }))
  }

  async close(): Promise<void> {
    await this.client.removeAllChannels()
    await this.client.disconnect()
  }
}

/** What a channel received, in order, with waiting for conditions. */
export class TestChannel {
  channel: RealtimeChannel
  statuses: string[] = []
  lastError?: Error
  broadcasts: { event: string; payload: unknown; meta?: { id: string; replayed?: boolean } }[] = []
  system: { status: string; message: string; extension: string }[] = []
  #changed = new Set<() => void>()

  constructor(channel: RealtimeChannel) {
    this.channel = channel
      .on('broadcast', { event: '*' }, (message) =>
        this.note(() => this.broadcasts.push(message as unknown as (typeof this.broadcasts)[number])),
      )
      .on('system', {}, (message: (typeof this.system)[number]) => this.note(() => this.system.push(message)))
  }

  note(change: () => void): void {
    change()
    for (const check of [...this.#changed]) check()
  }

  /** Joins; resolves at the first answer. */
  async join(): Promise<string> {
    this.channel.subscribe((status, error) =>
      this.note(() => {
        this.statuses.push(status)
        if (error) this.lastError = error
      }),
    )
    await this.until(() => this.statuses.length > 0, 'an answer to the join')
    return this.statuses[0]!
  }

  async until(condition: () => boolean, what: string, milliseconds = 30_000): Promise<void> {
    if (condition()) return
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!condition()) return
        clearTimeout(timer)
        this.#changed.delete(check)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#changed.delete(check)
        reject(
          new Error(
            `waited in vain for ${what}: ${JSON.stringify({ statuses: this.statuses, broadcasts: this.broadcasts.slice(-3), system: this.system })}`,
          ),
        )
      }, milliseconds)
      this.#changed.add(check)
    })
  }

  /** Resolves with the payload of the first broadcast of that event. */
  async got(event: string, milliseconds?: number): Promise<unknown> {
    await this.until(() => this.broadcasts.some((message) => message.event === event), `broadcast ${event}`, milliseconds)
    return this.broadcasts.find((message) => message.event === event)!.payload
  }

  events(): string[] {
    return this.broadcasts.map((message) => message.event)
  }
}
