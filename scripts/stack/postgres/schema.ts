/** What Supabase's own tool says of a schema: its types in TypeScript, and its advisors' findings. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { StackConfig } from '../config.ts'
import { Obstacle } from '../obstacle.ts'
import { cliTarget, runSupabase } from './cli.ts'

export const typesFile = (config: StackConfig) => join(config.root, 'shared', 'database.types.ts')

/** The text of `shared/database.types.ts`. Throws an Obstacle with the tool's own words. */
export async function generateTypes(config: StackConfig): Promise<string> {
  const { url, env } = cliTarget(config)
  const made = await runSupabase(config, ['gen', 'types', `--remote=${url}`, '--lang', 'typescript', '--schema', 'public'], { env })
  if (made.code !== 0) throw new Obstacle(`supabase gen types failed:\n${made.stderr}`)
  return await format(made.stdout, { ...(await resolveConfig(typesFile(config))), filepath: typesFile(config) })
}

interface Notice {
  name: string
  level: 'ERROR' | 'WARN' | 'INFO'
  detail: string
  metadata: { schema?: string; name?: string }
}

/** What the security and performance advisors find, down to INFO, as `name object: detail`. Throws an Obstacle with the tool's own words. */
export async function readAdvice(config: StackConfig): Promise<Map<string, string>> {
  const { url, env } = cliTarget(config)
  const options = ['--type', 'all', '--level', 'info', '--fail-on', 'none', '-o', 'json']
  const { code, stdout, stderr } = await runSupabase(config, ['db', 'advisors', `--remote=${url}`, ...options], { env })
  if (code !== 0) throw new Obstacle(`supabase db advisors failed:\n${stderr}`)
  const notices = JSON.parse(stdout || '[]') as Notice[]
  return new Map(notices.map((notice) => [key(notice), `${notice.level}: ${notice.detail}`]))
}

/** Whether an index is used says what was asked of a database, not how it is made: that notice is one, whatever it names. */
function key({ name, metadata }: Notice): string {
  return name === 'unused_index' ? name : `${name} ${metadata.schema}.${metadata.name}`
}

/** The notices that docs/data-model.md gives a reason for, in the table below "Advisors". */
export function readReasons(config: StackConfig): Map<string, string> {
  const text = readFileSync(join(config.root, 'docs', 'data-model.md'), 'utf8')
  const [, section = ''] = /^## Advisors$([^]*?)(?=^## |$(?![^]))/m.exec(text) ?? []
  const rows = [...section.matchAll(/^\| `(\w+)` +\| (?:`([\w.]+)`)?.*? *\| (.+?) *\|$/gm)]
  return new Map(rows.map(([, name, object, reason]) => [[name, object].filter(Boolean).join(' '), reason!]))
}
