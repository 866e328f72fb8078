/** Free blocks of ports, so that several platforms of one test run stay apart. */
import { createServer } from 'node:net'

const BLOCK = 10
let next = 20_000 + (process.pid % 600) * 20

/** First of ten free ports below the range that the kernel hands out by itself. */
export async function freePortBlock(): Promise<number> {
  for (;;) {
    const first = next
    next = next + BLOCK > 32_000 ? 20_000 : next + BLOCK
    const free = await Promise.all(Array.from({ length: BLOCK }, (_, offset) => isFree(first + offset)))
    if (free.every(Boolean)) return first
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
