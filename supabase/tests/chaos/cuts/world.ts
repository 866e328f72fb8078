/** A database, a server outside, and workers in Deno that a test may cut off at any point. */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { QueueLimits } from '../../../functions/_shared/queue/handler.ts'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/testing/database.ts'
import { startFunctions, type TestFunctions } from '../../../../scripts/testing/functions.ts'
import { until } from '../../../../scripts/testing/uploads.ts'
import { External } from '../external.ts'
import { createLedger, send, type Kind } from '../ledger.ts'

export interface WorkerOptions {
  limits?: Partial<QueueLimits>
  env?: Record<string, string>
}

export class World {
  readonly database: TestDatabase
  readonly external: External
  readonly projectId: string
  readonly #workers: TestFunctions[] = []

  private constructor(database: TestDatabase, external: External, projectId: string) {
    this.database = database
    this.external = external
    this.projectId = projectId
  }

  static async open(slots = 2): Promise<World> {
    const database = await createTestDatabase()
    await createLedger(database.sql, slots)
    return new World(database, await External.start(), await addProject(database))
  }

  async close(): Promise<void> {
    await this.stopWorkers()
    this.external.close()
    await this.database.drop()
  }

  /** A worker's process; it does nothing until it is woken. */
  async startWorker({ limits = {}, env = {} }: WorkerOptions = {}): Promise<TestFunctions> {
    const worker = await startFunctions(this.database, new Map(), undefined, {
      folder: join(import.meta.dirname, '../functions'),
      env: { ORRERY_CHAOS_URL: this.external.url, ORRERY_CHAOS_LIMITS: JSON.stringify({ visibilitySeconds: 30, ...limits }), ...env },
    })
    this.#workers.push(worker)
    return worker
  }

  async stopWorkers(): Promise<void> {
    for (const { pid } of this.#workers) resume(pid)
    await Promise.all(this.#workers.splice(0).map((worker) => worker.kill()))
  }

  async send(kind: Kind = 'plain', projectId = this.projectId): Promise<string> {
    const id = crypto.randomUUID()
    await send(this.database.sql, [{ id, kind, project_id: projectId }])
    return id
  }

  async wake(worker: TestFunctions): Promise<void> {
    const headers = { authorization: `Bearer ${worker.key}`, 'content-type': 'application/json' }
    const response = await worker.post('/worker', { body: '{"queue":"chaos"}', headers })
    expect(response.status).toBe(202)
  }

  /** As if all deliveries and leases had run out: the clock goes forward by an hour, seen from them. */
  async skipAnHour(): Promise<void> {
    await this.database.sql`update pgmq.q_chaos set vt = vt - interval '1 hour'`
    await this.database.sql`update private.worker_leases set expires_at = expires_at - interval '1 hour'`
  }

  async called(id: string, times = 1): Promise<void> {
    await until(
      async () => this.external.calls(id),
      (calls) => calls >= times,
    )
  }

  /** Attempts at which the message was settled: one, unless something is wrong. */
  async settledAt(id: string): Promise<number[]> {
    const rows = await this.database.sql<{ attempt: number }[]>`select attempt from chaos.ledger where message_id = ${id}`
    return rows.map(({ attempt }) => attempt)
  }

  async letters(id: string): Promise<{ attempts: number; error: { message: string } }[]> {
    return [
      ...(await this.database.sql<{ attempts: number; error: { message: string } }[]>`
        select attempts, error from public.dead_letters where message ->> 'id' = ${id}`),
    ]
  }

  async queued(): Promise<number> {
    return (await this.database.sql`select from pgmq.q_chaos`).length
  }

  async leases(): Promise<number> {
    return (await this.database.sql`select from private.worker_leases where expires_at > clock_timestamp()`).length
  }

  /** Waits for everybody to finish; then nothing is queued and every slot is free. */
  async rest(): Promise<void> {
    await until(
      async () => [await this.queued(), await this.leases()],
      ([queued, leases]) => queued === 0 && leases === 0,
    )
  }

  /** The message had its effect once and is in the ledger once. */
  async expectOnce(id: string, attempt: number): Promise<void> {
    await this.rest()
    expect(this.external.had(id)).toBe(1)
    expect(await this.settledAt(id)).toEqual([attempt])
    expect(await this.letters(id)).toEqual([])
  }
}

export async function addProject(database: TestDatabase): Promise<string> {
  const userId = await database.addUser(`${crypto.randomUUID()}@example.com`)
  const [project] = await database.sql<{ id: string }[]>`select id from public.projects where owner_user_id = ${userId}`
  return project!.id
}

/** A stopped process takes no other signal than SIGKILL. */
function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
