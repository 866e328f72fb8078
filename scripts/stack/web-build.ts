/** Builds the web app when its sources are not those of the last build. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { releaseLock, takeLock } from './lock.ts'
import { Obstacle } from './obstacle.ts'

const sources = ['web/src/**/*', 'web/static/**/*', 'web/*.{ts,js,json}', 'shared/**/*.ts', 'package-lock.json']

/** Two starts at once build once: the second waits for the first. Throws an Obstacle with the end of the output when the build fails. */
export async function buildWeb(root: string, say: (line: string) => void): Promise<void> {
  const stamp = join(root, 'web', 'build', 'sources.sha256')
  const lock = join(root, 'web', '.svelte-kit', 'build.lock')
  const wanted = hashOfSources(root)
  const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (current()) return
  while (takeLock(lock)) await delay(200)
  try {
    if (current()) return
    say('Building the web app …')
    await build(root)
    writeFileSync(stamp, wanted)
  } finally {
    releaseLock(lock)
  }
}

function hashOfSources(root: string): string {
  const hash = createHash('sha256')
  const files = globSync(sources, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

function build(root: string): Promise<void> {
  return new Promise((done, failed) => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const child = spawn(process.execPath, [vite, 'build', '-c', join('web', 'vite.config.ts')], {
      cwd: root,
      // Svelte and SvelteKit go into the build with their development checks otherwise, and the stamp does not tell.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const abort = (): void => void child.kill()
    process.once('exit', abort)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-4000)))
    child.on('error', failed)
    child.on('close', (code) => {
      process.off('exit', abort)
      if (code === 0) done()
      else failed(new Obstacle(`The web app cannot be built:\n${output}`))
    })
  })
}
