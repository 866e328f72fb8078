create function private.finish_load(run_id uuid, rows_read bigint, bytes_read bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  run public.sync_runs;
  dataset public.datasets;
  state record;
begin
  select * into strict state from pg_temp.load_state;
  -- Before the run, as whoever deletes the dataset does.
  dataset := private.lock_dataset(state.dataset_id);
  select * into run from public.sync_runs where id = run_id and status = 'running' for no key update;
  if not found then
    perform private.raise_error('PT409', 'This run was cancelled or taken over');
  end if;
  if state.rows_written = 0 and state.rows_rejected > 0 then
    perform private.raise_error('PT422', format('None of the %s records fits', state.rows_rejected), 'Check the types of the columns, the delimiter and the order of dates.');
  end if;
  -- Small appends leave the statistics to autovacuum.
  if state.fresh_table is not null or state.rows_written * 10 >= dataset.row_count then
    execute format('analyze data.%I', coalesce(state.fresh_table, dataset.table_name));
  end if;
  if state.fresh_table is not null then
    perform private.swap_dataset_table(state.dataset_id, state.fresh_table, state.columns, state.rows_written);
  end if;
  update public.sync_runs r
  set status = 'succeeded', rows_read = finish_load.rows_read, bytes_read = finish_load.bytes_read,
    rows_written = state.rows_written, rows_rejected = state.rows_rejected, finished_at = clock_timestamp()
  where r.id = run_id
  returning * into run;
  return to_jsonb(run);
end
$$;
comment on function private.finish_load is 'Ends a load: new rows and run status commit with the message''s acknowledgement, or not at all.';

create function private.fail_run(run_id uuid, error_code text, error_message text)
returns void
language sql
security definer
set search_path = ''
as $$
  update public.sync_runs r
  set status = 'failed', error_code = fail_run.error_code, error_message = left(fail_run.error_message, 2000), finished_at = clock_timestamp(),
    rows_rejected = greatest(r.rows_rejected, (select count(*) from public.sync_rejections s where s.sync_run_id = run_id))
  where r.id = run_id and r.status in ('queued', 'running')
$$;
comment on function private.fail_run is 'Ends a run for good with the reason people are shown.';

-- A worker can die so hard that its message is lost; then nobody else ends the run.
create function private.fail_lost_runs()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  lost int;
begin
  update public.sync_runs r
  set status = 'failed', error_code = 'lost', error_message = 'The load stopped without finishing. Nothing of it was kept; retry it.', finished_at = clock_timestamp()
  where r.status in ('queued', 'running') and r.trigger = 'upload' and r.updated_at < now() - interval '1 minute'
    and not exists (select from pgmq.q_connector_sync q where q.msg_id = r.message_id);
  get diagnostics lost = row_count;
  return lost;
end
$$;
comment on function private.fail_lost_runs is 'Fails runs whose message is gone.';

grant execute on function
  private.start_run, private.report_run_progress, private.open_load, private.reject_rows, private.take_staged_rows, private.finish_load, private.fail_run
  to service_role;
