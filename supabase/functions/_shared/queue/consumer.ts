/** A worker: takes a slot of a queue, works until nothing waits or its time is up, and hands over. */
import { Delivery, Lost, Stopped } from './delivery.ts'
import { Hand } from './hand.ts'
import type { Queue } from './handler.ts'
import type { Mailbox, Received } from './mailbox.ts'
import type { LiveProjects } from './projects.ts'
import { Reader } from './reader.ts'
import { Settler } from './settler.ts'
import { sleep, Signal } from './wait.ts'

/** A worker that is gone gives its slot back after so long. */
const LEASE_SECONDS = 10
/** It stays for messages it has to retry within so long; nobody is called for those, and cron comes every 10 s. */
const STAY_MS = 5000
/** One that was called for what nobody can take (its rows are locked) looks for so long before it hands over to one that finds as little. */
const LOOK_MS = 1000
/** With more waiting than it can take for so long, it asks for help. */
const ALONE_MS = 1000
/** Without anything new for so long, it asks to be called rather than look again and again. */
const ATTENTIVE_MS = 150
/** Who has not looked so long after it was called hangs in a query. */
const HANGS_MS = 5000
/** At the end: before handlers are told to stop, and after it. */
const UNTOLD_MS = 2000
const TOLD_MS = 6000
/** After it, where the platform ends the process: it waits little longer. */
const TOLD_AT_ONCE_MS = 2000

export class Consumer {
  readonly #mailbox: Mailbox
  readonly #queue: Queue
  readonly #wallClockMs: number
  readonly #reader: Reader
  readonly #hand: Hand
  readonly #settler: Settler
  readonly #deliveries = new Map<Received, Delivery>()
  readonly #holder = crypto.randomUUID()
  readonly #change = new Signal()
  #leased: Promise<unknown> = Promise.resolve()
  #isReading = true
  #stayUntil = 0
  #roomAt = performance.now()
  #calledAt = 0
  #stopped: string | undefined
  #isAtOnce = false

  constructor(mailbox: Mailbox, queue: Queue, limits: { readonly wallClockSeconds: number }, projects: LiveProjects) {
    this.#mailbox = mailbox
    this.#queue = queue
    this.#wallClockMs = limits.wallClockSeconds * 1000
    this.#hand = new Hand(queue.projectConcurrency ?? Math.ceil(queue.concurrency / 2))
    this.#settler = new Settler(mailbox, () => this.#change.fire())
    this.#reader = new Reader(mailbox, queue, this.#hand, this.#settler, projects)
  }

  /** Answers false when all worker slots of the queue are taken. Otherwise works until the queue is empty or its time is up. */
  async run(): Promise<boolean> {
    while (!(await this.#mailbox.takeLease(this.#holder, LEASE_SECONDS))) {
      // Whoever called meanwhile was told that this one comes.
      if (!this.#calledAt) return false
      this.#calledAt = 0
    }
    const timers = [
      setInterval(() => this.#renewLease(), (LEASE_SECONDS * 1000) / 3),
      setInterval(() => void this.#beat().catch(console.error), (this.#queue.visibilitySeconds * 1000) / 3),
    ]
    try {
      await this.#work()
    } catch (error) {
      this.stop('It failed')
      throw error
    } finally {
      await this.#finish()
      for (const timer of timers) clearInterval(timer)
      await this.#handOver()
    }
    return true
  }

  /** Something was sent: look now. False when it has no room, is ending, hangs, or leaves some to whoever helps it. */
  nudge(): boolean {
    if (this.#stopped || this.#reader.room < 1) return false
    const now = performance.now()
    if (this.#calledAt && now - this.#calledAt > HANGS_MS) return false
    this.#calledAt ||= now
    this.#change.fire()
    return this.#isReading || !this.#reader.leavesSome
  }

  /** Takes nothing more, gives back what nobody has begun with, and tells handlers to stop: when some time has passed, or at once. */
  stop(reason: string, isAtOnce = false): void {
    this.#stopped ??= reason
    this.#isAtOnce ||= isAtOnce
    this.#change.fire()
  }

  async #work(): Promise<void> {
    const began = performance.now()
    let quietSince = began
    this.#stayUntil = began + LOOK_MS
    while (!this.#stopped) {
      if (performance.now() - began > this.#wallClockMs) return this.stop('Its time is up')
      this.#calledAt = 0
      const read = await this.#reader.read()
      if (!this.#reader.leavesSome) this.#roomAt = performance.now()
      if (read > 0) {
        if (quietSince === began) this.#stayUntil = 0
        quietSince = performance.now()
        this.#start()
        this.#setReading(quietSince - this.#roomAt < ALONE_MS)
        await this.#settler.writeCounts()
        continue
      }
      const stay = this.#stayUntil - performance.now()
      if (this.#reader.isEmpty && this.#hand.size === 0 && !this.#calledAt && stay < 0) return this.stop('Nothing waits')
      const quiet = performance.now() - quietSince
      if (quiet > ATTENTIVE_MS) this.#setReading(false)
      await this.#settler.writeCounts()
      // Twice as long each time; whatever ends, or a call, cuts it short.
      await this.#change.wait(Math.min(Math.max(quiet, 10), this.#isReading || stay > 0 ? ATTENTIVE_MS : 1000))
    }
  }

  #start(): void {
    while (!this.#stopped && this.#hand.running < this.#queue.concurrency) {
      const received = this.#hand.next()
      if (!received) return
      void this.#deliver(received)
    }
  }

  async #deliver(received: Received): Promise<void> {
    const delivery = new Delivery(this.#mailbox, this.#queue, received)
    this.#deliveries.set(received, delivery)
    const ending = await delivery.run()
    this.#deliveries.delete(received)
    this.#hand.finish(received)
    this.#settler.add(received, ending)
    if (ending.kind === 'retry' && ending.afterSeconds * 1000 <= STAY_MS) {
      this.#stayUntil = Math.max(this.#stayUntil, performance.now() + Math.ceil(ending.afterSeconds) * 1000 + 2 * ATTENTIVE_MS)
    }
    this.#start()
    if (this.#hand.running < this.#queue.concurrency || this.#reader.isRunningLow) this.#change.fire()
  }

  /** Messages in hand stay nobody else's; those that are by now are let go. */
  async #beat(): Promise<void> {
    const held = this.#hand.held()
    if (held.length === 0) return
    const ours = await this.#mailbox.extend(held, this.#queue.visibilitySeconds)
    const lost = new Set(held.filter((received) => !ours.has(received)))
    if (lost.size === 0) return
    this.#hand.takeWaiting((received) => lost.has(received))
    for (const received of lost) this.#deliveries.get(received)?.abort(new Lost('The message is somebody else’s by now'))
  }

  #setReading(isReading: boolean): void {
    if (this.#isReading === isReading) return
    this.#isReading = isReading
    this.#renewLease()
  }

  /** One after the other, so that the last one counts. */
  #renewLease(): void {
    this.#leased = this.#leased
      .then(() => this.#mailbox.extendLease(this.#holder, LEASE_SECONDS, this.#isReading))
      .then((ours) => ours || this.stop('Somebody else has the slot'), console.error)
  }

  async #finish(): Promise<void> {
    const waiting = this.#hand.takeWaiting()
    if (waiting.length > 0) await this.#mailbox.giveBack(waiting).catch(console.error)
    if (waiting.length > 0 || this.#hand.running > 0) {
      // What was given back, or comes now, is for the next.
      this.#isReading = false
      this.#renewLease()
    }
    await this.#rest(() => (this.#isAtOnce ? 0 : UNTOLD_MS))
    for (const delivery of this.#deliveries.values()) delivery.abort(new Stopped(`The worker stops: ${this.#stopped}`))
    await this.#rest(() => (this.#isAtOnce ? TOLD_AT_ONCE_MS : TOLD_MS))
    await this.#settler.flush()
  }

  /** Until nothing is worked on, for so long at most. */
  async #rest(milliseconds: () => number): Promise<void> {
    const began = performance.now()
    while (this.#hand.running > 0 && performance.now() - began < milliseconds()) await this.#change.wait(50)
  }

  async #handOver(): Promise<void> {
    await this.#leased
    await this.#mailbox.releaseLease(this.#holder).catch(console.error)
    // What was sent in a transaction that saw this worker at work and had not committed when it left.
    await sleep(30)
    await this.#mailbox.wakeIfWaiting().catch(console.error)
  }
}
