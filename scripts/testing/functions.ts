/** The Edge Functions as they really run, in Deno, on a test database; with a file server where Storage would be. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { denoProgram, functionsArgs } from '../stack/functions/deno.ts'
import type { TestDatabase } from './database.ts'
import { freePortBlock } from './ports.ts'

/** What a stored file holds: a text, bytes, or a stream made anew for each download. */
export type StoredFile = string | Uint8Array | (() => AsyncIterable<Uint8Array | string>)

export interface TestFunctions {
  url: string
  key: string
  pid: number
  /** Puts a file where the worker looks for it: `path` in the bucket `uploads`. */
  files: Map<string, StoredFile>
  post(path: string, init?: { body?: BodyInit; headers?: Record<string, string> }): Promise<Response>
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export interface FunctionsOptions {
  /** Instead of `supabase/functions`. */
  folder?: string
  env?: Record<string, string>
}

/** `url` is that of an API gateway, where files come from one. */
export async function startFunctions(
  database: TestDatabase,
  files = new Map<string, StoredFile>(),
  url?: string,
  options: FunctionsOptions = {},
): Promise<TestFunctions> {
  const port = await freePortBlock()
  const storage = await serveFiles(files, database.config.keys.serviceRoleJwt)
  const child = spawn(denoProgram(), functionsArgs(database.config, false, options.folder), {
    cwd: database.config.root,
    env: {
      ...process.env,
      ORRERY_PORT: String(port),
      SUPABASE_URL: url ?? storage.url,
      SUPABASE_DB_URL: database.url('postgres'),
      SUPABASE_SERVICE_ROLE_KEY: database.config.keys.serviceRoleJwt,
      SB_SECRET_KEY: database.config.keys.secret,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await ready(child)
  const key = database.config.keys.serviceRoleJwt
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
    storage.close()
  }
  const address = `http://127.0.0.1:${port + 5}`
  return {
    url: address,
    key,
    pid: child.pid!,
    files,
    post: (path, init = {}) => fetch(`${address}${path}`, { method: 'POST', ...init }),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready')) resolve()
      if (process.env.ORRERY_TEST_LOG) process.stderr.write(chunk)
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    child.once('exit', (code) => reject(new Error(`The functions stopped with ${code}:\n${said}`)))
  })
}

/** Answers `GET /storage/v1/object/uploads/<path>` for the service key. */
async function serveFiles(files: Map<string, StoredFile>, key: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace('/storage/v1/object/uploads/', '')
    const file = files.get(path)
    if (request.headers.authorization !== `Bearer ${key}`) return void response.writeHead(403).end('{"message":"no"}')
    if (file === undefined) return void response.writeHead(404).end('{"message":"Object not found"}')
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    if (typeof file === 'function') pipeline(Readable.from(file()), response, () => {})
    else response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
