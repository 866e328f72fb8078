/** The SQL of one queue and of its workers' leases. Whatever is done with a message is fenced by its `readCt`. */
import type { Database, Transaction } from '../database.ts'
import { storable } from '../text.ts'

export interface Received {
  readonly msgId: number
  /** How often the message was delivered, this time included: the fencing token. */
  readonly readCt: number
  readonly enqueuedAt: Date
  readonly message: unknown
  /** Whose it is, as far as the message says. */
  readonly project: string | null
  readonly workspace: string | null
  /** Deliveries before this one of which nothing was heard: their worker ended, and this message may have been why. */
  readonly lost: number
}

/** What the messages of one project came to, or of a workspace's that name no project. */
export interface Count {
  project_id: string | null
  workspace_id: string | null
  done: number
  retried: number
  died: number
}

type Row = { msg_id: string; read_ct: number; enqueued_at: Date; message: unknown }

export class Mailbox {
  readonly #sql: Database
  readonly #pulse: Database
  readonly queue: string

  /** Leases and signs of life go by `pulse`, so that they need not wait where handlers occupy all of `sql`. */
  constructor(sql: Database, queue: string, pulse = sql) {
    this.#sql = sql
    this.#pulse = pulse
    this.queue = queue
  }

  /** The oldest that wait above a msgId, but none of `except`; in the order in which they were sent. */
  async read(visibilitySeconds: number, quantity: number, above: number, except: string[]): Promise<Received[]> {
    const rows = await this.#sql<Row[]>`
      select * from private.read_messages(${this.queue}, ${visibilitySeconds}::int, ${quantity}::int, ${above}::bigint, ${array(except)}::text[])`
    return rows.map(toReceived).sort((a, b) => a.msgId - b.msgId)
  }

  /** Those of these projects that are there; messages of others have nobody they could be for. */
  async liveProjects(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.#sql<
      { id: string }[]
    >`select id from public.projects where id = any (${array(ids)}::uuid[]) and deleted_at is null`
    return new Set(rows.map(({ id }) => id))
  }

  async acknowledge(received: readonly Received[]): Promise<void> {
    await this.#sql`select private.acknowledge_messages(${this.queue}, ${ids(received)}::bigint[], ${tokens(received)}::int[])`
  }

  /** In the handler's transaction; false: the message is somebody else's by now. */
  async acknowledgeIn(transaction: Transaction, { msgId, readCt }: Received): Promise<boolean> {
    const [row] = await transaction`
      select private.acknowledge_messages(${this.queue}, array[${msgId}::bigint], array[${readCt}::int]) = 1 as ours`
    return row?.ours === true
  }

  /** Nobody else gets them for so many seconds; answers those that still were ours. */
  async extend(received: readonly Received[], seconds: number): Promise<Set<Received>> {
    const rows = await this.#pulse<{ msg_id: string }[]>`
      select extend_messages as msg_id
      from private.extend_messages(${this.queue}, ${ids(received)}::bigint[], ${tokens(received)}::int[], ${seconds}::int)`
    // One that came to us again is held twice: the later delivery, which stands behind, is ours.
    const latest = new Map(received.map((one) => [one.msgId, one]))
    return new Set(rows.flatMap(({ msg_id }) => latest.get(Number(msg_id)) ?? []))
  }

  /** Each is delivered again after its number of seconds. */
  async retry(received: readonly Received[], seconds: readonly number[]): Promise<void> {
    await this.#sql`
      select private.retry_messages(${this.queue}, ${ids(received)}::bigint[], ${tokens(received)}::int[], ${array(seconds)}::int[])`
  }

  /** As if they had not been delivered. */
  async giveBack(received: readonly Received[]): Promise<void> {
    await this.#sql`select private.return_messages(${this.queue}, ${ids(received)}::bigint[], ${tokens(received)}::int[])`
  }

  /** To the dead letters; false: the message is somebody else's by now. */
  async buryIn(transaction: Transaction, { msgId, readCt }: Received, error: unknown): Promise<boolean> {
    const [row] = await transaction`
      select private.bury_message(${this.queue}, ${msgId}::bigint, ${readCt}::int, ${transaction.json(describe(error))}) as ours`
    return row?.ours === true
  }

  async transaction(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    await this.#sql.begin(work)
  }

  async count(counts: readonly Count[]): Promise<void> {
    await this.#sql`select private.count_messages(${this.queue}, ${this.#sql.json(counts.map((count) => ({ ...count })))})`
  }

  /** One of the queue's worker slots, for so many seconds; false when all are taken. */
  async takeLease(holder: string, seconds: number): Promise<boolean> {
    const [row] = await this.#pulse`select private.take_worker_lease(${this.queue}, ${holder}::uuid, ${seconds}::int) as taken`
    return row?.taken === true
  }

  /** False: it ran out, and somebody else has the slot. */
  async extendLease(holder: string, seconds: number, isReading: boolean): Promise<boolean> {
    const [row] = await this.#pulse`select private.extend_worker_lease(${holder}::uuid, ${seconds}::int, ${isReading}::boolean) as ours`
    return row?.ours === true
  }

  /** The database calls the next worker if messages are waiting. */
  async releaseLease(holder: string): Promise<void> {
    await this.#pulse`select private.release_worker_lease(${holder}::uuid)`
  }

  async wakeIfWaiting(): Promise<void> {
    await this.#pulse`select private.wake_worker_if_waiting(${this.queue})`
  }
}

function toReceived({ msg_id, read_ct, enqueued_at, message }: Row): Received {
  const { project_id, workspace_id, retried } = (message ?? {}) as Record<string, unknown>
  return {
    msgId: Number(msg_id),
    readCt: read_ct,
    enqueuedAt: enqueued_at,
    message,
    project: typeof project_id === 'string' ? project_id : null,
    workspace: typeof workspace_id === 'string' ? workspace_id : null,
    lost: read_ct - 1 - (typeof retried === 'number' ? retried : 0),
  }
}

/** As Postgres writes an array: the driver does not know the types of arrays. */
const array = (values: readonly (number | string)[]) => `{${values.map((value) => `"${String(value).replace(/[\\"]/g, '\\$&')}"`).join()}}`
const ids = (received: readonly Received[]) => `{${received.map(({ msgId }) => msgId).join()}}`
const tokens = (received: readonly Received[]) => `{${received.map(({ readCt }) => readCt).join()}}`

/** What a person is shown. */
function describe(error: unknown): { message: string; code?: string } {
  if (!(error instanceof Error)) return { message: storable(String(error)) }
  const message = storable(error.message)
  return 'code' in error && typeof error.code === 'string' ? { code: storable(error.code), message } : { message }
}
