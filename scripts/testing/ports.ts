/** Free blocks of ports, so that several platforms of one test run stay apart. */
import { createServer, type Server } from 'node:net'

const BLOCK = 10
let next = 20_000 + (process.pid % 600) * 20

/** First of ten free ports below the range that the kernel hands out by itself. */
export async function freePortBlock(): Promise<number> {
  for (;;) {
    const first = next
    next = next + BLOCK > 32_000 ? 20_000 : next + BLOCK
    // A platform needs seven. The last stays taken while this process lives, so that no other is given the block before it is used.
    const claim = await listen(first + BLOCK - 1)
    if (!claim) continue
    const free = await Promise.all(Array.from({ length: BLOCK - 1 }, (_, offset) => isFree(first + offset)))
    if (free.every(Boolean)) return first
    claim.close()
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port)
  return new Promise((resolve) => (server ? server.close(() => resolve(true)) : resolve(false)))
}

/** Keeps no process alive. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer().unref()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
