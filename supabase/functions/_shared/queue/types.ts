/** What a queue's handler gets and says. */
import { z } from 'zod'
import type { QueueName } from '../../../../shared/messages.ts'

export interface Delivery<Message> {
  readonly queue: QueueName
  readonly msgId: string
  /** How often this message was delivered, this time included. The fencing token of everything done with it. */
  readonly readCt: number
  readonly isLastAttempt: boolean
  readonly message: Message
  /** Fires when the message was given to somebody else or the worker must stop. */
  readonly signal: AbortSignal
}

export type Outcome =
  /** Finished; the message is taken off the queue now. */
  | { kind: 'done' }
  /** Finished, and the handler's own transaction took the message off. */
  | { kind: 'acknowledged' }
  /** Not yet. Without `afterSeconds` the wait grows with each attempt. */
  | { kind: 'retry'; error: unknown; afterSeconds?: number }
  /** Never. Goes to `dead_letters`. */
  | { kind: 'dead'; error: unknown }

export interface QueueLimits {
  readonly maxAttempts: number
  /** How long a message is nobody else's without a sign of life. */
  readonly visibilitySeconds: number
  /** Messages in hand at a time, per worker. */
  readonly concurrency: number
}

/** A queue with the type of its messages hidden: `handle` parses first, and a message that does not fit is dead. */
export interface Queue extends QueueLimits {
  readonly handle: (delivery: Delivery<unknown>) => Promise<Outcome>
}

/** Every queue has a handler, or it does not compile. */
export type Registry = Readonly<Record<QueueName, Queue>>

/** Anything `handle` throws is a retry. */
export function defineQueue<Message>(
  schema: z.ZodType<Message>,
  limits: QueueLimits,
  handle: (delivery: Delivery<Message>) => Promise<Outcome>,
): Queue {
  return {
    ...limits,
    handle: async (delivery) => {
      const message = schema.safeParse(delivery.message)
      if (!message.success) return { kind: 'dead', error: new Error(`The message is malformed: ${z.prettifyError(message.error)}`) }
      return await handle({ ...delivery, message: message.data })
    },
  }
}
