/**
 * Rows of `realtime.messages`, written by `realtime.send` and `realtime.broadcast_changes`, as broadcasts.
 *
 * A trigger notifies of each row at commit (LISTEN/NOTIFY); the rows themselves are read here, so that nobody can forge or overhear one.
 * Hosted Realtime decodes the write-ahead log for this. On one machine that would decode every bulk load too (1.5 s of a core and of
 * delay for a million rows), and could not begin while a long transaction runs.
 */
import pg from 'pg'
import type { Tuple } from './changes/record.ts'
import { DATABASE_OPTIONS, literal } from './database.ts'
import type { Hub } from './hub.ts'
import { Signal } from './signal.ts'

/** Messages remembered so that none is sent twice after a gap. */
const REMEMBERED = 10_000
/** How long before the loss of the connection a transaction may have begun whose messages are still found. */
const OVERLAP_MS = 60_000
const MOST_MISSED = 10_000
/** Rows read with one query. */
const AT_ONCE = 1000
const HOURS_6 = 6 * 3_600_000

/** What the trigger sends: id and inserted_at of a row. */
const NOTICE = /^([0-9a-f-]{36}) (\d{4}-\d\d-\d\d [\d:.]+)$/

export class Messages {
  /** Raised while Postgres tells us of messages. */
  readonly listening = new Signal()

  #url: string
  #hub: Hub
  #gap: (complete: boolean) => void
  #client: pg.Client | null = null
  #stopped = false
  #noticed: string[] = []
  #reading = false
  #sent = new Set<string>()
  #firstAt: number | null = null
  #lostAt: number | null = null

  /** `gap` is called after a lost connection was made again; `complete` when all messages of the meantime were found. */
  constructor(url: string, hub: Hub, gap: (complete: boolean) => void) {
    this.#url = url
    this.#hub = hub
    this.#gap = gap
  }

  /** Listens until `stop`, connecting again whenever the connection is lost. */
  async run(): Promise<void> {
    let pause = 25
    while (!this.#stopped) {
      try {
        await this.#listen(() => (pause = 25))
      } catch (error) {
        if (!this.#stopped && pause >= 400) console.error(`realtime: ${(error as Error).message}`)
      }
      if (this.listening.up) this.#lostAt ??= Date.now()
      this.listening.lower()
      pause = Math.min(2000, pause * 2)
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  stop(): void {
    this.#stopped = true
    void this.#client?.end().catch(() => {})
  }

  async #listen(started: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'realtime_messages',
      options: DATABASE_OPTIONS,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      types: { getTypeParser: () => (value: string) => value },
    })
    this.#client = client
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject)
      client.on('end', () => reject(new Error('the connection to Postgres ended')))
    })
    client.on('notification', ({ payload }) => this.#notice(client, payload ?? ''))
    try {
      await Promise.race([client.connect(), lost])
      await Promise.race([client.query('listen realtime_messages'), lost])
      started()
      this.#firstAt ??= Date.now()
      if (this.#lostAt !== null) {
        const complete = await Promise.race([this.#catchUp(client, this.#lostAt), lost])
        this.#lostAt = null
        this.#gap(complete)
      }
      this.listening.raise()
      const maintain = () =>
        void client
          .query('select realtime.maintain_partitions()')
          .catch((error: Error) => this.#stopped || console.error(`realtime: partitions: ${error.message}`))
      const timer = setInterval(maintain, HOURS_6)
      maintain()
      await lost.finally(() => clearInterval(timer))
    } finally {
      lost.catch(() => {})
      this.#noticed = []
      await client.end().catch(() => {})
    }
  }

  /** Sends what was stored while nobody listened; false when some of it may be missing. */
  async #catchUp(client: pg.Client, lostAt: number): Promise<boolean> {
    const since = Math.max(lostAt - OVERLAP_MS, this.#firstAt ?? 0) / 1000
    const { rows } = await client.query<Tuple>(`
      select id, topic, event, payload, private from realtime.messages
      where extension = 'broadcast' and inserted_at >= to_timestamp(${since}) at time zone 'utc'
      order by inserted_at limit ${MOST_MISSED}`)
    for (const row of rows) this.#send(row)
    return rows.length < MOST_MISSED
  }

  /** Rows that are noticed while others are being read are read together next. */
  #notice(client: pg.Client, notice: string): void {
    this.#noticed.push(notice)
    if (this.#reading) return
    this.#reading = true
    this.#read(client).catch((error: Error) => {
      console.error(`realtime: messages: ${error.message}`)
      this.#reading = false
      // Whatever was wrong, a new connection catches up.
      void client.end().catch(() => {})
    })
  }

  async #read(client: pg.Client): Promise<void> {
    while (this.#noticed.length > 0) {
      const found = this.#noticed.splice(0, AT_ONCE).flatMap((notice) => {
        const match = NOTICE.exec(notice)
        return match ? [{ id: match[1]!, at: match[2]! }] : []
      })
      if (found.length === 0) continue
      const { rows } = await client.query<Tuple>(`
        select m.id, m.topic, m.event, m.payload, m.private
        from (values ${found.map(({ id, at }) => `(${literal(id)}::uuid, ${literal(at)}::timestamp)`).join(', ')}) as n(id, at)
        join realtime.messages m on m.id = n.id and m.inserted_at = n.at and m.extension = 'broadcast'`)
      const byId = new Map(rows.map((row) => [row.id, row]))
      for (const { id } of found) {
        const row = byId.get(id)
        if (row) this.#send(row)
      }
    }
    // In the same step as the last look at the list, or a notice could come in between and stay.
    this.#reading = false
  }

  #send(row: Tuple): void {
    const { id, topic, event } = row
    if (!id || typeof topic !== 'string' || typeof event !== 'string' || this.#sent.has(id)) return
    this.#sent.add(id)
    if (this.#sent.size > REMEMBERED) for (const oldest of this.#sent.keys().take(REMEMBERED / 10)) this.#sent.delete(oldest)
    this.#hub.broadcast(topic, row.private === 't', { event, json: row.payload ?? '{}' }, { id })
  }
}
