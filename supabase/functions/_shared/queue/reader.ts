/** Fills a worker's hand: as much as it can use, and never so much of one project that no room is left for another. */
import { SUSPECT_AFTER } from './delivery.ts'
import type { Hand } from './hand.ts'
import type { Queue } from './handler.ts'
import type { Mailbox, Received } from './mailbox.ts'
import type { LiveProjects } from './projects.ts'
import type { Settler } from './settler.ts'
import { sleep } from './wait.ts'

/** A hand is so large that it is worked off in this time, as fast as messages were worked off lately. */
const WORK_AHEAD_MS = 200
const LARGEST_HAND = 4000
const MEASURE_MS = 50
/** Reading from the oldest on, for what came back or was committed late, takes at most this part of the time. */
const START_OVER_MS = 1000
const START_OVER_SHARE = 20
/** A project that has nothing in hand is looked for no more often than this. */
const LOOK_AROUND_MS = 50
const TRIES = 10

export class Reader {
  readonly #mailbox: Mailbox
  readonly #queue: Queue
  readonly #hand: Hand
  readonly #settler: Settler
  readonly #projects: LiveProjects
  #size: number
  /** Up to here everything was looked at: dead rows of a busy queue are not read over again each time. */
  #above = 0
  /** Projects passed over on the way there. */
  #passedOver: string[] = []
  #startOverAt = 0
  #pauseUntil = 0
  #lookAroundAt = 0
  #isCareful = false
  #measured = { at: performance.now(), taken: 0 }
  /** Nothing waits that may be delivered now. */
  isEmpty = false

  constructor(mailbox: Mailbox, queue: Queue, hand: Hand, settler: Settler, projects: LiveProjects) {
    this.#mailbox = mailbox
    this.#queue = queue
    this.#hand = hand
    this.#settler = settler
    this.#projects = projects
    this.#size = queue.concurrency
  }

  /** How many more messages may be taken. */
  get room(): number {
    const unsettled = this.#settler.size
    if (this.#isCareful) return this.#hand.size + unsettled === 0 ? 1 : 0
    return this.#size - this.#hand.size - unsettled
  }

  /** More may wait than it has room for, in all or of one project. Where a project's order counts, that is not for somebody else. */
  get leavesSome(): boolean {
    return this.#above > 0 || (this.#passedOver.length > 0 && this.#queue.projectConcurrency !== 1)
  }

  get isRunningLow(): boolean {
    return this.#hand.size * 2 <= this.#size
  }

  /** Takes messages in hand; answers how many were read. */
  async read(): Promise<number> {
    this.#measure()
    const found = await this.#lookAround()
    if (found > 0) return found
    const room = this.room
    const began = performance.now()
    this.isEmpty = false
    if (room < Math.max(1, this.#size > 4 * this.#queue.concurrency ? this.#size / 2 : 0)) return 0
    if (began > this.#startOverAt || this.#isCareful) this.#above = 0
    // A project with its share is passed over: there is always room for one more.
    const except = this.#hand.full(Math.ceil(this.#size / (this.#hand.projects + 1)))
    // Where a project's order counts, what was passed over comes before what it sent later.
    if (this.#queue.projectConcurrency === 1 && this.#passedOver.some((project) => !except.includes(project))) this.#above = 0
    this.#passedOver = except
    const from = this.#above
    if (except.length > 0 && began < this.#pauseUntil) return 0
    const received = await this.#readOrWait(room, from, except)
    const now = performance.now()
    if (from === 0) this.#startOverAt = now + Math.max(START_OVER_MS, START_OVER_SHARE * (now - began))
    this.#above = received.length === room ? received.at(-1)!.msgId : 0
    // All that waits of those passed over was read to learn that there is nothing else.
    if (this.#above === 0 && except.length > 0) this.#pauseUntil = now + 10 * (now - began)
    this.isEmpty = received.length === 0 && from === 0 && except.length === 0
    if (received.length === 0 && from > 0) return this.read()
    await this.#take(received)
    return received.length
  }

  /**
   * Takes messages of projects that have none in hand, if need be in excess: behind the thousands of many others it would be long before their turn.
   * To learn that there are none, all that waits is read; so it may take a sixth of the time.
   */
  async #lookAround(): Promise<number> {
    const began = performance.now()
    if (this.#hand.projects === 0 || this.#isCareful || this.#hand.size >= 2 * this.#size || began < this.#lookAroundAt) return 0
    // Where handlers take their time, it would wait here while another worker could begin with it.
    if (this.#hand.running >= this.#queue.concurrency && this.#size <= this.#queue.concurrency) return 0
    const received = await this.#readOrWait(Math.ceil(this.#queue.concurrency / 4), 0, this.#hand.full(1))
    const now = performance.now()
    this.#lookAroundAt = now + Math.max(LOOK_AROUND_MS, 5 * (now - began))
    await this.#take(received)
    return received.length
  }

  async #take(received: Received[]): Promise<void> {
    this.#measured.taken += received.length
    const orphans = await this.#projects.orphans(this.#mailbox, received)
    for (const orphan of orphans) this.#settler.add(orphan, { kind: 'acknowledge' })
    const theirs = received.filter((one) => !orphans.has(one))
    const isAlone = this.#hand.size === 0 && theirs.length === 1
    const suspects = isAlone ? [] : theirs.filter(({ lost }) => lost >= SUSPECT_AFTER)
    this.#isCareful = suspects.length > 0 || (isAlone && theirs[0]!.lost >= SUSPECT_AFTER)
    for (const one of theirs) if (!suspects.includes(one)) this.#hand.add(one)
    if (suspects.length > 0) await this.#mailbox.giveBack(suspects).catch(console.error)
  }

  async #readOrWait(quantity: number, above: number, except: string[]): Promise<Received[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#mailbox.read(this.#queue.visibilitySeconds, quantity, above, except)
      } catch (error) {
        // The database restarts now and then.
        if (attempt === TRIES) throw error
        await sleep(Math.min(50 * 2 ** attempt, 2000))
      }
    }
  }

  #measure(): void {
    const now = performance.now()
    const elapsed = now - this.#measured.at
    if (elapsed < MEASURE_MS) return
    const ended = (this.#measured.taken - this.#hand.size) / elapsed
    // Who does one thing at a time does large things: what is next is for whoever is free first.
    const largest = this.#queue.concurrency === 1 ? 1 : LARGEST_HAND
    this.#size = Math.min(largest, Math.max(this.#queue.concurrency, Math.ceil(ended * WORK_AHEAD_MS)))
    this.#measured = { at: now, taken: this.#hand.size }
  }
}
