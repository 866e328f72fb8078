/** pg_net's worker: takes requests out of the queue (at most once), sends them, writes the responses down. */
import type { Client, Pool } from 'pg'
import { sendRequest, type HttpRequest, type HttpResponse } from './http.ts'

/** How many requests are under way at once (pg_net's `pg_net.batch_size`). */
const MAX_SENDING = 200
const EXPIRE_EVERY = 600_000

const takeRequests = `
  with rows as (select id from net.http_request_queue order by id limit $1)
  delete from net.http_request_queue q using rows where q.id = rows.id
  returning q.id, q.method, q.url, q.headers, q.body, q.timeout_milliseconds`

const writeResponses = `
  insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
  select id, status_code, content_type, headers, content, timed_out, error_msg from jsonb_to_recordset($1::jsonb)
    as r (id bigint, status_code int, content_type text, headers jsonb, content text, timed_out boolean, error_msg text)`

const expireResponses = `
  delete from net._http_response
  where created < now() - coalesce(nullif(current_setting('pg_net.ttl', true), ''), '6 hours')::interval`

export class NetWorker {
  readonly #queue: Client
  readonly #store: Pool
  readonly #timer: NodeJS.Timeout
  readonly #answers: HttpResponse[] = []
  #sending = 0
  #woken = false
  #taking = false
  #writing = false

  /** Connections of their own, so that taking never waits for writing. */
  constructor(queue: Client, store: Pool) {
    this.#queue = queue
    this.#store = store
    this.#timer = setInterval(() => void this.#expire(), EXPIRE_EVERY)
    void this.#expire()
  }

  /** There may be requests. */
  wake(): void {
    this.#woken = true
    if (!this.#taking) void this.#take()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #take(): Promise<void> {
    this.#taking = true
    while (this.#woken && this.#sending < MAX_SENDING) {
      this.#woken = false
      const free = MAX_SENDING - this.#sending
      const taken = await attempt(this.#queue.query<HttpRequest>({ name: 'take requests', text: takeRequests, values: [free] }))
      for (const request of taken?.rows ?? []) void this.#send(request)
      if (taken?.rows.length === free) this.#woken = true
    }
    this.#taking = false
  }

  async #send(request: HttpRequest): Promise<void> {
    this.#sending += 1
    this.#answers.push(await sendRequest(request))
    this.#sending -= 1
    if (this.#woken && !this.#taking) void this.#take()
    if (!this.#writing) void this.#write()
  }

  async #write(): Promise<void> {
    this.#writing = true
    while (this.#answers.length > 0) {
      const values = [JSON.stringify(this.#answers.splice(0))]
      await attempt(this.#store.query({ name: 'write responses', text: writeResponses, values }))
    }
    this.#writing = false
  }

  async #expire(): Promise<void> {
    await attempt(this.#store.query(expireResponses))
  }
}

/** The result, or nothing: while the extension is missing there is nothing to do, and a lost connection ends the session elsewhere. */
async function attempt<T>(query: Promise<T>): Promise<T | undefined> {
  try {
    return await query
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code !== '42P01' && code !== '3F000' && code !== undefined) console.error(`net: ${(error as Error).message}`)
    return undefined
  }
}
