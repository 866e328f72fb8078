/** The SQL of queues and leases. Whatever changes a message is fenced by its `read_ct` and answers whether it still was ours. */
import type { QueueName } from '../../../../shared/messages.ts'
import type { Database } from '../database.ts'

export interface Received {
  readonly msgId: string
  readonly readCt: number
  readonly message: unknown
}

export class Mailbox {
  readonly #sql: Database
  readonly queue: QueueName

  constructor(sql: Database, queue: QueueName) {
    this.#sql = sql
    this.queue = queue
  }

  async read(visibilitySeconds: number): Promise<Received | undefined> {
    const [row] = await this.#sql<{ msg_id: string; read_ct: number; message: unknown }[]>`
      select msg_id::text, read_ct, message from pgmq.read(${this.queue}, ${visibilitySeconds}::int, 1)`
    return row && { msgId: row.msg_id, readCt: row.read_ct, message: row.message }
  }

  async acknowledge({ msgId, readCt }: Received): Promise<boolean> {
    const [row] = await this.#sql`select private.acknowledge_message(${this.queue}, ${msgId}::bigint, ${readCt}::int) as ours`
    return row?.ours === true
  }

  /** Nobody else gets the message for so many seconds; then anybody may. */
  async extend({ msgId, readCt }: Received, seconds: number): Promise<boolean> {
    const [row] = await this.#sql`select private.extend_message(${this.queue}, ${msgId}::bigint, ${readCt}::int, ${seconds}::int) as ours`
    return row?.ours === true
  }

  async bury({ msgId, readCt }: Received, error: unknown): Promise<boolean> {
    const document = { message: error instanceof Error ? error.message : String(error) }
    const [row] = await this.#sql`
      select private.bury_message(${this.queue}, ${msgId}::bigint, ${readCt}::int, ${this.#sql.json(document)}) as ours`
    return row?.ours === true
  }

  /** One of the queue's worker slots, for so many seconds; false when all are taken. */
  async takeLease(holder: string, seconds: number): Promise<boolean> {
    const [row] = await this.#sql`select private.take_worker_lease(${this.queue}, ${holder}::uuid, ${seconds}::int) as taken`
    return row?.taken === true
  }

  async extendLease(holder: string, seconds: number): Promise<void> {
    await this.#sql`select private.extend_worker_lease(${holder}::uuid, ${seconds}::int)`
  }

  /** The database calls the next worker if messages are waiting. */
  async releaseLease(holder: string): Promise<void> {
    await this.#sql`select private.release_worker_lease(${holder}::uuid)`
  }
}
