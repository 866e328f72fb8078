/** Postgres as a part of the running platform. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StackConfig } from '../config.ts'
import type { PartSpec } from '../part.ts'
import { endProcesses, processCommand, processIdentity } from '../processes.ts'
import { clusterExists, initCluster, spawnServer } from './server.ts'
import { answers } from './wait.ts'

/** For one person's machine: quick, and quiet when idle. Nothing committed is ever lost: fsync and synchronous_commit stay on. */
const settings = {
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  effective_cache_size: '2GB',
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  random_page_cost: '1.1',
  bgwriter_delay: '1s',
  wal_writer_delay: '200ms',
  max_slot_wal_keep_size: '4GB',
  idle_in_transaction_session_timeout: '10min',
  log_line_prefix: '%m [%p] %q%u@%d ',
  log_checkpoints: 'off',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
}

export function dataDir(config: StackConfig): string {
  return join(config.home, 'data')
}

export function postgresPart(config: StackConfig): PartSpec {
  const folder = dataDir(config)
  return {
    name: 'postgres',
    signal: 'SIGINT',
    async prepare() {
      await clearStaleServer(folder)
      if (!clusterExists(folder)) initCluster(folder, config.keys.dbPassword)
    },
    spawn: (log) => spawnServer(folder, config.ports.db, { settings, log, detached: true }),
    healthy: () => answers(config),
  }
}

/** No system gives out a pid so high. */
const nobodysPid = 2 ** 31 - 1

/**
 * After a kill, `postmaster.pid` may name a server that still runs, which is ended, or a pid that another program has now, which would stop the new
 * server. The rest of the file stays: with it the new server makes sure that no orphan of the old one still uses the data.
 */
async function clearStaleServer(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return
  const content = readFileSync(file, 'utf8')
  const pid = parseInt(content)
  const identity = processIdentity(pid)
  if (identity === undefined) return
  if ((processCommand(pid) ?? '').includes(folder)) await endProcesses([{ pid, identity, signal: 'SIGINT' }], 10)
  else writeFileSync(file, content.replace(/^\d+/, String(nobodysPid)))
}
