/** The API of the embedded platform on one port, as a hosted project has it at its address. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import { dbUrl, type StackConfig } from '../config.ts'
import type { AuthContext } from './auth/context.ts'
import { handleAuth, isOpen } from './auth/handler.ts'
import { Mailer } from './auth/mail.ts'
import { addCors, answerPreflight } from './cors.ts'
import { type Claims, JwtError } from '../jwt.ts'
import { bearerToken, header, isProblem, lookUpKey, readApiKey, resolveClaims } from './keys.ts'
import { forwardedHeaders, proxyHttp, proxyUpgrade, refuseUpgrade } from './proxy.ts'
import { BodyTooLarge, requestUrl, sendJson } from './reply.ts'
import type { RestOptions } from './rest/call.ts'
import { handleRest } from './rest/handler.ts'
import { SchemaWatch } from './rest/schema-watch.ts'
import { openStorage, type Storage } from './storage/storage.ts'
import type { Callers } from './transaction.ts'
import { Turns } from './turns.ts'

export interface GatewayOptions {
  database?: string
  /** New users must confirm their address by mail. Default: `ORRERY_EMAIL_CONFIRM=1`. */
  confirmEmail?: boolean
  maxRows?: number
  /** Bytes one stored file may have. */
  maxFileSize?: number
}

export interface Gateway {
  server: Server
  close(): Promise<void>
}

interface Services {
  config: StackConfig
  rest: RestOptions
  auth: AuthContext
  storage: Storage
}

const mostConnections = 30
const mostConnectionsOfOne = 10
/** Milliseconds a request waits for a connection. */
const patienceMs = 10_000

/** Listens on `config.ports.api`. Needs a bootstrapped database; functions, realtime and mail may come and go. */
export async function startGateway(config: StackConfig, options: GatewayOptions = {}): Promise<Gateway> {
  const pool = makePool(loginUrl(config, 'authenticator', options.database), mostConnections)
  const callers: Callers = { pool, turns: new Turns(mostConnectionsOfOne, patienceMs) }
  const authPool = makePool(loginUrl(config, 'supabase_auth_admin', options.database), 10)
  await prepareDatabase(config, options.database)
  const schema = new SchemaWatch(pool, dbUrl(config, 'supabase_admin', options.database))
  await schema.start()
  const apiUrl = `http://127.0.0.1:${config.ports.api}`
  const auth: AuthContext = {
    pool: authPool,
    settings: {
      jwtSecret: config.keys.jwtSecret,
      apiUrl,
      siteUrl: `http://127.0.0.1:${config.ports.web}`,
      confirmEmail: options.confirmEmail ?? process.env.ORRERY_EMAIL_CONFIRM === '1',
      tokenLife: 3600,
      minPasswordLength: 6,
    },
    mailer: new Mailer({ host: '127.0.0.1', port: config.ports.smtp, from: 'Orrery <no-reply@orrery.local>' }),
  }
  // Contents belong to one database: those of another must not be taken for orphans.
  const folder = join(config.home, options.database && options.database !== 'postgres' ? `storage-${options.database}` : 'storage')
  const storage = await openStorage({
    folder,
    callers,
    jwtSecret: config.keys.jwtSecret,
    maxFileSize: options.maxFileSize ?? 5 * 1024 ** 3,
  })
  const services: Services = { config, rest: { callers, schema, maxRows: options.maxRows ?? 1000 }, auth, storage }
  // Filters such as a long list of ids travel in the address.
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (req, res) => void handle(services, req, res))
  // A large upload may take long; a slow header may not.
  server.requestTimeout = 0
  server.headersTimeout = 20_000
  // Longer than clients keep an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 65_000
  server.on('upgrade', (req, socket, head) => upgrade(services, req, socket, head))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(config.ports.api, '127.0.0.1', resolve))
  return {
    server,
    async close() {
      await closeServer(server)
      auth.mailer.close()
      await Promise.all([schema.close(), pool.end(), authPool.end()])
    },
  }
}

async function handle(services: Services, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const id = header(req, 'x-request-id') ?? randomUUID()
  req.headers['x-request-id'] = id
  // No Cloudflare stands in front: whoever calls would choose the address they are known by.
  delete req.headers['cf-connecting-ip']
  res.setHeader('sb-request-id', id)
  req.on('error', () => {})
  res.on('error', () => {})
  const url = requestUrl(req)
  if (!url) return sendJson(res, 400, { message: 'The address of the request cannot be read' })
  try {
    await dispatch(services, req, res, url)
  } catch (error) {
    if (error instanceof BodyTooLarge) return sendJson(res, 413, { message: error.message })
    if (error instanceof JwtError) return sendJson(res, 401, { message: error.message })
    if (!res.destroyed) console.error(`${req.method} ${req.url}:`, error)
    sendJson(res, 500, { message: 'The gateway failed; see its log' })
  }
}

async function dispatch(services: Services, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const [, service = '', rest = ''] = /^\/(health$|(?:rest|auth|storage|functions|realtime)\/v1(?=\/|$))(.*)$/.exec(url.pathname) ?? []
  if (service === 'functions/v1') return toFunctions(services, req, res, url, rest)
  addCors(res)
  if (service === 'health') return sendJson(res, 200, { status: 'ok' })
  if (req.method === 'OPTIONS') return answerPreflight(req, res)
  switch (service) {
    case 'rest/v1':
      return await toRest(services, req, res, url, rest)
    case 'auth/v1':
      return await toAuth(services, req, res, url, rest)
    case 'storage/v1':
      return await services.storage.handle(req, res, url, rest, (token) => lookUpKey(token, services.config.keys)?.role ?? null)
    case 'realtime/v1':
      return toRealtime(services, req, res, url)
    default:
      return sendJson(res, 404, { message: 'no Route matched with those values' })
  }
}

async function toRest({ config, rest }: Services, req: IncomingMessage, res: ServerResponse, url: URL, path: string): Promise<void> {
  const key = readApiKey(req, url.searchParams, config.keys)
  if (isProblem(key)) return refuse(res, key)
  let claims: Claims
  try {
    claims = resolveClaims(req, key, config.keys)
  } catch (error) {
    if (!(error instanceof JwtError)) throw error
    const code = error.reason === 'malformed' || error.reason === 'signature' ? 'PGRST301' : 'PGRST303'
    const headers = { 'www-authenticate': `Bearer error="invalid_token", error_description="${error.message}"` }
    return sendJson(res, 401, { code, details: null, hint: null, message: error.message }, headers)
  }
  // Functions that limit or record who asks read it in request.headers.
  req.headers['x-forwarded-for'] = String(forwardedHeaders(req)['x-forwarded-for'])
  await handleRest(req, res, url, path, claims, rest)
}

async function toAuth({ config, auth }: Services, req: IncomingMessage, res: ServerResponse, url: URL, path: string): Promise<void> {
  const key = readApiKey(req, url.searchParams, config.keys)
  if (isProblem(key) && !isOpen(path)) return refuse(res, key)
  let claims: Claims | null = null
  try {
    if (!isProblem(key)) claims = resolveClaims(req, key, config.keys)
  } catch {
    // Signing in again with an old token in hand must work.
  }
  await handleAuth(req, res, url, path, claims, auth)
}

/** Functions check tokens themselves. An API key that is no token is turned into one, so that they need to know only tokens. */
function toFunctions({ config }: Services, req: IncomingMessage, res: ServerResponse, url: URL, path: string): void {
  const headers = forwardedHeaders(req)
  const given = header(req, 'apikey') ?? url.searchParams.get('apikey')
  const key = given ? lookUpKey(given, config.keys) : null
  const authorization = header(req, 'authorization')
  if (key && (!authorization || !bearerToken(req))) {
    headers.authorization = `Bearer ${key.role === 'anon' ? config.keys.anonJwt : config.keys.serviceRoleJwt}`
  }
  proxyHttp(req, res, { port: config.ports.functions, path: (path || '/') + url.search, headers, name: 'The functions process' })
}

function toRealtime({ config }: Services, req: IncomingMessage, res: ServerResponse, url: URL): void {
  const key = readApiKey(req, url.searchParams, config.keys)
  if (isProblem(key)) return refuse(res, key)
  proxyHttp(req, res, { port: config.ports.realtime, path: req.url ?? '/', headers: forwardedHeaders(req), name: 'Realtime' })
}

function upgrade({ config }: Services, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => {})
  const url = requestUrl(req)
  if (!url?.pathname.startsWith('/realtime/v1/')) return refuseUpgrade(socket, 404, 'Not Found')
  const key = readApiKey(req, url.searchParams, config.keys)
  if (isProblem(key)) return refuseUpgrade(socket, 401, 'Unauthorized')
  proxyUpgrade(req, socket, head, config.ports.realtime)
}

function refuse(res: ServerResponse, problem: { status: number; message: string; hint: string }): void {
  sendJson(res, problem.status, { message: problem.message, hint: problem.hint })
}

function makePool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: 60_000,
    application_name: 'gateway',
  })
  // An idle connection that Postgres closes is no news: the pool opens another.
  pool.on('error', () => {})
  // Of one that breaks in use its query tells.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

function loginUrl(config: StackConfig, role: string, database?: string): string {
  const url = new URL(dbUrl(config, 'authenticator', database))
  url.username = role
  return url.toString()
}

/** The Auth API hashes passwords in the database. */
async function prepareDatabase(config: StackConfig, database?: string): Promise<void> {
  const client = new pg.Client({ connectionString: dbUrl(config, 'supabase_admin', database) })
  await client.connect()
  try {
    await client.query(`
      create extension if not exists pgcrypto with schema extensions;
      grant usage on schema extensions to supabase_auth_admin;
      grant execute on function extensions.crypt(text, text), extensions.gen_salt(text, int) to supabase_auth_admin`)
  } finally {
    await client.end()
  }
}

/** Lets running requests finish for a moment, then cuts them. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), 1500)
  await closed
  clearTimeout(timer)
}
