/** Uploading and loading a file in a test, as the browser and the database do it. */
import postgres from 'postgres'
import type { Column } from '../../shared/dataset.ts'
import type { LoadOptions } from '../../shared/upload.ts'
import type { TestDatabase } from './database.ts'
import type { StoredFile, TestFunctions } from './functions.ts'

export interface FinishedRun {
  id: string
  dataset_id: string
  status: string
  attempt: number
  rows_read: number
  rows_written: number
  rows_rejected: number
  bytes_read: number
  error_code: string | null
  error_message: string | null
}

export interface Rejected {
  line_number: number
  reason: string
  record: string
}

export class Uploads {
  readonly database: TestDatabase
  functions: TestFunctions
  readonly userId: string
  readonly projectId: string

  private constructor(database: TestDatabase, functions: TestFunctions, userId: string, projectId: string) {
    this.database = database
    this.functions = functions
    this.userId = userId
    this.projectId = projectId
  }

  /** Signs a user up, whose personal project the files go to. */
  static async open(database: TestDatabase, functions: TestFunctions): Promise<Uploads> {
    const userId = await database.addUser(`${crypto.randomUUID()}@example.com`)
    const [project] = await database.sql`select id from public.projects where owner_user_id = ${userId}`
    return new Uploads(database, functions, userId, String(project?.id))
  }

  /** Stores the file and queues its load; answers the run's id. */
  async queue(file: StoredFile, options: Partial<LoadOptions> & { columns: LoadOptions['columns'] }): Promise<string> {
    const path = `${this.projectId}/${crypto.randomUUID()}/file.csv`
    this.functions.files.set(path, file)
    await this.#store(path)
    const all = { format: 'csv', mode: 'create', name: crypto.randomUUID(), ...options }
    return this.database.asUser(this.userId, async (sql) => {
      const [run] = await sql`select (public.load_upload(${this.projectId}::uuid, ${path}, ${sql.json(all)})).id`
      return String(run?.id)
    })
  }

  /** Calls the worker, as the database does. */
  async wake(): Promise<number> {
    const headers = { authorization: `Bearer ${this.functions.key}`, 'content-type': 'application/json' }
    return (await this.functions.post('/worker', { body: JSON.stringify({ queue: 'connector_sync' }), headers })).status
  }

  async load(file: StoredFile, options: Partial<LoadOptions> & { columns: LoadOptions['columns'] }): Promise<FinishedRun> {
    const id = await this.queue(file, options)
    await this.wake()
    return this.finished(id)
  }

  async run(id: string): Promise<FinishedRun> {
    const [run] = await this.database.sql<FinishedRun[]>`
      select id, dataset_id, status, attempt::int, rows_read::int, rows_written::int, rows_rejected::int, bytes_read::int, error_code, error_message
      from public.sync_runs where id = ${id}`
    return run!
  }

  /** Waits for the run to end. */
  async finished(id: string): Promise<FinishedRun> {
    return until(
      () => this.run(id),
      (run) => !['queued', 'running'].includes(run.status),
    )
  }

  async rejections(id: string): Promise<Rejected[]> {
    const rows = await this.database.sql<Rejected[]>`
      select line_number::int, reason, record from public.sync_rejections where sync_run_id = ${id} order by line_number, reason`
    return rows.map((row) => ({ ...row }))
  }

  /** The dataset's rows in the order they were written, as JSON. */
  async rows(datasetId: string): Promise<Record<string, unknown>[]> {
    const rows = await this.database.sql.unsafe<{ row: Record<string, unknown> }[]>(
      `select to_jsonb(d) - '_row' as row from data."d_${datasetId.replaceAll('-', '')}" d order by _row`,
    )
    return rows.map(({ row }) => row)
  }

  async #store(path: string): Promise<void> {
    const superuser = postgres(this.database.url('supabase_admin'), { max: 1 })
    await superuser`insert into storage.objects (bucket_id, name) values ('uploads', ${path})`
    await superuser.end()
  }
}

/** Reads again and again until the value is as wanted. */
export async function until<T>(read: () => Promise<T>, wanted: (value: T) => boolean, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const value = await read()
    if (wanted(value)) return value
    if (Date.now() > end) throw new Error(`Still ${JSON.stringify(value)} after ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Columns from `name:type` or `name:type!` (not nullable). */
export function columns(...described: string[]): Column[] {
  return described.map((text) => {
    const [, name, type, required] = /^(.*):(\w+)(!?)$/.exec(text) as unknown as [string, string, Column['type'], string]
    return { name, type, nullable: required !== '!', role: 'dimension' }
  })
}
