/** One message from delivery to outcome. */
import { backoffSeconds } from './backoff.ts'
import type { Context, Outcome, Queue } from './handler.ts'
import type { Mailbox, Received } from './mailbox.ts'
import type { Transaction } from '../database.ts'

/** The message was delivered to somebody else meanwhile; whatever was begun with it here does not count. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

/** The worker must end before the message: no failure of it, but one delivery of which nothing came. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Deliveries nobody answered for, before a message is suspected to have ended its workers, and is worked on alone. */
export const SUSPECT_AFTER = 2
const LONGEST_WAIT_SECONDS = 86_400

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
    return this.#failures >= this.#queue.maxAttempts && !(this.#reason instanceof Stopped)
  }
  /** Those that were told, were this one to fail too. */
  get #failures(): number {
    return this.received.readCt - this.received.lost
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
    // Again and again its worker ended (out of memory, out of time), at least once with this message alone: it is not given another one.
    const { lost } = this.received
    if (lost >= Math.max(this.#queue.maxAttempts, SUSPECT_AFTER + 1)) {
      return this.#bury(new Error(`Gave up: ${lost} times the worker ended before the message did`))
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
    if (this.#isAcknowledged && write) throw new Error('What was acknowledged in a transaction of its own is over: write there instead')
    if (this.#isAcknowledged) return { kind: 'settled', count: 'done' }
    if (!write) return acknowledge
    await this.#mailbox.transaction(async (transaction) => {
      await write(transaction)
      await this.acknowledge(transaction)
    })
    return { kind: 'settled', count: 'done' }
  }

  async #fail(error: unknown, afterSeconds = NaN): Promise<Ending> {
    if (error instanceof Lost || this.isLost) return { kind: 'settled', count: null }
    if (this.#reason instanceof Stopped) return this.#giveBack()
    console.error(`${this.#mailbox.queue} message ${this.received.msgId}, attempt ${this.attempt}:`, error)
    if (this.isLastAttempt) return this.#bury(error)
    // What a service answered may be no number, or one that no clock has.
    const isUsable = Number.isFinite(afterSeconds)
    return {
      kind: 'retry',
      afterSeconds: isUsable ? Math.min(Math.max(0, afterSeconds), LONGEST_WAIT_SECONDS) : backoffSeconds(this.#failures),
    }
  }

  /** Its token is kept: whatever the handler has left behind can do nothing with the next delivery. */
  async #giveBack(): Promise<Ending> {
    // At the worst it comes again when it is visible.
    await this.#mailbox.extend([this.received], 0).catch(console.error)
    return { kind: 'settled', count: null }
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
