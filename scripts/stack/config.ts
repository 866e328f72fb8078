/** Where one embedded platform lives and listens. Several run side by side with different `ORRERY_HOME` and `ORRERY_PORT`. */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { signJwt } from './jwt.ts'
import { Obstacle } from './obstacle.ts'

export interface Ports {
  api: number
  db: number
  web: number
  mail: number
  smtp: number
  functions: number
  realtime: number
}

export interface Keys {
  /** HS256 secret of every user token. */
  jwtSecret: string
  /** API key for browsers: role `anon`. */
  publishable: string
  /** API key for servers: role `service_role`. Never sent to a browser. */
  secret: string
  /** The same two as signed tokens, for services that want a JWT. */
  anonJwt: string
  serviceRoleJwt: string
  /** Password of every database role that can log in. */
  dbPassword: string
}

export interface StackConfig {
  /** The checkout. */
  root: string
  /** Data, logs and secrets. */
  home: string
  /** One folder per Edge Function, each with an `index.ts`. A test may serve its own: `ORRERY_FUNCTIONS`. */
  functions: string
  ports: Ports
  keys: Keys
}

export const FIRST_PORT = 54321

const root = resolve(import.meta.dirname, '../..')

export function homeFolder(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(root, env.ORRERY_HOME ?? '.orrery')
}

/** Makes the keys of a new home. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): StackConfig {
  const home = homeFolder(env)
  const first = Number(env.ORRERY_PORT ?? FIRST_PORT)
  if (!Number.isInteger(first) || first < 1024 || first > 65_500) {
    throw new Obstacle(`ORRERY_PORT must be a port between 1024 and 65500, not ${env.ORRERY_PORT}`)
  }
  const ports: Ports = {
    api: first,
    db: first + 1,
    web: first + 2,
    mail: first + 3,
    smtp: first + 4,
    functions: first + 5,
    realtime: first + 6,
  }
  const functions = resolve(root, env.ORRERY_FUNCTIONS ?? join('supabase', 'functions'))
  return Object.freeze({ root, home, functions, ports, keys: loadKeys(home) })
}

/** Connection string of one database role. `postgres` runs migrations, `supabase_admin` is the platform's superuser. */
export function dbUrl(
  config: StackConfig,
  role: 'postgres' | 'supabase_admin' | 'authenticator' = 'postgres',
  database = 'postgres',
): string {
  return `postgresql://${role}:${config.keys.dbPassword}@127.0.0.1:${config.ports.db}/${database}`
}

function loadKeys(home: string): Keys {
  const file = join(home, 'keys.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Keys
  const jwtSecret = randomBytes(32).toString('hex')
  const keys: Keys = {
    jwtSecret,
    publishable: `sb_publishable_${randomBytes(24).toString('base64url')}`,
    secret: `sb_secret_${randomBytes(24).toString('base64url')}`,
    anonJwt: signJwt({ role: 'anon' }, jwtSecret),
    serviceRoleJwt: signJwt({ role: 'service_role' }, jwtSecret),
    dbPassword: randomBytes(18).toString('hex'),
  }
  mkdirSync(home, { recursive: true })
  const part = `${file}.${process.pid}`
  writeFileSync(part, JSON.stringify(keys, null, 2), { mode: 0o600 })
  try {
    linkSync(part, file)
    return keys
  } catch (error) {
    // Another process made the keys of this home first.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return JSON.parse(readFileSync(file, 'utf8')) as Keys
    throw error
  } finally {
    rmSync(part)
  }
}
