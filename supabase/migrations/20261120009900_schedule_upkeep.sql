create function private.attempt(call text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  execute 'select private.' || call;
exception when others then
  raise warning 'private.% failed: %', call, sqlerrm;
end
$$;
comment on function private.attempt is 'Calls a function of this schema. What fails in one keeps no other; it is tried again the next time.';

create function private.wake_waiting_queues()
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.attempt(format('wake_worker_if_waiting(%L)', s.queue)) from private.worker_slots s;
  perform private.attempt('tell_waiting_workspaces()');
end
$$;
comment on function private.wake_waiting_queues is 'The safety net under the wake triggers: calls out only when a message waits.';

grant execute on function private.fail_lost_runs to service_role;

-- A procedure that commits can have no search path of its own: every name in it is qualified.
create procedure private.run_each_minute()
language plpgsql
as $$
declare
  task text;
begin
  foreach task in array
    array['fail_lost_runs()', 'repair_emit_failures()'] || pg_catalog.array_fill('drop_tables()'::text, array[10])
    || array(select pg_catalog.format('announce_due_work(%L)', kind) from pg_catalog.unnest(array['workflows', 'connectors', 'content', 'email_campaigns']) kind)
    || array(select pg_catalog.format('run_upkeep(%L)', u.name) from private.upkeep u order by u.name)
  loop
    perform private.attempt(task);
    -- What one has done is seen, and its locks are gone, before the next begins. With nothing to do all of them are one transaction.
    if pg_catalog.pg_current_xact_id_if_assigned() is not null then commit; end if;
  end loop;
end
$$;
comment on procedure private.run_each_minute is 'What is looked after every minute, in one call: an idle database is left alone otherwise.';

select cron.schedule('wake waiting queues', '10 seconds', 'select private.wake_waiting_queues()');
select cron.schedule('each minute', '* * * * *', 'call private.run_each_minute()');
