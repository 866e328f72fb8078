/** How the processes of the platform end. */
import { fstatSync } from 'node:fs'

/** Closes and exits on SIGTERM, SIGINT, or when the pipe from the parent closes; after three seconds without waiting any longer. */
export function endWith(close: () => Promise<void>): void {
  let closing = false
  const end = () => {
    if (closing) return
    closing = true
    setTimeout(() => process.exit(0), 3000).unref()
    void close().finally(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end)
  // Only a pipe tells of a parent's death; /dev/null is closed from the start.
  const stdin = fstatSync(0)
  if (!stdin.isFIFO() && !stdin.isSocket()) return
  process.stdin.on('end', end)
  process.stdin.on('error', end)
  process.stdin.resume()
}
