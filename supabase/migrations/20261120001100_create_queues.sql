select pgmq.create('connector_sync');

create table public.dead_letters (
  id uuid primary key default gen_random_uuid(),
  project_id uuid references public.projects on delete cascade,
  queue text not null,
  message jsonb not null,
  error jsonb not null default '{}',
  attempts int not null default 0,
  failed_at timestamptz not null default now(),
  redriven_at timestamptz,
  redriven_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint an_error_is_an_object check (jsonb_typeof(error) = 'object')
);
comment on table public.dead_letters is 'Messages that failed for good, with the reason.';
create index on public.dead_letters (project_id, failed_at desc);
create index on public.dead_letters (redriven_by);
create trigger touch_updated_at before update on public.dead_letters for each row execute function private.touch_updated_at();

alter table public.dead_letters enable row level security;
create policy "Viewers read dead letters" on public.dead_letters for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select on public.dead_letters to authenticated;

-- Security definer: reads Vault, for whoever's write filled the queue.
create function private.wake_worker(queue text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  address text := (select decrypted_secret from vault.decrypted_secrets where name = 'functions_url');
  key text := (select decrypted_secret from vault.decrypted_secrets where name = 'service_role_key');
begin
  if address is null or key is null or not coalesce(private.has_free_worker(queue), true) then return; end if;
  perform net.http_post(
    url := rtrim(address, '/') || '/worker',
    body := jsonb_build_object('queue', queue),
    headers := jsonb_build_object('content-type', 'application/json', 'authorization', 'Bearer ' || key),
    timeout_milliseconds := 5000
  );
exception when others then
  -- The write that filled the queue must not fail; cron asks again within seconds.
  raise warning 'The worker could not be called: %', sqlerrm;
end
$$;
comment on function private.wake_worker is 'Asks the worker to look at a queue. Never fails; cron repeats the question.';

create function private.wake_worker_of_queue()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.wake_worker(tg_argv[0]);
  return null;
end
$$;

create trigger wake_worker after insert on pgmq.q_connector_sync
  for each statement execute function private.wake_worker_of_queue('connector_sync');

-- The three below are fenced by read_ct: a worker whose message was delivered again meanwhile can do nothing with it.
create function private.acknowledge_message(queue text, msg_id bigint, read_ct int)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  acknowledged int;
begin
  execute format('delete from pgmq.%I where msg_id = $1 and read_ct = $2', 'q_' || queue) using msg_id, read_ct;
  get diagnostics acknowledged = row_count;
  return acknowledged = 1;
end
$$;
comment on function private.acknowledge_message is 'Takes a finished message off its queue. False: it was delivered again to somebody else, or is gone.';

create function private.extend_message(queue text, msg_id bigint, read_ct int, vt_seconds int)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  extended int;
begin
  execute format('update pgmq.%I set vt = clock_timestamp() + make_interval(secs => $3) where msg_id = $1 and read_ct = $2', 'q_' || queue)
    using msg_id, read_ct, vt_seconds;
  get diagnostics extended = row_count;
  return extended = 1;
end
$$;
comment on function private.extend_message is 'Heartbeat: keeps a message from being delivered to anybody else for so many seconds.';

create function private.retry_message(queue text, msg_id bigint, read_ct int, delay_seconds int)
returns boolean
language sql
set search_path = ''
as $$
  select private.extend_message(queue, msg_id, read_ct, delay_seconds)
$$;
comment on function private.retry_message is 'Lets a message be delivered again after so many seconds.';

create function private.bury_message(queue text, msg_id bigint, read_ct int, error jsonb)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  buried jsonb;
begin
  execute format('delete from pgmq.%I where msg_id = $1 and read_ct = $2 returning message', 'q_' || queue) into buried using msg_id, read_ct;
  if buried is null then return false; end if;
  insert into public.dead_letters (project_id, queue, message, error, attempts)
  values (
    (select id from public.projects where id::text = buried ->> 'project_id'),
    bury_message.queue, buried, coalesce(bury_message.error, '{}'), bury_message.read_ct
  );
  return true;
end
$$;
comment on function private.bury_message is 'Moves a message that failed for good to dead_letters.';

grant usage on schema pgmq to service_role;
grant execute on all functions in schema pgmq to service_role;
grant all on all tables in schema pgmq to service_role;
grant execute on function private.wake_worker, private.acknowledge_message, private.extend_message, private.retry_message, private.bury_message to service_role;
