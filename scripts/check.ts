/** `npm run check`: format, lint and types of the web app, the functions and the scripts. Every check runs; any failure fails the command. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const entries = globSync('supabase/functions/*/index.ts', { cwd: root })

const checks: [name: string, command: string, ...args: string[]][] = [
  ['format', 'prettier', '--check', '--log-level=warn', '.'],
  ['lint', 'eslint', '--max-warnings=0', '.'],
  ['types of scripts and shared', 'tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['types of functions', 'deno', 'check', '--quiet', ...entries],
  ['types that SvelteKit makes', 'svelte-kit', 'sync', '--config', 'web/vite.config.ts'],
  [
    'types of the web app',
    'svelte-check',
    '--workspace',
    'web',
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
]

let failed = false
for (const [name, command, ...args] of checks) {
  const started = performance.now()
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
  })
  const ok = result.status === 0
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  if (!ok) console.log(`${result.stdout}${result.stderr}${result.error ?? ''}`)
  failed ||= !ok
}
process.exitCode = failed ? 1 : 0
