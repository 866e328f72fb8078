/** `postgres_changes`: committed rows of published tables to the subscribers who may see them. */
import { DatabaseUnavailable, type Database } from '../database.ts'
import type { PostgresChange } from '../join.ts'
import type { Member } from '../member.ts'
import { Replication, type Listener, type Relation, type RowMessage, type Transaction } from './replication.ts'
import { deliver, type Change } from './deliver.ts'
import { checkSubscription, SubscribeError, subscriptionId, toSubscription, type ChangeType, type Subscription } from './subscription.ts'
import { Tables } from './tables.ts'

/** Rows handled together; a large transaction is worked off in pieces of this size. */
const BATCH = 500
/** Rows waiting beyond which the stream is held back. */
const MOST_WAITING = 5_000

const types = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE' } as const satisfies Record<RowMessage['tag'], ChangeType>

/** Milliseconds the stream stays after the last subscriber left (a page that reloads comes back). */
const LINGER_MS = 30_000

export class Changes implements Listener {
  #database: Database
  #tables: Tables
  #byChannel = new Map<Member, Subscription[]>()
  #batch: Change[] = []
  #waiting = 0
  #tail: Promise<void> = Promise.resolve()
  #replication: Replication
  #lingering?: NodeJS.Timeout
  #wanting = 0
  #lingerMs: number

  constructor(url: string, database: Database, lingerMs = LINGER_MS) {
    this.#lingerMs = lingerMs
    this.#database = database
    this.#tables = new Tables(database)
    this.#replication = new Replication(url, this)
  }

  async close(): Promise<void> {
    clearTimeout(this.#lingering)
    await this.#replication.stop()
  }

  idOf(change: PostgresChange): number {
    return subscriptionId(change)
  }

  /** Resolves when changes will come; without `timeout` (milliseconds) it waits for the stream as long as it takes. Throws SubscribeError. */
  async subscribe(channel: Member, wanted: PostgresChange[], timeout?: number): Promise<void> {
    const subscriptions = wanted.map((change) => toSubscription(channel, change))
    this.#wanting++
    clearTimeout(this.#lingering)
    this.#replication.start()
    try {
      await this.#checked(channel, subscriptions, timeout)
      if (!channel.closed) this.#byChannel.set(channel, subscriptions)
    } finally {
      this.#wanting--
      this.#rest()
    }
  }

  async #checked(channel: Member, subscriptions: Subscription[], timeout = Infinity): Promise<void> {
    const until = Date.now() + timeout
    while (!channel.closed) {
      const ready = await this.#replication.streaming.wait(Math.min(5_000, until - Date.now()))
      try {
        if (ready) {
          for (const subscription of subscriptions) await checkSubscription(this.#database, subscription)
          return
        }
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error
      }
      if (Date.now() >= until) {
        throw new SubscribeError(
          'PostgresChangesSubscribeTimeout',
          `Timed out after ${timeout}ms waiting for the postgres_changes subscription`,
        )
      }
    }
  }

  /** Without subscribers the stream ends after a while: decoding every write costs. */
  #rest(): void {
    clearTimeout(this.#lingering)
    if (this.#byChannel.size > 0 || this.#wanting > 0) return
    this.#lingering = setTimeout(() => void this.#replication.stop(), this.#lingerMs)
  }

  unsubscribe(channel: Member): void {
    if (this.#byChannel.delete(channel)) this.#rest()
  }

  started(again: boolean): void {
    this.#tables.clear()
    this.#batch = []
    if (!again) return
    for (const channel of this.#byChannel.keys()) {
      channel.system('system', 'error', 'The connection to Postgres was lost for a while: changes may have been missed')
      channel.system('postgres_changes', 'ok', 'Subscribed to PostgreSQL')
    }
  }

  relation(relation: Relation): void {
    this.#tables.changed(relation)
  }

  row(message: RowMessage, transaction: Transaction): void {
    const type = types[message.tag]
    const subscriptions = this.#matching(message.relation, type)
    if (subscriptions.length === 0) return
    this.#batch.push({ type, message, subscriptions })
    if (this.#batch.length >= BATCH) this.commit(transaction)
  }

  commit(transaction: Transaction): void {
    if (this.#batch.length === 0) return
    const batch = this.#batch
    this.#batch = []
    this.#waiting += batch.length
    if (this.#waiting > MOST_WAITING) this.#replication.pause()
    this.#tail = this.#tail
      .then(() => deliver(batch, transaction, this.#database, this.#tables))
      .catch((error: unknown) => {
        if (!(error instanceof DatabaseUnavailable)) console.error('realtime: changes:', error)
      })
      .then(() => {
        this.#waiting -= batch.length
        if (this.#waiting <= MOST_WAITING) this.#replication.resume()
      })
  }

  #matching({ schema, name }: Relation, type: ChangeType): Subscription[] {
    const found: Subscription[] = []
    for (const subscriptions of this.#byChannel.values()) {
      for (const wanted of subscriptions) {
        if (
          (wanted.event === '*' || wanted.event === type) &&
          (wanted.schema === '*' || wanted.schema === schema) &&
          (wanted.table === '*' || wanted.table === name)
        ) {
          found.push(wanted)
        }
      }
    }
    return found
  }
}
