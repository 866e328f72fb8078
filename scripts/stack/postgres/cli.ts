/** Runs the real `supabase` command-line tool, quietly: no questions, no telemetry, no update check, no files in the user's home. */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { dbUrl, type StackConfig } from '../config.ts'

const require = createRequire(import.meta.url)

export interface CliResult {
  code: number
  stdout: string
  stderr: string
}

export interface CliOptions {
  env?: Record<string, string | undefined>
  /** Shows its output as it comes, and lets it ask questions. */
  interactive?: boolean
}

export function runSupabase(config: StackConfig, args: string[], options: CliOptions = {}): Promise<CliResult> {
  const program = join(dirname(require.resolve('supabase/package.json')), 'dist', 'supabase.js')
  const home = join(config.home, 'supabase-cli')
  mkdirSync(home, { recursive: true })
  const env = {
    ...process.env,
    SUPABASE_HOME: home,
    SUPABASE_NO_UPDATE_NOTIFIER: '1',
    SUPABASE_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    ...options.env,
  }
  const all = [...args, '--agent', 'no', '--workdir', config.root]
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program, ...all], { env, stdio: options.interactive ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    const abort = (): void => void child.kill()
    process.once('exit', abort)
    const result: CliResult = { code: 1, stdout: '', stderr: '' }
    child.stdout?.on('data', (data: Buffer) => (result.stdout += data.toString()))
    child.stderr?.on('data', (data: Buffer) => (result.stderr += data.toString()))
    child.on('error', failed)
    child.on('close', (code) => {
      process.off('exit', abort)
      done({ ...result, code: code ?? 1 })
    })
  })
}

/** What the tool needs to reach the embedded database as `postgres`; the password travels in the environment, not on the command line. */
export function cliTarget(config: StackConfig, database = 'postgres'): { url: string; env: Record<string, string> } {
  const url = new URL(dbUrl(config, 'postgres', database))
  const password = url.password
  url.password = ''
  url.searchParams.set('sslmode', 'disable')
  return { url: url.href, env: { PGPASSWORD: password, SUPABASE_DB_PASSWORD: password } }
}
