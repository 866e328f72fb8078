/** A plain table whose statement trigger sends a job for each new row, as the documentation of each peer has it. */
import postgres from 'postgres'
import type { Contender } from './contender.ts'
import type { Source } from './rows.ts'

export const sendGraphile = `
  perform graphile_worker.add_jobs(array(
    select ('noop', json_build_object('n', id), null, null, null, null, null, null)::graphile_worker.job_spec from added
  ));`

/** Its SQL interface is its table. The notification is the one its own `insert` sends; otherwise its workers would find them by polling. */
export const sendPgBoss = `
  insert into pgboss.job (name, data, policy)
  select queue.name, jsonb_build_object('n', added.id), queue.policy from added, pgboss.queue where queue.name = 'bench';
  perform pg_notify('pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24), 'bench');`

export async function peerRows(url: string, contender: Contender, send: string): Promise<Source> {
  const sql = postgres(url, { max: 4, onnotice: () => {} })
  await sql.unsafe(`
    create table public.leads (
      id bigint generated always as identity primary key,
      project_id uuid not null,
      email text not null,
      source text not null
    );
    create function public.send_jobs() returns trigger language plpgsql as $$ begin ${send} return null; end $$;
    create trigger sends_jobs after insert on public.leads referencing new table as added
      for each statement execute function public.send_jobs()`)
  const project = crypto.randomUUID()
  return {
    title: contender.title,
    async clear() {
      await contender.clear()
      await sql`vacuum analyze public.leads`
    },
    insert: (_, rows) => sql`
      insert into public.leads (project_id, email, source)
      select ${project}::uuid, gen_random_uuid() || '@example.com', 'bench' from generate_series(1, ${rows}::int)`,
    isDone: (rows) => contender.isDone(rows),
    countHandled: async () => (await contender.readStamps()).length,
    async close() {
      await contender.close()
      await sql.end()
    },
  }
}
