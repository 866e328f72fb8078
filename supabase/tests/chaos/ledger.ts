/** What was sent and what came of it: a row in `chaos.ledger` for each time a message was settled. */
import type postgres from 'postgres'

export const queue = 'chaos'

/** `refused` is dead at once, `poison` fails at each attempt, `malformed` is none of ours, `brief` calls nobody, `spin` and `hoard` harm their worker. */
export type Kind = 'plain' | 'refused' | 'poison' | 'malformed' | 'brief' | 'spin' | 'hoard'

export interface Sent {
  id: string
  kind: Kind
  project_id: string
}

/** Nothing is unique in the ledger, so that a message settled twice is seen. */
export async function createLedger(sql: postgres.Sql, slots: number): Promise<void> {
  await sql.unsafe(`
    create schema chaos;
    create table chaos.sent (id uuid primary key, kind text not null);
    create table chaos.ledger (
      message_id uuid not null,
      attempt int not null,
      worker_started timestamptz not null,
      postgres_started timestamptz not null default pg_postmaster_start_time(),
      written_at timestamptz not null default clock_timestamp()
    );
    create index on chaos.ledger (message_id);
    select private.create_queue('${queue}', ${slots})`)
}

/** Sends each message once, however often it is asked: whether an insert that was cut off has committed, nobody can tell. */
export async function send(sql: postgres.Sql, messages: Sent[]): Promise<void> {
  await sql`
    with given as (
      select id, kind, project_id from jsonb_to_recordset(${sql.json(messages as never)}) as given (id uuid, kind text, project_id uuid)
    ), fresh as (
      insert into chaos.sent select id, kind from given on conflict do nothing returning id
    )
    select pgmq.send_batch(${queue}, array_agg(jsonb_build_object(
      'v', case when kind = 'malformed' then 7 else 1 end, 'type', 'effect', 'id', id, 'kind', kind, 'project_id', project_id
    ))) from given join fresh using (id)
    having count(*) > 0`
}

export interface Balance {
  sent: number
  settled: number
  /** Ids of messages without a row in the ledger that should have one. */
  lost: string[]
  /** Ids of messages with more than one row, and of dead letters with more than one. */
  duplicated: string[]
  redelivered: number
  /** Ids in `dead_letters` of messages that are not dead by design, and the other way round. */
  wronglyDead: string[]
  notDead: string[]
  queued: number
  archived: number
  leases: number
}

const dead = ['refused', 'poison', 'malformed']

export async function takeBalance(sql: postgres.Sql): Promise<Balance> {
  const [row] = await sql<Balance[]>`
    with ledger as (select message_id as id, count(*) as times from chaos.ledger group by 1),
    letters as (select (message ->> 'id')::uuid as id, count(*) as times from public.dead_letters where queue = ${queue} group by 1),
    sent as (select id, kind = any (${dead}) as is_dead from chaos.sent)
    select
      (select count(*) from sent)::int as sent,
      (select count(*) from ledger)::int as settled,
      array(select id from sent where not is_dead except select id from ledger) as lost,
      array(select id from ledger where times > 1 union all select id from letters where times > 1) as duplicated,
      (select count(*) from chaos.ledger where attempt > 1)::int as redelivered,
      array(select id from letters except select id from sent where is_dead) as "wronglyDead",
      array(select id from sent where is_dead except select id from letters) as "notDead",
      (select count(*) from pgmq.q_chaos)::int as queued,
      (select count(*) from pgmq.a_chaos)::int as archived,
      (select count(*) from private.worker_leases where queue = ${queue} and expires_at > clock_timestamp())::int as leases`
  return row!
}
