/** What an idle platform asks of its database: transactions a minute, and whose. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { dbUrl, loadConfig } from '../../stack/config.ts'
import { startStack } from '../../testing/stack.ts'
import { machine } from '../machine.ts'

/** Until pools have closed what they opened at the start, and autovacuum has seen the new tables. */
const SETTLE_MS = 90_000
const WINDOW_MS = 120_000
const GOAL = 30

/** Whose a connection is, by process id. */
type Owners = Map<string, string>

export async function measureIdle(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  const stack = await startStack({ script: 'stack', home, args: ['--no-sample'] })
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(stack.port) })
  // Another database of the same server, so that what is asked here is not counted there.
  const sql = postgres(dbUrl(config, 'supabase_admin', 'template1'), { max: 1, onnotice: () => {} })
  try {
    await sql`alter system set log_statement = 'all'`
    await sql`alter system set log_connections = on`
    await sql`select pg_reload_conf()`
    await sleep(SETTLE_MS)
    const log = join(home, 'logs', 'postgres.log')
    const [from, before, owners] = [statSync(log).size, await countTransactions(sql), await readOwners(sql)]
    await sleep(WINDOW_MS)
    const perMinute = (count: number) => (count * 60_000) / WINDOW_MS
    const transactions = perMinute((await countTransactions(sql)) - before)
    const met = transactions < GOAL ? '' : ` (goal ${GOAL})`
    console.log(`idle: database calls a minute, over ${WINDOW_MS / 60_000} minutes (${machine()})`)
    console.log(`  transactions ${transactions.toFixed(1)}${met}; what was logged of them:`)
    const statements = readCalls(readFileSync(log).subarray(from).toString(), owners)
    for (const [statement, count] of [...statements].sort((a, b) => b[1] - a[1])) {
      console.log(`  ${perMinute(count).toFixed(1).padStart(6)} ${statement}`)
    }
  } finally {
    await sql.end()
    await stack.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function countTransactions(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = 'postgres'`
  return row!.count as number
}

async function readOwners(sql: postgres.Sql): Promise<Owners> {
  const rows = await sql`select pid::text, application_name from pg_stat_activity where datname = 'postgres'`
  return new Map(rows.map(({ pid, application_name }) => [pid as string, application_name as string]))
}

/** How often each statement was logged, and each new connection, which is a transaction too, by the name of who it is. Autovacuum logs none. */
function readCalls(log: string, owners: Owners): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of log.split(/^(?=\d{4}-\d\d-\d\d )/m)) {
    const [, pid, database, text] = /^\S+ \S+ \S+ \[(\d+)\] (?:\w+@(\w+) )?LOG: {2}(.*)/s.exec(entry) ?? []
    if (!pid || !text || database !== 'postgres') continue
    const name = /^connection authorized: .*?application_name=(.*?)(?: SSL.*)?$/m.exec(text)?.[1]
    if (name) owners.set(pid, name)
    const statement = text.startsWith('connection authorized') ? 'a new connection' : /^(?:statement|execute [^:]+): (.*)/s.exec(text)?.[1]
    if (!statement) continue
    const key = `${owners.get(pid) || 'unnamed'}: ${statement.trim().replace(/\s+/g, ' ').slice(0, 100)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
