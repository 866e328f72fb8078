/** A whole embedded platform whose functions are the bench's: what wakes its worker is what always does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { dbUrl, loadConfig, type StackConfig } from '../../stack/config.ts'
import { startStack } from '../../testing/stack.ts'

/** One project for messages that need not take turns, and so many that do. */
export const PROJECTS = 1000

export interface Platform {
  config: StackConfig
  sql: postgres.Sql
  /** Connection string of an empty database of the same server, for a peer. */
  peer(name: string): Promise<string>
  stop(): Promise<void>
}

export async function startPlatform(): Promise<Platform> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  process.env.ORRERY_FUNCTIONS = join(import.meta.dirname, 'functions')
  const stack = await startStack({ script: 'stack', home, args: ['--no-sample'] })
  delete process.env.ORRERY_FUNCTIONS
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(stack.port) })
  const sql = postgres(dbUrl(config), { max: 8, onnotice: () => {} })
  await prepare(sql)
  return {
    config,
    sql,
    async peer(name) {
      const admin = postgres(dbUrl(config, 'supabase_admin'), { max: 1 })
      await admin.unsafe(`create database ${name} template template0`)
      await admin.end()
      return dbUrl(config, 'supabase_admin', name)
    },
    async stop() {
      await sql.end()
      await stack.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export async function prepare(sql: postgres.Sql): Promise<void> {
  await sql`select private.create_queue('bench', 1), private.create_queue('bench_serial', 1)`
  await sql`
    with workspace as (insert into public.workspaces (name) values ('Bench') returning id)
    insert into public.projects (workspace_id, name) select id, 'Project ' || n from workspace, generate_series(1, ${PROJECTS}::int) n`
}
