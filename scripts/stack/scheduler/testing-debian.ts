/** Debian's Postgres 15 with the real pg_cron, under libfaketime. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverUser } from '../postgres/user.ts'
import { freePort, makeHome, runCluster, until, type Cluster, type Peer } from './testing.ts'

const debianBin = '/usr/lib/postgresql/15/bin'
const libFaketime = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`

/** Why the real pg_cron cannot run here, or nothing. */
export function whyNoDebian(): string | undefined {
  if (!existsSync('/usr/share/postgresql/15/extension/pg_cron.control')) return 'postgresql-15-cron is not installed'
  if (!existsSync(libFaketime)) return 'faketime is not installed'
  return undefined
}

/** The real pg_cron. Its clock is libfaketime's. */
export async function startDebian(): Promise<Peer> {
  const home = makeHome()
  const data = join(home, 'data')
  const made = spawnSync(join(debianBin, 'initdb'), ['-D', data, '-U', 'supabase_admin', '-A', 'trust', '--no-sync'], {
    ...serverUser(),
    cwd: home,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(made.stderr)
  const port = await freePort()
  const clock = join(home, 'clock')
  const setClock = (now: number) => {
    writeFileSync(`${clock}.new`, `+${((now - Date.now()) / 1000).toFixed(3)}s\n`.replace('+-', '-'), { mode: 0o644 })
    renameSync(`${clock}.new`, clock)
    return Promise.resolve()
  }
  await setClock(Date.now())
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_preload_libraries: 'pg_cron',
    'cron.database_name': 'postgres',
    'cron.host': '127.0.0.1',
    fsync: 'off',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const cluster = await runCluster(home, port, 'supabase_admin', () =>
    spawn(join(debianBin, 'postgres'), ['-D', data, ...args], {
      ...serverUser(),
      cwd: home,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LD_PRELOAD: libFaketime, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', TZ: 'UTC' },
    }),
  )
  const admin = await cluster.connect()
  await admin.query(
    "create extension pg_cron; create role postgres login createrole bypassrls password 'test'; grant usage on schema cron to postgres",
  )
  await admin.end()
  const peer: Peer = { ...cluster, setClock, restart: () => restartUnderFakeClock(cluster) }
  await peer.restart()
  return peer
}

/**
 * Postgres 15 first starts its workers from a signal handler inside a system call, where libfaketime does not reach.
 * A launcher that fails is started again from the main loop: a job at start meets a run id that is taken.
 */
async function restartUnderFakeClock(cluster: Cluster): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await cluster.connect()
    await before.query(`
      select cron.schedule('restart', '@reboot', 'select 1');
      insert into cron.job_run_details (runid, status) values (nextval('cron.runid_seq') + 1, 'taken')`)
    await before.end()
    await cluster.restart()
    const client = await cluster.connect()
    const ran = async () =>
      (await client.query("select from cron.job_run_details where command = 'select 1' and status = 'succeeded'")).rowCount! > 0
    // Now and then the second does not come; a third start brings it.
    const error = await until('the second launcher', ran, 8).then(
      () => undefined,
      (failure: Error) => failure,
    )
    await client.query("select cron.unschedule('restart'); delete from cron.job_run_details where status = 'taken' or command = 'select 1'")
    await client.end()
    if (!error) return
    if (attempt === 4) throw error
  }
}
