create schema if not exists realtime;
grant all on schema realtime to supabase_realtime_admin, postgres;
grant usage on schema realtime to anon, authenticated, service_role;

-- One partition a day, dropped after three; the default one takes what falls outside (a database where nobody makes partitions).
create table if not exists realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  primary key (id, inserted_at)
) partition by range (inserted_at);
create index if not exists messages_inserted_at_topic_index
  on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;

alter table realtime.messages owner to supabase_realtime_admin;
alter table realtime.messages enable row level security;
grant all on realtime.messages to postgres;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;

create or replace function realtime.topic() returns text language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

-- As hosted: a message that cannot be stored is a warning, never a failure of the sender's transaction.
create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void language plpgsql as $$
declare
  generated_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    generated_id,
    case when payload ? 'id' then payload else jsonb_set(payload, '{id}', to_jsonb(generated_id)) end,
    event, topic, private, 'broadcast'
  );
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end
$$;

create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
)
returns void language plpgsql as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object('old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema),
    event_name,
    topic_name
  );
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

-- The Realtime server listens for these and reads the rows itself: what anyone else could hear or send here gives nothing away.
create or replace function realtime.tell_message() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_catalog.pg_notify('realtime_messages', new.id || ' ' || to_char(new.inserted_at, 'YYYY-MM-DD HH24:MI:SS.US'));
  return null;
end
$$;
create or replace trigger tell_message after insert on realtime.messages
  for each row when (new.extension = 'broadcast') execute function realtime.tell_message();
revoke execute on function realtime.tell_message() from public;

-- Called by the Realtime server when it starts and every few hours: partitions for yesterday to the day after tomorrow, none older than three days.
-- It would rather try again later than keep senders waiting behind a lock.
create or replace function realtime.maintain_partitions() returns void
language plpgsql set search_path = '' set lock_timeout = '2s' as $$
declare
  today date := (now() at time zone 'utc')::date;
  made date;
  old text;
begin
  if not pg_try_advisory_xact_lock(hashtext('realtime.maintain_partitions')) then
    return;
  end if;
  for made in select today + n from generate_series(-1, 2) as n loop
    continue when to_regclass('realtime.messages_' || to_char(made, 'YYYY_MM_DD')) is not null;
    begin
      execute format(
        'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        'messages_' || to_char(made, 'YYYY_MM_DD'), made, made + 1
      );
    exception when check_violation then
      null; -- the default partition has rows of that day already and keeps the day
    end;
  end loop;
  for old in
    select c.relname
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'realtime.messages'::regclass
      and c.relname ~ '^messages_\d{4}_\d\d_\d\d$'
      and to_date(right(c.relname, 10), 'YYYY_MM_DD') < today - 3
  loop
    execute format('drop table realtime.%I', old);
  end loop;
  delete from realtime.messages_default where inserted_at < today - 3;
end
$$;
revoke execute on function realtime.maintain_partitions() from public;

alter function realtime.topic() owner to supabase_realtime_admin;
grant execute on function realtime.topic(), realtime.send(jsonb, text, text, boolean),
  realtime.broadcast_changes(text, text, text, text, text, record, record, text)
  to postgres, anon, authenticated, service_role;
do $$
begin
  if exists (select from pg_catalog.pg_partitioned_table where partrelid = 'realtime.messages'::regclass) then
    create table if not exists realtime.messages_default partition of realtime.messages default;
    perform realtime.maintain_partitions();
  end if;
end
$$;

do $$
begin
  if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
    alter publication supabase_realtime owner to postgres;
  end if;
  if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime_messages_publication') then
    create publication supabase_realtime_messages_publication for table realtime.messages;
  end if;
end
$$;
