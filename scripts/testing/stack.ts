/** A whole platform for a test run, started the way a person starts it. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePortBlock } from './ports.ts'

const root = join(import.meta.dirname, '../..')
const START_TIMEOUT_MS = 150_000

export interface RunningStack {
  home: string
  port: number
  /** Seconds from the command to the table of addresses. */
  seconds: number
  /** What the command printed. */
  output: string
  /** Stops it as Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** Runs `node scripts/<script>.ts` and waits for its table of addresses. */
export async function startStack(
  options: { script?: 'start' | 'stack'; args?: string[]; home?: string; port?: number; env?: Record<string, string> } = {},
): Promise<RunningStack> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'orrery-stack-'))
  const port = options.port ?? (await freePortBlock())
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, `scripts/${options.script ?? 'start'}.ts`), ...(options.args ?? [])], {
    cwd: root,
    env: { ...process.env, ...options.env, ORRERY_HOME: home, ORRERY_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No table of addresses in ${START_TIMEOUT_MS / 1000} s:\n${output}`)), START_TIMEOUT_MS)
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      if (!existsSync(join(home, 'status.json'))) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then((code) => reject(new Error(`It stopped with ${code}:\n${output}`)))
  })
  const seconds = (performance.now() - started) / 1000
  return {
    home,
    port,
    seconds,
    get output() {
      return output
    },
    stop: () => {
      child.kill('SIGINT')
      return exited
    },
  }
}

/** What `.orrery/status.json` of a running platform says. */
export function readStatus(home: string): Record<string, never> {
  return JSON.parse(readFileSync(join(home, 'status.json'), 'utf8')) as Record<string, never>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** `ORRERY_HOME` and `ORRERY_PORT` of the platform that the browser tests share. */
    stack: { home: string; port: string }
  }
}

/** Vitest global set-up of the browser tests: one platform with the sample workspace. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startStack()
  project.provide('stack', { home: stack.home, port: String(stack.port) })
  return async () => {
    await stack.stop()
    rmSync(stack.home, { recursive: true, force: true })
  }
}
