/** Tells the browser how far a load is, once a second, and learns whether it was cancelled. */
import type { Database } from '../../../_shared/database.ts'

const EVERY_MS = 1000

/** The run was cancelled, or somebody else has it. Nothing of it is kept. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

export interface Measured {
  /** Undefined: the server's own count of the COPY under way is asked. */
  rows: number | undefined
  bytes: number
}

/** Reports on a connection of its own, so that it is seen before the load commits. Call `stop` before the load ends. */
export function watchProgress(sql: Database, runId: string, backend: number, measure: () => Measured, cancel: AbortController) {
  let under: Promise<void> = Promise.resolve()
  let busy = false
  async function report() {
    const { rows, bytes } = measure()
    const [row] = await sql`
      select private.report_run_progress(
        ${runId}::uuid,
        coalesce(${rows ?? null}::bigint, (select tuples_processed from pg_catalog.pg_stat_progress_copy where pid = ${backend}::int), 0),
        ${bytes}::bigint
      ) as going_on`
    if (row?.going_on === false) cancel.abort(new Cancelled('The run was cancelled'))
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    under = report()
      .catch((error: unknown) => console.error('progress:', error))
      .finally(() => void (busy = false))
  }, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await under
    },
  }
}
