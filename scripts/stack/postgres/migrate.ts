/** Brings a database up to the migrations of the checkout, with the real `supabase db push`. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { dbUrl, type StackConfig } from '../config.ts'
import { Obstacle } from '../obstacle.ts'
import { cliTarget, runSupabase } from './cli.ts'

/** Returns how many migrations were missing. Throws an Obstacle with the tool's own words when one fails; those before it stay applied. */
export async function migrate(config: StackConfig, database = 'postgres'): Promise<number> {
  const wanted = localVersions(config)
  const applied = await appliedVersions(config, database)
  const missing = wanted.filter((version) => !applied.has(version))
  if (missing.length === 0 && wanted.length === applied.size) return 0
  const { url, env } = cliTarget(config, database)
  const result = await runSupabase(config, ['db', 'push', `--remote=${url}`, '--include-all', '--yes'], { env })
  if (result.code !== 0) throw new Obstacle(`Migrations failed:\n${`${result.stdout}\n${result.stderr}`.trim()}`)
  return missing.length
}

function localVersions(config: StackConfig): string[] {
  return readdirSync(join(config.root, 'supabase', 'migrations')).flatMap((name) => /^(\d+)_.*\.sql$/.exec(name)?.[1] ?? [])
}

async function appliedVersions(config: StackConfig, database: string): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: dbUrl(config, 'postgres', database) })
  await client.connect()
  try {
    const known = await client.query<{ known: boolean }>("select to_regclass('supabase_migrations.schema_migrations') is not null as known")
    if (!known.rows[0]?.known) return new Set()
    const rows = await client.query<{ version: string }>('select version from supabase_migrations.schema_migrations')
    return new Set(rows.rows.map((row) => row.version))
  } finally {
    await client.end()
  }
}
