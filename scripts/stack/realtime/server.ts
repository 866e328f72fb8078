/** The Realtime server: HTTP, WebSockets and what comes from Postgres put together. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { dbUrl, type StackConfig } from '../config.ts'
import { Authorizer } from './authorization.ts'
import { Changes } from './changes/changes.ts'
import { Database } from './database.ts'
import { Hub } from './hub.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { Messages } from './messages.ts'
import { Presence } from './presence.ts'
import type { Vsn } from './protocol.ts'
import { handleBroadcastRequest } from './rest.ts'
import type { Services } from './services.ts'
import { Socket, type Connection } from './socket.ts'
import { TokenError, verifyApiKey } from './token.ts'

export interface RealtimeServer {
  port: number
  /** True when Postgres tells of messages, false when it does not within that time. */
  listening(milliseconds: number): Promise<boolean>
  close(): Promise<void>
}

export interface RealtimeOptions {
  /** Default: `config.ports.realtime`. */
  port?: number
  database?: string
  limits?: Partial<Limits>
  /** How long rows go on streaming after the last subscriber of `postgres_changes` left; default 30 s. */
  lingerMs?: number
}

/** Milliseconds after which the server counts as well even without Postgres: broadcasts between clients work. */
const PATIENCE_MS = 5000

/** Listens on 127.0.0.1; Postgres may come later or go away for a while. */
export async function startRealtime(config: StackConfig, options: RealtimeOptions = {}): Promise<RealtimeServer> {
  const url = dbUrl(config, 'supabase_admin', options.database)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const database = new Database(url)
  const hub = new Hub()
  const changes = new Changes(url, database, options.lingerMs)
  const messages = new Messages(url, hub, (complete) => {
    if (!complete) tellOfGap(hub)
  })
  const services: Services = {
    keys: config.keys,
    limits,
    database,
    hub,
    presence: new Presence(hub),
    authorizer: new Authorizer(database),
    messages,
    changes,
  }

  const startedAt = Date.now()
  const sockets = new Set<Socket>()
  const wss = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes + 100_000, perMessageDeflate: false })
  const server = createServer((request, response) => {
    const url = urlOf(request)
    if (url.pathname.startsWith('/realtime/v1/api/broadcast')) return void handleBroadcastRequest(request, response, url, services)
    const found = url.pathname === '/health'
    const well = messages.listening.up || Date.now() - startedAt > PATIENCE_MS
    response.writeHead(found ? (well ? 200 : 503) : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ? { sockets: sockets.size, listening: messages.listening.up } : { message: 'Not found' }))
  })
  server.on('upgrade', (request, tcp, head) => {
    tcp.on('error', () => {})
    const connection = identify(request, config)
    if (typeof connection === 'string') return void tcp.end(`HTTP/1.1 ${connection}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    wss.handleUpgrade(request, tcp, head, (ws) => {
      const socket = new Socket(ws, connection, services)
      sockets.add(socket)
      ws.on('close', () => sockets.delete(socket))
    })
  })
  const sweep = setInterval(
    () => {
      for (const socket of sockets) if (Date.now() - socket.lastSeen > limits.silenceMs) socket.drop()
    },
    Math.min(15_000, limits.silenceMs),
  )

  const listened = messages.run()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? config.ports.realtime, '127.0.0.1', resolve)
  })
  let closed: Promise<void> | undefined
  const close = async () => {
    clearInterval(sweep)
    messages.stop()
    for (const socket of sockets) socket.end(1012, 'Realtime is restarting')
    server.close()
    server.closeAllConnections()
    await Promise.all([listened, changes.close()])
    for (const socket of sockets) socket.drop()
    await database.close()
  }
  return {
    port: (server.address() as AddressInfo).port,
    listening: (milliseconds) => messages.listening.wait(milliseconds),
    close: () => (closed ??= close()),
  }
}

/** The connection an upgrade asks for, or the HTTP status that refuses it. */
function identify(request: IncomingMessage, config: StackConfig): Connection | string {
  const url = urlOf(request)
  if (url.pathname !== '/realtime/v1/websocket') return '404 Not Found'
  const vsn = url.searchParams.get('vsn') ?? '1.0.0'
  if (vsn !== '1.0.0' && vsn !== '2.0.0') return '400 Bad Request'
  const key = url.searchParams.get('apikey') ?? request.headers.apikey ?? request.headers['x-api-key']
  try {
    const identity = verifyApiKey(String(key ?? ''), config.keys)
    return { vsn: vsn satisfies Vsn, identity, headers: JSON.stringify(request.headers) }
  } catch (error) {
    if (error instanceof TokenError) return '401 Unauthorized'
    throw error
  }
}

/** Stored broadcasts may be missing, and public channels get them too. */
function tellOfGap(hub: Hub): void {
  for (const channel of hub.all())
    channel.system('system', 'error', 'The connection to Postgres was lost for a while: messages may have been missed')
}

function urlOf(request: IncomingMessage): URL {
  return URL.parse(request.url ?? '/', 'http://localhost') ?? new URL('http://localhost/malformed')
}
