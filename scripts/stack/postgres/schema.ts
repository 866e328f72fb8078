/** What Supabase's own tool says of a schema: its types in TypeScript, and its advisors' findings. */
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { StackConfig } from '../config.ts'
import { Obstacle } from '../obstacle.ts'
import { type CliResult, cliTarget, runSupabase } from './cli.ts'

export const typesFile = (config: StackConfig) => join(config.root, 'shared', 'database.types.ts')

/** The text of `shared/database.types.ts`. Throws an Obstacle with the tool's own words. */
export async function generateTypes(config: StackConfig): Promise<string> {
  const { url, env } = cliTarget(config)
  const made = await runSupabase(config, ['gen', 'types', `--remote=${url}`, '--lang', 'typescript', '--schema', 'public'], { env })
  if (made.code !== 0) throw new Obstacle(`supabase gen types failed:\n${made.stderr}`)
  return await format(made.stdout, { ...(await resolveConfig(typesFile(config))), filepath: typesFile(config) })
}

/** Security and performance advisors; code 1 on any ERROR or WARN. */
export function runAdvisors(config: StackConfig): Promise<CliResult> {
  const { url, env } = cliTarget(config)
  const options = ['--type', 'all', '--level', 'warn', '--fail-on', 'warn']
  return runSupabase(config, ['db', 'advisors', `--remote=${url}`, ...options], { env })
}
