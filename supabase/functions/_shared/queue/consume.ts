/** A worker: takes a lease, empties a queue, stops before the platform stops it. */
import { deliver } from './deliver.ts'
import type { Mailbox } from './mailbox.ts'
import type { Queue } from './types.ts'

/** A worker that is gone gives its slot back after so long. */
const LEASE_SECONDS = 30

/** Answers false when all worker slots of the queue are taken. Otherwise works until the queue is empty or `seconds` have passed. */
export async function consume(mailbox: Mailbox, queue: Queue, seconds: number): Promise<boolean> {
  const holder = crypto.randomUUID()
  if (!(await mailbox.takeLease(holder, LEASE_SECONDS))) return false
  const stop = new AbortController()
  const limit = setTimeout(() => stop.abort(new Error(`The worker stops after ${seconds} s`)), seconds * 1000)
  const renewal = setInterval(() => mailbox.extendLease(holder, LEASE_SECONDS).catch(console.error), (LEASE_SECONDS * 1000) / 3)
  try {
    const slots = Array.from({ length: queue.concurrency }, () => work(mailbox, queue, stop.signal))
    const failed = (await Promise.allSettled(slots)).find((slot) => slot.status === 'rejected')
    if (failed) throw failed.reason
    return true
  } finally {
    clearTimeout(limit)
    clearInterval(renewal)
    await mailbox.releaseLease(holder)
  }
}

async function work(mailbox: Mailbox, queue: Queue, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const received = await mailbox.read(queue.visibilitySeconds)
    if (!received) return
    await deliver(mailbox, queue, received, stop)
  }
}
