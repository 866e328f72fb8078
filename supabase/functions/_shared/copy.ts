/** `COPY … FROM STDIN` with backpressure, the server's own error, the row count and cancellation. */
import type { Writable } from 'node:stream'
import type postgres from 'postgres'

/** What postgres.js settles on a query; its types keep these two to themselves. */
interface Settled {
  resolve(result: { count: number }): void
  reject(error: unknown): void
}

/**
 * Streams `source` into one COPY statement on the transaction's connection and answers the number of rows the server took.
 * Holds one chunk at a time. Throws the server's error, whatever `source` throws, or the signal's reason; the transaction is then aborted.
 */
export async function copyIn(
  transaction: postgres.TransactionSql,
  statement: string,
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<number> {
  signal?.throwIfAborted()
  const query = transaction.unsafe(statement)
  const stream: Writable = await query.writable()
  const done = settled(query as unknown as Settled)
  stream.on('error', () => {})
  const abort = () => stream.destroy(new Error('stopped'))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    for await (const chunk of source) {
      if (stream.destroyed) break
      if (!stream.write(chunk)) await Promise.race([drained(stream), done.catch(() => {})])
    }
    if (!stream.destroyed) stream.end()
    return await done
  } catch (error) {
    if (!stream.destroyed) stream.destroy(new Error('stopped'))
    await done.catch(() => {})
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/**
 * postgres.js resolves a COPY once the server is ready for data, and loses an error that comes after the last byte.
 * It still settles the query a second time, with the true outcome: that is what is listened to here.
 */
function settled(query: Settled): Promise<number> {
  const done = new Promise<number>((resolve, reject) => {
    query.resolve = (result) => resolve(result.count)
    query.reject = reject
  })
  done.catch(() => {})
  return done
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      stream.off('drain', finish).off('close', finish)
      resolve()
    }
    stream.once('drain', finish).once('close', finish)
  })
}
