create function private.wake_waiting_queues()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.wake_worker_if_waiting(s.queue) from private.worker_slots s;
  perform private.tell_waiting_workspaces();
end
$$;
comment on function private.wake_waiting_queues is 'The safety net under the wake triggers: calls out only when a message waits.';

grant execute on function private.fail_lost_runs to service_role;

create function private.run_each_minute()
returns void
language plpgsql
set search_path = ''
as $$
declare
  task text;
begin
  foreach task in array
    array['fail_lost_runs()', 'repair_emit_failures()']
    || array(select format('announce_due_work(%L)', kind) from unnest(array['workflows', 'connectors', 'content', 'email_campaigns']) kind)
    || array(select format('run_upkeep(%L)', u.name) from private.upkeep u order by u.name)
  loop
    begin
      execute 'select private.' || task;
    exception when others then
      -- What fails in one keeps no other; it is tried again in a minute.
      raise warning 'private.% failed: %', task, sqlerrm;
    end;
  end loop;
end
$$;
comment on function private.run_each_minute is 'What is looked after every minute, in one call: an idle database is left alone otherwise.';

select cron.schedule('wake waiting queues', '10 seconds', 'select private.wake_waiting_queues()');
select cron.schedule('each minute', '* * * * *', 'select private.run_each_minute()');
