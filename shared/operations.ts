/** Queues and dead letters, as the operations page shows them: what `queue_status` answers, in words and as time goes on. */
import { z } from 'zod'
import type { QueueName } from './messages.ts'

const MINUTES = 60
/** Of these last minutes it is said whether a queue fails. */
const RECENT = 5
const STALLED_SECONDS = 15
const BEHIND_SECONDS = 60

const Count = z.int().nonnegative()
/** The oldest minute first, the one that is not over last. */
const Minutes = z.array(Count).length(MINUTES)

/** One queue, as far as it concerns a workspace. */
export const QueueStatus = z.object({
  queue: z.string(),
  /** For a worker, now. */
  waiting: Count,
  /** With a worker. */
  in_work: Count,
  /** Failed, and waiting for another try. */
  retrying: Count,
  /** Sent for later. */
  delayed: Count,
  /** How long the first of those waiting could have been worked on. */
  oldest_seconds: z.number().nonnegative().nullable(),
  /** Of the last 60 minutes. */
  done: Count,
  retried: Count,
  died: Count,
  minutes: z.object({ done: Minutes, retried: Minutes, died: Minutes }),
  /** Neither redriven nor discarded. */
  dead_letters: Count,
  /** Of the whole installation. */
  workers: Count,
  slots: Count,
  /** The queue is so long that only its oldest messages were looked at. */
  is_partial: z.boolean(),
})
export type QueueStatus = z.infer<typeof QueueStatus>

export const QueuesStatus = z.object({
  as_of: z.iso.datetime({ offset: true }),
  /** Events that could not be written; null where one does not ask for the whole installation. */
  emit_failures: Count.nullable(),
  queues: z.array(QueueStatus),
})
export type QueuesStatus = z.infer<typeof QueuesStatus>

export type QueueHealth = 'stalled' | 'failing' | 'behind' | 'working' | 'idle'

export const healthWords: Record<QueueHealth, { label: string; why: string }> = {
  stalled: { label: 'Stalled', why: 'Messages wait, and no worker takes them.' },
  failing: { label: 'Failing', why: `In the last ${RECENT} minutes at least as many tries failed as succeeded.` },
  behind: { label: 'Behind', why: 'Messages wait for more than a minute.' },
  working: { label: 'Working', why: 'Messages are taken as they come.' },
  idle: { label: 'Idle', why: 'No message is due now.' },
}

interface QueueWords {
  name: string
  does: string
}
const known: Record<QueueName, QueueWords> & Partial<Record<string, QueueWords>> = {
  connector_sync: { name: 'File loads', does: 'Uploaded files become rows of datasets' },
  events: { name: 'Events', does: 'What happened is passed on to what follows from it' },
  maintenance: { name: 'Upkeep', does: 'Backups of workspaces' },
}
/** A queue in plain words. */
export const queueWords = (queue: string): QueueWords => known[queue] ?? { name: queue, does: '' }

/** A queue some seconds after it was read, when nothing has been told since. */
export interface QueueNow extends Pick<QueueStatus, 'minutes' | 'done' | 'retried' | 'died'> {
  oldestSeconds: number | null
  /** Done in the last 60 seconds, as far as whole minutes tell. */
  perMinute: number
  health: QueueHealth
}

/** @param asOf when it was read, by the server's clock @param elapsed seconds since */
export function queueNow(status: QueueStatus, asOf: string, elapsed: number): QueueNow {
  const read = Date.parse(asOf) / 1000
  const now = read + Math.max(0, elapsed)
  const passed = Math.floor(now / 60) - Math.floor(read / 60)
  const later = (minutes: number[]) => [...minutes, ...Array<number>(Math.min(passed, MINUTES)).fill(0)].slice(-MINUTES)
  const minutes = { done: later(status.minutes.done), retried: later(status.minutes.retried), died: later(status.minutes.died) }
  const oldestSeconds = status.oldest_seconds === null ? null : status.oldest_seconds + now - read
  const [before = 0, current = 0] = minutes.done.slice(-2)
  return {
    minutes,
    done: sum(minutes.done),
    retried: sum(minutes.retried),
    died: sum(minutes.died),
    oldestSeconds,
    perMinute: Math.round(current + before * (1 - (now % 60) / 60)),
    health: healthOf(status, minutes, oldestSeconds ?? 0),
  }
}

function healthOf(status: QueueStatus, minutes: QueueStatus['minutes'], oldest: number): QueueHealth {
  if (status.waiting > 0 && status.workers === 0 && oldest > STALLED_SECONDS) return 'stalled'
  const [done, retried, died] = [minutes.done, minutes.retried, minutes.died].map((all) => sum(all.slice(-RECENT)))
  const failed = (retried ?? 0) + (died ?? 0)
  if (failed > 0 && failed >= (done ?? 0)) return 'failing'
  if (status.waiting > 0 && oldest > BEHIND_SECONDS) return 'behind'
  return status.waiting + status.in_work > 0 ? 'working' : 'idle'
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)

/** `8 s`, `4 min`, `3 h`, `2 d`: as long as something waits. */
export function waitedFor(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

export const letterStates = ['open', 'redriven', 'discarded'] as const
export type LetterState = (typeof letterStates)[number]
