/** The processes of the platform apart from Postgres: how each is started and how it says that it is ready. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { dbUrl, type StackConfig } from './config.ts'
import { denoProgram, functionsArgs } from './functions/deno.ts'
import { hasLine, type LogPart } from './logs.ts'
import type { PartSpec } from './part.ts'

/** `start` serves the built web app, `dev` reloads web and functions on change, `stack` has no web app. */
export type Mode = 'start' | 'dev' | 'stack'

/** Parts that need the migrated database before they start. */
export function databaseParts(config: StackConfig): PartSpec[] {
  return [
    nodePart(config, 'gateway', answersAt(config.ports.api)),
    nodePart(config, 'realtime', answersAt(config.ports.realtime)),
    nodePart(config, 'scheduler', saysReady()),
  ].filter((part) => part !== undefined)
}

/** Parts that can start beside Postgres. */
export function independentParts(config: StackConfig, mode: Mode): PartSpec[] {
  const mail = nodePart(config, 'mail', answersAt(config.ports.mail))
  return [mail, functionsPart(config, mode), mode === 'stack' ? undefined : webPart(config, mode)].filter((part) => part !== undefined)
}

function nodePart(config: StackConfig, name: string, healthy: PartSpec['healthy']): PartSpec | undefined {
  const main = join(config.root, 'scripts', 'stack', name, 'main.ts')
  if (!existsSync(main)) return undefined
  return { name, signal: 'SIGTERM', healthy, spawn: (log) => run(config, process.execPath, [main], log) }
}

function functionsPart(config: StackConfig, mode: Mode): PartSpec {
  return {
    name: 'functions',
    signal: 'SIGTERM',
    healthy: answersAt(config.ports.functions),
    spawn: (log) => run(config, denoProgram(), functionsArgs(config, mode === 'dev'), log, functionsEnv(config)),
  }
}

function webPart(config: StackConfig, mode: Mode): PartSpec {
  const port = String(config.ports.web)
  const vite = join(config.root, 'node_modules', 'vite', 'bin', 'vite.js')
  const dev = [vite, 'dev', '-c', join('web', 'vite.config.ts'), '--port', port, '--strictPort', '--host', '127.0.0.1']
  const args = mode === 'dev' ? dev : [join(config.root, 'web', 'build', 'index.js')]
  const env = {
    PUBLIC_SUPABASE_URL: `http://127.0.0.1:${config.ports.api}`,
    PUBLIC_SUPABASE_PUBLISHABLE_KEY: config.keys.publishable,
    HOST: '127.0.0.1',
    PORT: port,
    ORIGIN: `http://127.0.0.1:${port}`,
  }
  return {
    name: 'web',
    signal: 'SIGTERM',
    healthy: answersAt(config.ports.web, 499),
    spawn: (log) => run(config, process.execPath, args, log, env),
  }
}

/** What a hosted Edge Function finds in its environment, and the developer's own from `supabase/functions/.env`. */
function functionsEnv(config: StackConfig): Record<string, string | undefined> {
  const file = join(config.root, 'supabase', 'functions', '.env')
  return {
    ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}),
    SUPABASE_URL: `http://127.0.0.1:${config.ports.api}`,
    SUPABASE_ANON_KEY: config.keys.anonJwt,
    SUPABASE_SERVICE_ROLE_KEY: config.keys.serviceRoleJwt,
    SUPABASE_DB_URL: dbUrl(config),
    SB_PUBLISHABLE_KEY: config.keys.publishable,
    SB_SECRET_KEY: config.keys.secret,
    DENO_DIR: join(config.home, 'deno'),
    DENO_NO_UPDATE_CHECK: '1',
  }
}

/**
 * In a session of its own, so that Ctrl-C reaches only the supervisor, which then stops all in order.
 * Its stdin is a pipe that closes when the supervisor dies; a part may end itself then (the guard ends those that do not).
 */
function run(
  config: StackConfig,
  command: string,
  args: string[],
  log: number,
  env: Record<string, string | undefined> = {},
): ChildProcess {
  const all = { ...process.env, ...env, ORRERY_HOME: config.home, ORRERY_PORT: String(config.ports.api) }
  const child = spawn(command, args, { cwd: config.root, env: all, stdio: ['pipe', log, log], detached: true })
  child.stdin?.on('error', () => {})
  return child
}

/** For a part without a port: it says so once, in a log that may be begun anew later. */
function saysReady(): PartSpec['healthy'] {
  let said: LogPart | undefined
  return async (log) => {
    if (said !== log && hasLine(log, 'ready')) said = log
    return said === log
  }
}

function answersAt(port: number, highestStatus = 299): PartSpec['healthy'] {
  return async () => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5000) })
      await response.body?.cancel()
      return response.status <= highestStatus
    } catch {
      return false
    }
  }
}
