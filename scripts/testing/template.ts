/** Vitest global set-up: one Postgres with every migration applied, whose database each test file clones. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { loadConfig } from '../stack/config.ts'
import { bootstrap } from '../stack/postgres/bootstrap.ts'
import { migrate } from '../stack/postgres/migrate.ts'
import { initCluster, spawnServer } from '../stack/postgres/server.ts'
import { waitForServer } from '../stack/postgres/wait.ts'
import { freePortBlock } from './ports.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `ORRERY_HOME` and `ORRERY_PORT` of the Postgres that holds the template. */
    template: { home: string; port: string }
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-template-'))
  const port = String(await freePortBlock())
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: port })
  const dataDir = join(home, 'postgres')
  chmodSync(home, 0o755)
  initCluster(dataDir, config.keys.dbPassword)
  const server = spawnServer(dataDir, config.ports.db, { settings: { fsync: 'off' } })
  server.stderr?.resume()
  const exited = new Promise((resolve) => server.once('exit', resolve))
  const stop = async () => {
    server.kill('SIGINT')
    await exited
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await waitForServer(config, server)
    await bootstrap(config)
    await migrate(config)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('template', { home, port })
  return stop
}
