/**
 * The stream of committed rows of publication `supabase_realtime`, by logical replication (pgoutput). It runs only while somebody
 * wants changes. The slot is temporary: a Realtime that is away keeps no WAL, and after a reconnect subscribers are told of the gap.
 */
import pg from 'pg'
import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication'
import { DATABASE_OPTIONS } from '../database.ts'
import { Signal } from '../signal.ts'

export type RowMessage = Pgoutput.MessageInsert | Pgoutput.MessageUpdate | Pgoutput.MessageDelete
export type Relation = Pgoutput.MessageRelation

export interface Transaction {
  xid: number
  /** Microseconds since 1970. */
  committedAt: bigint
}

export interface Listener {
  /** The stream runs; everything committed from now on will come. `again` when an earlier stream was lost. */
  started(again: boolean): void
  /** A relation is named for the first time, or has changed. */
  relation(relation: Relation): void
  /** One changed row, values as Postgres text. Only committed transactions come, whole and in order of commit. */
  row(message: RowMessage, transaction: Transaction): void
  commit(transaction: Transaction): void
}

const PUBLICATIONS = ['supabase_realtime']
const STATUS_MS = 10_000
/**
 * Postgres 16 and 17 can miss a commit that happens just while their sender falls asleep (it looks at the end of the WAL before it
 * enters the list of those to wake), and then sleep for seconds. Any word from us makes it look again: at once when it says that
 * it is about to sleep (a keepalive), and again after these milliseconds, the last one repeating.
 */
const NUDGES_MS = [1, 4, 16, 64, 256, 1000]
const EPOCH_2000_US = 946_684_800_000_000n

/** The parts of pg's connection that its types leave out. */
interface CopyConnection extends NodeJS.EventEmitter {
  stream: import('node:net').Socket
  sendCopyFromChunk(chunk: Buffer): void
}

export class Replication {
  /** Raised while changes stream. */
  readonly streaming = new Signal()

  #url: string
  #listener: Listener
  #connection: CopyConnection | null = null
  #run: Promise<void> | null = null
  #wanted = false
  #again = false
  #lastStatus = 0
  #walEnd = 0n
  #nudging?: NodeJS.Timeout
  #transaction: Transaction = { xid: 0, committedAt: 0n }

  constructor(url: string, listener: Listener) {
    this.#url = url
    this.#listener = listener
  }

  /** Streams until `stop`, connecting again whenever the connection is lost. */
  start(): void {
    this.#wanted = true
    this.#run ??= this.#loop().finally(() => {
      this.#run = null
      if (this.#wanted) this.start()
    })
  }

  async stop(): Promise<void> {
    this.#wanted = false
    this.#connection?.stream.destroy()
    await this.#run
  }

  async #loop(): Promise<void> {
    let pause = 25
    this.#again = false
    while (this.#wanted) {
      try {
        await this.#stream()
      } catch (error) {
        if (this.#wanted && pause >= 400) console.error(`realtime: replication: ${(error as Error).message}`)
      }
      if (this.streaming.up) pause = 25
      this.streaming.lower()
      pause = Math.min(2000, pause * 2)
      if (this.#wanted) await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** Stops reading, so that Postgres waits for a slow listener. */
  pause(): void {
    this.#connection?.stream.pause()
  }

  resume(): void {
    this.#connection?.stream.resume()
  }

  async #stream(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'realtime_replication',
      options: DATABASE_OPTIONS,
      keepAlive: true,
      ...({ replication: 'database' } as object),
    })
    const connection = (client as unknown as { connection: CopyConnection }).connection
    this.#connection = connection
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject)
      client.on('end', () => reject(new Error('the connection ended')))
    })
    try {
      await Promise.race([client.connect(), lost])
      const slot = `realtime_${process.pid}_${Date.now().toString(36)}`
      await Promise.race([client.query(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`), lost])
      const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: PUBLICATIONS })
      connection.once('replicationStart', () => this.#begin())
      connection.on('copyData', ({ chunk }: { chunk: Buffer }) => this.#data(chunk, plugin))
      await Promise.race([plugin.start(client, slot, '0/0'), lost])
    } finally {
      clearTimeout(this.#nudging)
      this.#connection = null
      connection.removeAllListeners('copyData')
      connection.on('error', () => {})
      connection.stream.destroy()
      lost.catch(() => {})
    }
  }

  #begin(): void {
    this.#listener.started(this.#again)
    this.#again = true
    this.streaming.raise()
  }

  #data(chunk: Buffer, plugin: PgoutputPlugin): void {
    const isKeepalive = chunk[0] === 0x6b
    this.#walEnd = chunk.readBigUInt64BE(isKeepalive ? 1 : 9)
    if (!isKeepalive) this.#message(plugin.parse(chunk.subarray(25)) as Pgoutput.Message)
    if (isKeepalive || Date.now() - this.#lastStatus > STATUS_MS) this.#status()
    if (isKeepalive) this.#nudge(0)
  }

  #nudge(n: number): void {
    clearTimeout(this.#nudging)
    this.#nudging = setTimeout(() => {
      this.#status()
      this.#nudge(Math.min(n + 1, NUDGES_MS.length - 1))
    }, NUDGES_MS[n])
  }

  #message(message: Pgoutput.Message): void {
    switch (message.tag) {
      case 'begin':
        this.#transaction = { xid: message.xid >>> 0, committedAt: message.commitTime as bigint }
        return
      case 'relation':
        // The parser would turn text into JavaScript values; the text is what is passed on.
        for (const column of message.columns) column.parser = (text: string) => text
        return this.#listener.relation(message)
      case 'insert':
      case 'update':
      case 'delete':
        return this.#listener.row(message, this.#transaction)
      case 'commit':
        return this.#listener.commit(this.#transaction)
    }
  }

  /** Tells Postgres how far we are; without it the server ends the stream after a minute. */
  #status(): void {
    this.#lastStatus = Date.now()
    const reply = Buffer.alloc(34)
    reply[0] = 0x72
    for (const offset of [1, 9, 17]) reply.writeBigUInt64BE(this.#walEnd, offset)
    reply.writeBigInt64BE(BigInt(Date.now()) * 1000n - EPOCH_2000_US, 25)
    this.#connection?.sendCopyFromChunk(reply)
  }
}
