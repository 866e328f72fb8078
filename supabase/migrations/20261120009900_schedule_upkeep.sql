create function private.wake_waiting_queues()
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  name text;
  is_waiting boolean;
begin
  for name in select s.queue from private.worker_slots s loop
    execute format('select exists (select from pgmq.%I where vt <= clock_timestamp())', 'q_' || name) into is_waiting;
    if is_waiting then perform private.wake_worker(name); end if;
  end loop;
end
$$;
comment on function private.wake_waiting_queues is 'The safety net under the wake triggers: calls out only when a message waits.';

grant execute on function private.fail_lost_runs to service_role;

select cron.schedule('wake waiting queues', '10 seconds', 'select private.wake_waiting_queues()');
select cron.schedule('fail lost runs', '* * * * *', 'select private.fail_lost_runs()');
select cron.schedule('clean up expired cache', '17 */6 * * *', 'select private.cleanup_expired_cache()');
select cron.schedule('write daily stats', '55 23 * * *', 'select private.write_daily_stats()');
select cron.schedule('keep partitions', '23 2 * * *', 'select private.keep_partitions()');
select cron.schedule('forget old rows', '41 3 * * *', 'select private.forget_old_rows()');
select cron.schedule('back up workspaces', '11 1 * * *', 'select private.create_backup(null)');
