/** Writes one file from which a home can be restored. */
import { createWriteStream, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { dbUrl, type StackConfig } from '../config.ts'
import { releaseLock, takeLock } from '../lock.ts'
import { Obstacle } from '../obstacle.ts'
import { dataDir } from '../postgres/part.ts'
import { lockFile } from '../status.ts'
import { Archive } from './archive.ts'

/** Made anew by every run. */
const passing = ['data', 'data.new', 'data.password', 'logs', 'deno', 'supabase-cli', 'lock', 'status.json', 'processes.json']

/** Contents that Postgres makes anew or that belong to the running server (see "Making a Base Backup Using the Low Level API"). */
const emptied = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']
const skipped = /(^|\/)(postmaster\.(pid|opts)|pg_internal\.init(\.\d+)?|pgsql_tmp[^/]*|backup_label|tablespace_map)$/

/** Returns the file's size in bytes. The file appears only when it is complete. */
export async function backup(config: StackConfig, file: string): Promise<number> {
  if (!existsSync(join(dataDir(config), 'PG_VERSION'))) throw new Obstacle(`There is no database in ${config.home}.`)
  if (existsSync(file)) throw new Obstacle(`${file} exists already.`)
  const part = `${file}.part`
  const packed = new PassThrough()
  const writing = pipeline(packed, createGzip({ level: 1 }), createWriteStream(part, { mode: 0o600 }))
  writing.catch(() => {})
  try {
    const archive = new Archive(packed)
    await archive.text('orrery-backup.json', JSON.stringify({ version: 1, made_at: new Date().toISOString() }))
    await packHome(config, archive)
    archive.end()
    await Promise.all([writing, finished(packed)])
  } catch (error) {
    packed.destroy()
    rmSync(part, { force: true })
    throw error
  }
  renameSync(part, file)
  return statSync(file).size
}

async function packHome(config: StackConfig, archive: Archive): Promise<void> {
  // Nobody runs here while we hold the lock, so the files stand still; otherwise the running server helps.
  const running = takeLock(lockFile(config.home))
  try {
    if (running) await packRunning(config, archive)
    else await archive.folder(dataDir(config), 'data', (path) => path !== 'postmaster.pid')
    // Stored files last: each is written before the row that names it.
    for (const name of readdirSync(config.home).filter((entry) => !passing.includes(entry))) {
      const path = join(config.home, name)
      if (statSync(path).isDirectory()) await archive.folder(path, name)
      else await archive.file(path, name)
    }
  } finally {
    if (!running) releaseLock(lockFile(config.home))
  }
}

async function packRunning(config: StackConfig, archive: Archive): Promise<void> {
  const client = new pg.Client({ connectionString: dbUrl(config, 'supabase_admin') })
  await client.connect()
  try {
    // The slot keeps the log that is written meanwhile until we have copied it.
    await client.query("select pg_create_physical_replication_slot('orrery_backup_' || pg_backend_pid(), true, true)")
    await client.query("select pg_backup_start('orrery', true)")
    await archive.folder(dataDir(config), 'data', (path) => !skipped.test(path) && !emptied.some((name) => path.startsWith(`${name}/`)))
    const stop = await client.query<{ lsn: string; labelfile: string }>('select lsn, labelfile from pg_backup_stop(false)')
    await client.query('select pg_switch_wal()')
    await archive.text('data/backup_label', stop.rows[0]!.labelfile)
    const log = join(dataDir(config), 'pg_wal')
    for (const name of readdirSync(log).filter((entry) => /^[0-9A-F]{24}$/.test(entry)))
      await archive.file(join(log, name), `data/pg_wal/${name}`)
  } finally {
    await client.end()
  }
}
