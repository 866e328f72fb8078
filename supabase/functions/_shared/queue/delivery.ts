/** One message from delivery to outcome. */
import { backoffSeconds } from './backoff.ts'
import type { Context, Outcome, Queue } from './handler.ts'
import type { Mailbox, Received } from './mailbox.ts'
import type { Transaction } from '../database.ts'

/** The message was delivered to somebody else meanwhile; whatever was begun with it here does not count. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

/** What is left to be written down of a message; `settled`: nothing. */
export type Ending = { kind: 'acknowledge' } | { kind: 'retry'; afterSeconds: number } | { kind: 'settled'; count: 'done' | 'died' | null }

const acknowledge: Ending = { kind: 'acknowledge' }

export class Delivery implements Context {
  readonly #mailbox: Mailbox
  readonly #queue: Queue
  readonly received: Received
  #abort: AbortController | undefined
  #reason: Error | undefined
  #isAcknowledged = false

  constructor(mailbox: Mailbox, queue: Queue, received: Received) {
    this.#mailbox = mailbox
    this.#queue = queue
    this.received = received
  }

  get attempt(): number {
    return this.received.readCt
  }
  get isLastAttempt(): boolean {
    return this.attempt >= this.#queue.maxAttempts
  }
  /** The same as `private.message_key` makes. */
  get idempotencyKey(): string {
    const { msgId, enqueuedAt, message } = this.received
    const { idempotency_key: kept } = (message ?? {}) as { idempotency_key?: unknown }
    return typeof kept === 'string' ? kept : `${this.#mailbox.queue}-${msgId}-${Math.floor(enqueuedAt.getTime() / 1000)}`
  }
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#reason) this.#abort.abort(this.#reason)
    return this.#abort.signal
  }
  get isLost(): boolean {
    return this.#reason instanceof Lost
  }

  abort(reason: Error): void {
    this.#reason ??= reason
    this.#abort?.abort(this.#reason)
  }

  acknowledge = async (transaction: Transaction): Promise<void> => {
    if (!(await this.#mailbox.acknowledgeIn(transaction, this.received))) throw new Lost('The message is somebody else’s by now')
    this.#isAcknowledged = true
  }

  /** Runs the handler and what its outcome writes. Never throws. */
  async run(): Promise<Ending> {
    // It has ended its worker again and again (out of memory, out of time): it is not given another one.
    if (this.attempt > this.#queue.maxAttempts) {
      return this.#bury(new Error(`Gave up after ${this.#queue.maxAttempts} attempts that did not come back`))
    }
    try {
      const outcome = await this.#queue.handle(this.received.message, this)
      if (this.isLost) return { kind: 'settled', count: null }
      return await this.#end(outcome)
    } catch (error) {
      return await this.#fail(error)
    }
  }

  async #end(outcome: Outcome): Promise<Ending> {
    if (outcome.kind === 'retry') return this.#fail(outcome.error, outcome.afterSeconds)
    if (outcome.kind === 'dead') return this.#bury(outcome.error, outcome.write)
    const { write } = outcome
    if (this.#isAcknowledged) return { kind: 'settled', count: 'done' }
    if (!write) return acknowledge
    await this.#mailbox.transaction(async (transaction) => {
      await write(transaction)
      await this.acknowledge(transaction)
    })
    return { kind: 'settled', count: 'done' }
  }

  async #fail(error: unknown, afterSeconds = backoffSeconds(this.attempt)): Promise<Ending> {
    if (error instanceof Lost || this.isLost) return { kind: 'settled', count: null }
    console.error(`${this.#mailbox.queue} message ${this.received.msgId}, attempt ${this.attempt}:`, error)
    return this.isLastAttempt ? this.#bury(error) : { kind: 'retry', afterSeconds }
  }

  async #bury(error: unknown, write?: (transaction: Transaction) => Promise<unknown>): Promise<Ending> {
    try {
      await this.#mailbox.transaction(async (transaction) => {
        await write?.(transaction)
        if (!(await this.#mailbox.buryIn(transaction, this.received, error))) throw new Lost('The message is somebody else’s by now')
      })
      return { kind: 'settled', count: 'died' }
    } catch (failure) {
      if (!(failure instanceof Lost)) console.error(`${this.#mailbox.queue} message ${this.received.msgId} could not be buried:`, failure)
      // Still on its queue: it comes again when it is visible, and is buried then.
      return { kind: 'settled', count: null }
    }
  }
}
