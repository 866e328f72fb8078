/** What events and the audit log cost a write: the same statements in two databases, one of which has lost those triggers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { dbUrl, loadConfig, type StackConfig } from '../stack/config.ts'
import { bootstrap } from '../stack/postgres/bootstrap.ts'
import { migrate } from '../stack/postgres/migrate.ts'
import { startStack } from '../testing/stack.ts'
import { interleave, shown, type Way } from './interleave.ts'
import { machine } from './machine.ts'

const MANY = 1000
const tables = ['charts', 'leads'] as const
const goals = { one: 2, many: 1.3 }

export async function run(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  const stack = await startStack({ script: 'stack', home, args: ['--no-sample'] })
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(stack.port) })
  const databases: Database[] = []
  try {
    const watched = await open(config, 'watched', databases)
    const plain = await open(config, 'plain', databases)
    const dropped = await dropWatchers(plain.sql)
    console.log(`writes: with and without ${dropped.join(', ')}; as a signed-in member, commit not flushed (${machine()})`)
    for (const table of tables) {
      for (const [title, goal, rounds, statement] of statements(table)) {
        const way =
          (database: Database): Way =>
          (round) =>
            statement(database, round)
        const times = await interleave(rounds, { watched: way(watched), plain: way(plain) })
        const ratio = times.watched.p50 / times.plain.p50
        const met = ratio <= goal ? '' : ` (goal ${goal})`
        console.log(`  ${table} ${title.padEnd(22)} ${shown(times.watched)}; without ${shown(times.plain)}: ${ratio.toFixed(2)} ×${met}`)
      }
    }
    for (const [name, count] of Object.entries(await countRows(watched.sql))) console.log(`  ${name}: ${count.toLocaleString('en')} rows`)
  } finally {
    await Promise.all(databases.map(({ sql }) => sql.end()))
    await stack.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

interface Database {
  sql: postgres.Sql
  project: string
  /** Rows that the last statement of this kind made. */
  made: string[]
}

/** A database of its own, seen as a member of a project sees it. */
async function open(config: StackConfig, name: string, opened: Database[]): Promise<Database> {
  const admin = postgres(dbUrl(config, 'supabase_admin'), { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template template0 owner postgres`)
  await admin.end()
  await bootstrap(config, name)
  await migrate(config, name)
  const root = postgres(dbUrl(config, 'supabase_admin', name), { max: 1, onnotice: () => {} })
  const user = crypto.randomUUID()
  await root`
    insert into auth.users (id, email, aud, role, email_confirmed_at, created_at, updated_at)
    values (${user}, 'member@example.com', 'authenticated', 'authenticated', now(), now(), now())`
  await root.end()
  const sql = postgres(dbUrl(config, 'postgres', name), { max: 1, onnotice: () => {} })
  const [project] = await sql`select id from public.projects where owner_user_id = ${user}`
  await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: user, role: 'authenticated' })}, false)`
  await sql`select set_config('synchronous_commit', 'off', false), set_config('role', 'authenticated', false)`
  const database = { sql, project: project!.id as string, made: [] }
  opened.push(database)
  return database
}

/** Drops every trigger that writes events or the audit log; returns their functions. */
async function dropWatchers(sql: postgres.Sql): Promise<string[]> {
  await sql`reset role`
  const triggers = await sql`
    select t.tgname, t.tgrelid::regclass::text as relation, f.proname
    from pg_trigger t join pg_proc f on f.oid = t.tgfoid
    where not t.tgisinternal and f.pronamespace = 'private'::regnamespace and f.proname ~ '^(emit_row_events|audit_\\w+s)$'`
  for (const { tgname, relation } of triggers) await sql.unsafe(`drop trigger "${tgname}" on ${relation}`)
  await sql`select set_config('role', 'authenticated', false)`
  const functions = new Set(triggers.map(({ proname }) => proname as string))
  if (functions.size < 4) throw new Error(`Only these write events and the audit log: ${[...functions].join(', ')}`)
  return [...functions].sort()
}

type Statement = [title: string, goal: number, rounds: number, run: (database: Database, round: number) => Promise<unknown>]

function statements(table: (typeof tables)[number]): Statement[] {
  const insert = (count: number) => async (database: Database) => {
    const { sql, project } = database
    const rows = Array.from({ length: count }, (): Record<string, string> => {
      const id = crypto.randomUUID()
      return table === 'charts'
        ? { id, project_id: project, title: 'Sales', chart_type: 'bar' }
        : { id, project_id: project, email: `${id}@example.com`, company: 'Acme', source: 'bench' }
    })
    database.made = rows.map(({ id }) => id!)
    await sql`insert into ${sql(table)} ${sql(rows)}`
  }
  const update = async (database: Database, round: number) => {
    const { sql, made } = database
    const column = table === 'charts' ? 'title' : 'last_name'
    await sql`update ${sql(table)} set ${sql(column)} = ${`Number ${round}`} where id = any (${made})`
  }
  return [
    ['insert of one row', goals.one, 500, insert(1)],
    ['update of one row', goals.one, 500, update],
    [`insert of ${MANY} rows`, goals.many, 60, insert(MANY)],
    [`update of ${MANY} rows`, goals.many, 60, update],
  ]
}

async function countRows(sql: postgres.Sql): Promise<Record<string, number>> {
  await sql`reset role`
  const [row] = await sql`
    select (select count(*)::int from events) as events, (select count(*)::int from audit_logs) as audit_logs, (select count(*)::int from private.emit_failures) as failures`
  return row as unknown as Record<string, number>
}
