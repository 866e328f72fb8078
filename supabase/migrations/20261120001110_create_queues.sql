-- Security definer: reads Vault, for whoever's write filled the queue.
create function private.wake_worker(queue text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  called constant text := 'orrery.called_' || queue;
  address text;
  key text;
begin
  -- Calls leave with the commit: of one transaction the first is enough. Undone with a savepoint, as the call is.
  if current_setting(called, true) = 'yes' then return; end if;
  if not coalesce(private.needs_worker(queue), true) then return; end if;
  address := (select decrypted_secret from vault.decrypted_secrets where name = 'functions_url');
  key := (select decrypted_secret from vault.decrypted_secrets where name = 'service_role_key');
  if address is null or key is null then return; end if;
  perform net.http_post(
    url := rtrim(address, '/') || '/worker',
    body := jsonb_build_object('queue', queue),
    headers := jsonb_build_object('content-type', 'application/json', 'authorization', 'Bearer ' || key),
    timeout_milliseconds := 5000
  );
  perform set_config(called, 'yes', true);
exception when others then
  -- The write that filled the queue must not fail; cron asks again within seconds.
  raise warning 'The worker could not be called: %', sqlerrm;
end
$$;
comment on function private.wake_worker is 'Calls a worker for a queue, once in a transaction, unless one at work has room or no slot is free. Never fails; cron repeats the question.';

create function private.is_waiting(queue text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  answer boolean;
begin
  execute format('select exists (select from pgmq.%I where vt <= clock_timestamp())', 'q_' || queue) into answer;
  return answer;
end
$$;
comment on function private.is_waiting is 'Whether a queue has a message that may be delivered now.';

create function private.wake_worker_if_waiting(queue text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if queue is not null and private.is_waiting(queue) then perform private.wake_worker(queue); end if;
end
$$;
comment on function private.wake_worker_if_waiting is 'Calls a worker when a message waits for one.';

-- Security definer: whoever's write fills a queue need not see who works on it.
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
comment on function private.wake_worker_of_queue is 'Statement trigger of every queue: a worker comes for what was sent.';

create function private.create_queue(name text, slots int)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pgmq.create(name);
  insert into private.worker_slots values (name, slots);
  execute format(
    'create trigger wake_worker after insert on pgmq.%I for each statement execute function private.wake_worker_of_queue(%L)', 'q_' || name, name
  );
  execute format('grant all on pgmq.%I, pgmq.%I to service_role', 'q_' || name, 'a_' || name);
  -- Delivering changes vt alone: without an index on it, and with room on the page, that leaves all indexes as they are.
  execute format('drop index pgmq.%I', 'q_' || name || '_vt_idx');
  execute format('alter table pgmq.%I set (fillfactor = 50)', 'q_' || name);
  -- Rows come and go all the time; what is dead is cleared away early.
  execute format('alter table pgmq.%I set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)', 'q_' || name);
end
$$;
comment on function private.create_queue is 'Makes a queue that wakes its worker: so many may work on it at a time. Its name belongs in shared/messages.ts too.';

grant usage on schema pgmq to service_role;
grant execute on all functions in schema pgmq to service_role;
grant select on pgmq.meta to service_role;
grant execute on function private.wake_worker, private.wake_worker_if_waiting, private.is_waiting to service_role;

select private.create_queue('connector_sync', 2);
