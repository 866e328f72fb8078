/** How the Edge Functions' Deno process is started. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { platform } from 'node:os'
import { dirname, join } from 'node:path'
import type { StackConfig } from '../config.ts'

const require = createRequire(import.meta.url)

/** The native program of the npm package, without its wrapper, so that a signal reaches it. */
export function denoProgram(): string {
  const folder = dirname(require.resolve('deno/package.json'))
  const program = join(folder, platform() === 'win32' ? 'deno.exe' : 'deno')
  if (existsSync(program)) return program
  // Where npm ran no install scripts, the package can still fetch the program out of its platform package.
  return (require(join(folder, 'install_api.cjs')) as { runInstall(): string }).runInstall()
}

/**
 * Functions reach the network and their environment and read their own code; they cannot write files or run programs.
 * `folder` has one folder per function, each with an `index.ts`.
 */
export function functionsArgs(config: StackConfig, watch: boolean, folder = config.functions): string[] {
  const code = [folder, ...['supabase/functions', 'shared', 'node_modules'].map((name) => join(config.root, name))]
  return [
    'run',
    '--quiet',
    '--no-prompt',
    '--no-remote',
    '--node-modules-dir=manual',
    `--config=${join(config.root, 'deno.json')}`,
    '--allow-net',
    '--allow-env',
    '--allow-sys',
    `--allow-read=${code.join(',')}`,
    ...(watch ? [`--watch=${folder},${join(config.root, 'shared')}`, '--no-clear-screen'] : []),
    join(config.root, 'scripts', 'stack', 'functions', 'main.ts'),
    folder,
  ]
}
