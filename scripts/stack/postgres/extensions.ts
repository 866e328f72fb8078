/** Puts the extensions that Postgres does not bring itself beside its own. */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { list } from 'tar'
import { nativeDir } from './server.ts'

const require = createRequire(import.meta.url)
const ours = join(import.meta.dirname, '..', 'extensions')

/** Copies pgmq and pgTAP out of their npm packages, and our stand-ins. Several starts may do so at once: each file appears whole. */
export async function installExtensions(): Promise<void> {
  for (const name of ['pgmq', 'pgtap']) writeExtension(await readPackaged(name))
  if (!existsSync(ours)) return
  for (const entry of readdirSync(ours, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const folder = join(ours, entry.name)
    const files = readdirSync(folder).filter((file) => /\.(control|sql)$/.test(file))
    writeExtension(new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])))
  }
}

/** The control file and the script of the default version, by file name. */
async function readPackaged(name: string): Promise<Map<string, string>> {
  const archive = join(dirname(require.resolve(`@electric-sql/pglite-${name}`)), `${name}.tar.gz`)
  const all = new Map<string, string>()
  const reading: Promise<unknown>[] = []
  await list({
    file: archive,
    onReadEntry: (entry) => {
      const file = entry.path.split('/').at(-1)!
      if (file.startsWith(name) && /\.(control|sql)$/.test(file)) {
        reading.push(entry.concat().then((content) => all.set(file, content.toString())))
      }
    },
  })
  await Promise.all(reading)
  const control = `${name}.control`
  const version = /default_version\s*=\s*'([^']+)'/.exec(all.get(control) ?? '')?.[1]
  const script = `${name}--${version}.sql`
  if (!all.has(script)) throw new Error(`${archive} has no ${script}`)
  return new Map([
    [script, all.get(script)!],
    [control, all.get(control)!],
  ])
}

/** Trusted, so that `postgres` may create it without being a superuser, as on a hosted project. */
function trusted(control: string): string {
  return /^\s*trusted\s*=/m.test(control) ? control : `${control.trimEnd()}\ntrusted = true\n`
}

function writeExtension(files: Map<string, string>): void {
  const folder = join(nativeDir(), 'share', 'postgresql', 'extension')
  for (const [name, content] of files) {
    const path = join(folder, name)
    const wanted = name.endsWith('.control') ? trusted(content) : content
    if (existsSync(path) && readFileSync(path, 'utf8') === wanted) continue
    const part = `${path}.${process.pid}`
    writeFileSync(part, wanted, { mode: 0o644 })
    renameSync(part, path)
  }
}
