/** What the platform allows a worker, and whether it is used up. */
import process from 'node:process'

export interface Limits {
  /** Hands over after so long; the platform ends it some seconds later. */
  readonly wallClockSeconds: number
  /** Hosted isolates are ended at 2 s; without a limit where many share a process. */
  readonly cpuSeconds: number
  readonly memoryMegabytes: number
}

/** Why a worker that began at `since` has to hand over now, if it has to. */
export function startWatch(limits: Limits): () => string | undefined {
  const began = performance.now()
  const cpu = limits.cpuSeconds < Infinity ? process.cpuUsage() : undefined
  return () => {
    if (performance.now() - began > limits.wallClockSeconds * 1000) return `${limits.wallClockSeconds} s have passed`
    if (cpu) {
      const { user, system } = process.cpuUsage(cpu)
      if ((user + system) / 1e6 > limits.cpuSeconds) return `${limits.cpuSeconds} s of CPU time are used`
    }
    if (limits.memoryMegabytes < Infinity && process.memoryUsage().rss > limits.memoryMegabytes * 2 ** 20) {
      return `${limits.memoryMegabytes} MB of memory are used`
    }
    return undefined
  }
}
