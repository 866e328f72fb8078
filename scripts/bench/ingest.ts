/** Rows a second from file to queryable, against plain COPY of the same file; and the memory of the functions. */
import { appendFileSync, createReadStream, mkdtempSync, openAsBlob, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { dbUrl, loadConfig, type StackConfig } from '../stack/config.ts'
import { startStack } from '../testing/stack.ts'
import { machine, percentile } from './machine.ts'
import { orderColumns, writeOrders } from './orders_csv.ts'

const ROWS = 1_000_000
const RUNS = 3
/** Of about 62 bytes. */
const ROWS_OF_100_MB = 1_700_000

interface Loaded {
  uploadSeconds: number
  loadSeconds: number
}

export async function run(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'orrery-bench-'))
  const stack = await startStack({ script: 'stack', home })
  const config = loadConfig({ ORRERY_HOME: home, ORRERY_PORT: String(stack.port) })
  const sql = postgres(dbUrl(config), { max: 2, onnotice: () => {} })
  try {
    const [version] = await sql`select current_setting('server_version') as version`
    const file = join(home, 'orders.csv')
    const bytes = await writeOrders(file, ROWS)
    console.log(
      `ingest: ${ROWS.toLocaleString('en')} rows, ${megabytes(bytes)} MB, median of ${RUNS} (${machine()}, Postgres ${version?.version})`,
    )
    const bench = new Bench(config, sql)
    await bench.signUp()
    const copies: number[] = []
    const loads: Loaded[] = []
    for (let round = 0; round < RUNS; round++) {
      copies.push(await copy(sql, file))
      loads.push(await bench.load(file, ROWS))
    }
    print(copies, loads)
    console.log(`  peak memory of the functions     ${bench.peakMegabytes()} MB`)
    appendFileSync(file, `${ROWS + 1},2024-01-01,customer,north,many,1\n`)
    const careful = await bench.load(file, ROWS)
    line('the same with one row rejected', careful.loadSeconds, percentile(copies, 0.5))
    const large = await writeOrders(file, ROWS_OF_100_MB)
    const { loadSeconds } = await bench.load(file, ROWS_OF_100_MB)
    console.log(`  a file of ${megabytes(large)} MB                 ${loadSeconds.toFixed(1)} s, peak memory ${bench.peakMegabytes()} MB`)
  } finally {
    await sql.end()
    await stack.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

function print(copies: number[], loads: Loaded[]): void {
  const copied = percentile(copies, 0.5)
  const loaded = percentile(
    loads.map(({ loadSeconds }) => loadSeconds),
    0.5,
  )
  const whole = percentile(
    loads.map(({ loadSeconds, uploadSeconds }) => loadSeconds + uploadSeconds),
    0.5,
  )
  line('plain COPY, primary key', copied, copied)
  line('load_upload → queryable', loaded, copied)
  line('upload + load_upload → queryable', whole, copied)
}

function line(title: string, seconds: number, copied: number): void {
  const rate = Math.round(ROWS / seconds).toLocaleString('en')
  console.log(`  ${title.padEnd(32)} ${rate} rows/s (${seconds.toFixed(2)} s), ${(copied / seconds).toFixed(2)} of COPY`)
}

/** Seconds to COPY the file into a table with a primary key. */
async function copy(sql: postgres.Sql, file: string): Promise<number> {
  await sql`drop table if exists data.bench`
  await sql`
    create table data.bench (
      id bigint primary key, ordered_at timestamptz not null, customer text not null, region text, quantity bigint not null, amount numeric
    )`
  const started = performance.now()
  await pipeline(
    createReadStream(file, { highWaterMark: 1 << 16 }),
    await sql`copy data.bench from stdin with (format csv, header)`.writable(),
  )
  const [count] = await sql`select count(*)::int as rows from data.bench`
  const seconds = (performance.now() - started) / 1000
  if (count?.rows !== ROWS) throw new Error(`COPY wrote ${count?.rows} rows`)
  await sql`drop table data.bench`
  return seconds
}

class Bench {
  readonly #config: StackConfig
  readonly #sql: postgres.Sql
  readonly #url: string
  #token = ''
  #projectId = ''

  constructor(config: StackConfig, sql: postgres.Sql) {
    this.#config = config
    this.#sql = sql
    this.#url = `http://127.0.0.1:${config.ports.api}`
  }

  async signUp(): Promise<void> {
    const account = await this.#request('/auth/v1/signup', JSON.stringify({ email: 'bench@example.com', password: 'a long password' }))
    this.#token = String(account.access_token)
    const [project] = await this.#sql`select id from public.projects where owner_user_id is not null`
    this.#projectId = String(project?.id)
  }

  /** Uploads, loads and asks for the result, as the web app does. */
  async load(file: string, rows: number): Promise<Loaded> {
    const path = `${this.#projectId}/${crypto.randomUUID()}/orders.csv`
    const started = performance.now()
    await this.#request(`/storage/v1/object/uploads/${path}`, await openAsBlob(file, { type: 'text/csv' }))
    const uploaded = performance.now()
    const options = { format: 'csv', mode: 'create', name: crypto.randomUUID(), columns: orderColumns, file_size: statSync(file).size }
    const run = await this.#request('/rest/v1/rpc/load_upload', JSON.stringify({ project_id: this.#projectId, path, options }))
    await this.#finished(String(run.id))
    const query = { measures: [{ function: 'count' }] }
    const answer = await this.#request('/rest/v1/rpc/query_dataset', JSON.stringify({ dataset_id: run.dataset_id, query }))
    const counted = (answer.rows as { count: number }[])[0]?.count
    if (counted !== rows) throw new Error(`The dataset has ${counted} rows`)
    return { uploadSeconds: (uploaded - started) / 1000, loadSeconds: (performance.now() - uploaded) / 1000 }
  }

  async #finished(runId: string): Promise<void> {
    for (;;) {
      const [run] = await this.#sql`select status, error_message from public.sync_runs where id = ${runId}`
      if (run?.status === 'succeeded') return
      if (run?.status === 'failed') throw new Error(String(run.error_message))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async #request(path: string, body: BodyInit): Promise<Record<string, unknown>> {
    const key = this.#config.keys.publishable
    const headers = {
      apikey: key,
      authorization: `Bearer ${this.#token || key}`,
      'content-type': body instanceof Blob ? body.type : 'application/json',
    }
    const response = await fetch(this.#url + path, { method: 'POST', body, headers })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }

  /** The most the functions' process had in memory so far; Linux tells it. */
  peakMegabytes(): number {
    const status = JSON.parse(readFileSync(join(this.#config.home, 'status.json'), 'utf8')) as { parts: { functions: { pid: number } } }
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${status.parts.functions.pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kilobytes) / 1024)
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6)
}
