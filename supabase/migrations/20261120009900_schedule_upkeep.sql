create function private.wake_waiting_queues()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if exists (select from pgmq.q_connector_sync where vt <= clock_timestamp()) then
    perform private.wake_worker('connector_sync');
  end if;
end
$$;
comment on function private.wake_waiting_queues is 'The safety net under the wake triggers: calls out only when a message waits.';

create function private.cleanup_expired_cache()
returns void
language sql
security definer
set search_path = ''
as $$
  delete from public.data_cache c using public.datasets d
  where d.id = c.dataset_id and (c.expires_at <= now() or c.dataset_version < d.version);
  delete from private.ingest_keys where created_at < now() - interval '1 day';
$$;
comment on function private.cleanup_expired_cache is 'Removes answers that can no longer be given, and old idempotency keys.';

grant execute on function private.cleanup_expired_cache, private.fail_lost_runs to service_role;

select cron.schedule('wake waiting queues', '10 seconds', 'select private.wake_waiting_queues()');
select cron.schedule('fail lost runs', '* * * * *', 'select private.fail_lost_runs()');
select cron.schedule('clean up expired cache', '17 */6 * * *', 'select private.cleanup_expired_cache()');
-- Every run of a job leaves a row, and nobody else removes it.
select cron.schedule('forget old job runs', '41 3 * * *', $$
  delete from cron.job_run_details where coalesce(end_time, start_time) < now() - interval '3 days'
$$);
