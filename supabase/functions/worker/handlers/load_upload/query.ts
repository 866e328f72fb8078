/** Long statements that end when the run is cancelled. */
import type postgres from 'postgres'

/** Awaits a query; when the signal fires, the server is asked to cancel it, and the signal's reason is thrown. */
export async function cancellable<Result>(query: postgres.PendingQuery<Result & postgres.MaybeRow[]>, signal: AbortSignal) {
  signal.throwIfAborted()
  const cancel = () => query.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await query
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
