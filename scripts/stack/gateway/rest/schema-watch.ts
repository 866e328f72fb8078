/** Keeps the schema cache true while the schema changes. PostgREST's own channel: `notify pgrst, 'reload schema'`. */
import pg, { type Pool } from 'pg'
import { loadSchemaCache, type SchemaCache } from './schema-cache.ts'

/** Tells on every change of the exposed schema; other schemas change often and do not matter here. */
const watchSql = (schema: string) => `
create or replace function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql set search_path = '' as $$
begin
  if exists (
    select from pg_catalog.pg_event_trigger_ddl_commands()
    where schema_name = '${schema}' or object_type in ('schema', 'extension') or (schema_name is null and object_type = 'role')
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;
create or replace function extensions.pgrst_drop_watch() returns event_trigger language plpgsql set search_path = '' as $$
begin
  if exists (select from pg_catalog.pg_event_trigger_dropped_objects() where schema_name = '${schema}') then
    notify pgrst, 'reload schema';
  end if;
end
$$;
do $$
begin
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'pgrst_ddl_watch') then
    create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
  end if;
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'pgrst_drop_watch') then
    create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_drop_watch();
  end if;
end
$$;
`

/** A burst of DDL, such as a migration, is read once at its end. */
const debounceMs = 50

export class SchemaWatch {
  private readonly pool: Pool
  private readonly adminUrl: string
  private readonly schema: string
  private listener: pg.Client | null = null
  private loading: Promise<SchemaCache> | null = null
  private cache: SchemaCache | null = null
  private timer: NodeJS.Timeout | null = null
  private closed = false
  /** One question at a time on the listener's connection. */
  private asked: Promise<unknown> = Promise.resolve()

  /** `adminUrl`: a superuser's connection, who may own event triggers. */
  constructor(pool: Pool, adminUrl: string, schema = 'public') {
    this.pool = pool
    this.adminUrl = adminUrl
    this.schema = schema
  }

  async start(): Promise<void> {
    await this.listen()
    await this.reload()
  }

  /** The cache; waits only for the first load. */
  async current(): Promise<SchemaCache> {
    return this.cache ?? (await this.reload())
  }

  /** For a request that found something missing: its client may know of a change before the notification came. */
  async reloadIfChanged(): Promise<boolean> {
    const before = this.cache
    // Postgres delivers waiting notifications before it answers.
    await (this.asked = this.asked.then(() => this.listener?.query('select 1')).catch(() => {}))
    if (this.timer || this.loading) await this.reload()
    return this.cache !== before
  }

  async close(): Promise<void> {
    this.closed = true
    if (this.timer) clearTimeout(this.timer)
    await this.listener?.end().catch(() => {})
  }

  private async reload(): Promise<SchemaCache> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const loading = loadSchemaCache(this.pool, this.schema)
    this.loading = loading
    try {
      const cache = await loading
      if (this.loading === loading) this.cache = cache
      return cache
    } finally {
      if (this.loading === loading) this.loading = null
    }
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.adminUrl, application_name: 'gateway schema watch' })
    client.on('error', () => {})
    client.on('notification', ({ payload }) => {
      if (payload === 'reload schema' || payload === 'reload config' || !payload) this.reloadSoon()
    })
    try {
      await client.connect()
      await client.query(watchSql(this.schema))
      await client.query('listen pgrst')
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    this.listener = client
    // Only a connection that worked is replaced when it ends; were each failed try replaced too, tries would multiply.
    client.on('end', () => void this.listenAgain())
  }

  private reloadSoon(delay = debounceMs): void {
    if (this.closed) return
    if (this.timer) clearTimeout(this.timer)
    const failed = (error: Error) => {
      console.error(`schema cache: ${error.message}`)
      // What changed is not told again.
      if (!this.timer) this.reloadSoon(1000)
    }
    this.timer = setTimeout(() => this.reload().catch(failed), delay)
  }

  /** Postgres went away; what it said meanwhile is lost, so load again. */
  private async listenAgain(): Promise<void> {
    while (!this.closed) {
      try {
        await this.listen()
        this.reloadSoon()
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
    }
  }
}
