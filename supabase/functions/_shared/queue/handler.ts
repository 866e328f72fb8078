/** What a handler of messages is given, and what it answers. Handlers know nothing of queues. */
import { z } from 'zod'
import type { Transaction } from '../database.ts'

export interface Context {
  /** How often this message was delivered, this time included. */
  readonly attempt: number
  /** A failure now is for good. Counts failures, not deliveries that ended with their worker. */
  readonly isLastAttempt: boolean
  /** Names the message over all deliveries, and when it is sent again from the dead letters: for effects outside that must be had once. */
  readonly idempotencyKey: string
  /** Fires when the message was given to somebody else, or the worker must stop. */
  readonly signal: AbortSignal
  /**
   * For a handler with a transaction of its own: takes the message off its queue in it, so that what it wrote commits with the acknowledgement or not at all.
   * Throws when the message is somebody else's by now. Call it last: until the transaction ends nobody can keep the message.
   */
  acknowledge(transaction: Transaction): Promise<void>
}

/** Anything thrown is a retry. */
export type Handler<Message> = (message: Message, context: Context) => Promise<Outcome> | Outcome

/** Runs in one transaction with the end of the message. */
export type Write = (transaction: Transaction) => Promise<unknown>

export type Outcome =
  | { readonly kind: 'done'; readonly write?: Write | undefined }
  | { readonly kind: 'retry'; readonly error: unknown; readonly afterSeconds?: number | undefined }
  | { readonly kind: 'dead'; readonly error: unknown; readonly write?: Write | undefined }

const finished: Outcome = { kind: 'done' }

/** Finished. What `write` writes commits with the acknowledgement, or not at all; it may run again if it failed. */
export const done = (write?: Write): Outcome => (write ? { kind: 'done', write } : finished)

/** Not yet: again after so many seconds, by default longer with each attempt, a day at most; after the last attempt the message is dead. */
export const retry = (error: unknown, afterSeconds?: number): Outcome => ({ kind: 'retry', error, afterSeconds })

/** Never: to the dead letters, with what `write` writes. */
export const dead = (error: unknown, write?: Write): Outcome => ({ kind: 'dead', error, write })

export interface QueueLimits {
  /** Failures before a message is dead. As many workers may end while they have it, or three where that is more. */
  readonly maxAttempts: number
  /** How long a message is nobody else's without a sign of life from its worker. */
  readonly visibilitySeconds: number
  /** Messages worked on at a time, per worker. */
  readonly concurrency: number
  /** Of one project at a time, per worker; by default half, so that one project never has all. 1 keeps a project's messages in their order as long as one worker is enough and none is retried. */
  readonly projectConcurrency?: number
}

/** A queue with the type of its messages hidden: a message that does not fit is dead before its handler sees it. */
export interface Queue extends QueueLimits {
  readonly handle: Handler<unknown>
}

/** Which handler consumes which queue. */
export type Registry<Name extends string> = Readonly<Record<Name, Queue>>

export function defineQueue<Message>(schema: z.ZodType<Message>, limits: QueueLimits, handle: Handler<Message>): Queue {
  return {
    ...limits,
    handle: (given, context) => {
      const message = schema.safeParse(given)
      if (!message.success) return dead(new Error(`The message is malformed: ${message.error.issues.map(describe).join('; ')}`))
      return handle(message.data, context)
    },
  }
}

const describe = ({ path, message }: z.core.$ZodIssue) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)
