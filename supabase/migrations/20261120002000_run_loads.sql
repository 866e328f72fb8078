-- What the worker calls, in this order. Security definer throughout: the service role has no rights on the schema data.
create function private.start_run(run_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  run public.sync_runs;
begin
  update public.sync_runs
  set status = 'running', attempt = attempt + 1, started_at = clock_timestamp(), finished_at = null,
    rows_read = 0, rows_written = 0, rows_rejected = 0, bytes_read = 0, error_code = null, error_message = null
  where id = run_id and status in ('queued', 'running')
  returning * into run;
  if not found then return null; end if;
  delete from public.sync_rejections where sync_run_id = run_id;
  return jsonb_build_object(
    'run_id', run.id, 'project_id', run.project_id, 'dataset_id', run.dataset_id, 'attempt', run.attempt,
    'path', run.options ->> 'path', 'options', run.options - 'path'
  );
end
$$;
comment on function private.start_run is 'Marks a run as running and returns what to load; null when there is nothing to do.';

create function private.report_run_progress(run_id uuid, rows_read bigint, bytes_read bigint)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.sync_runs r set rows_read = report_run_progress.rows_read, bytes_read = report_run_progress.bytes_read
  where r.id = run_id and r.status = 'running';
  return found;
end
$$;
comment on function private.report_run_progress is 'Shows how far a run is. False: it was cancelled. Call it outside the transaction of the load.';

create function private.load_columns(mode text, options jsonb, columns jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_agg(coalesce(there.value, kept.value) order by kept.ordinality)
  from jsonb_array_elements(private.kept_columns(options)) with ordinality kept
  left join jsonb_array_elements(columns) there on mode = 'append' and there.value ->> 'name' = kept.value ->> 'name'
$$;
comment on function private.load_columns is 'The columns a load fills. Appending, those the dataset has keep their type.';

create function private.open_load(run_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  run public.sync_runs;
  dataset public.datasets;
  loaded jsonb;
begin
  select * into run from public.sync_runs where id = run_id and status = 'running';
  if not found then
    perform private.raise_error('PT409', 'This run is not under way');
  end if;
  perform pg_advisory_xact_lock(hashtextextended('load ' || run.dataset_id, 0));
  select * into strict dataset from public.datasets where id = run.dataset_id;
  loaded := private.load_columns(run.options ->> 'mode', run.options, dataset.columns);
  execute (
    select format('create temp table incoming (_row_line bigint, %s) on commit drop', string_agg(format('%I text', value ->> 'name'), ', ' order by ordinality))
    from jsonb_array_elements(loaded) with ordinality
  );
  create temp table load_state on commit drop as
    select run.id as run_id, dataset.id as dataset_id, loaded as columns, 0::bigint as rows_written, 0::bigint as rows_rejected, null::text as fresh_table;
  grant all on pg_temp.incoming to service_role;
  return jsonb_build_object('dataset_id', dataset.id, 'mode', run.options ->> 'mode', 'columns', loaded, 'copy', (
    select format('copy pg_temp.incoming (_row_line, %s) from stdin', string_agg(format('%I', value ->> 'name'), ', ' order by ordinality))
    from jsonb_array_elements(loaded) with ordinality
  ));
end
$$;
comment on function private.open_load is 'Begins a load in the current transaction: waits for other loads of the dataset and makes the table incoming to COPY to.';

create function private.reject_rows(run_id uuid, rejections jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  kept bigint;
begin
  select count(*) into kept from public.sync_rejections where sync_run_id = run_id;
  insert into public.sync_rejections (project_id, sync_run_id, line_number, reason, record)
  select r.project_id, r.id, (rejection ->> 'line_number')::bigint, left(rejection ->> 'reason', 500), left(rejection ->> 'record', 2000)
  from public.sync_runs r, jsonb_array_elements(rejections) rejection
  where r.id = run_id
  limit greatest(0, 10000 - kept);
  if to_regclass('pg_temp.load_state') is not null then
    update pg_temp.load_state set rows_rejected = rows_rejected + jsonb_array_length(rejections);
  end if;
end
$$;
comment on function private.reject_rows is 'Records what could not be read of a file; the first 10,000 are kept, all are counted.';

create function private.load_table(run_id uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  state record;
  dataset public.datasets;
  mode text := (select options ->> 'mode' from public.sync_runs where id = run_id);
  fresh text;
begin
  select * into strict state from pg_temp.load_state;
  if state.fresh_table is not null then return state.fresh_table; end if;
  if mode = 'append' then
    dataset := private.lock_dataset(state.dataset_id);
    perform private.add_dataset_columns(dataset.id, jsonb_agg(given.value order by given.ordinality))
    from jsonb_array_elements(state.columns) with ordinality given
    where given.value ->> 'name' not in (select there ->> 'name' from jsonb_array_elements(dataset.columns) there)
    having count(*) > 0;
    return dataset.table_name;
  end if;
  select * into strict dataset from public.datasets where id = state.dataset_id;
  -- Nobody sees the new table before the commit, and it has no triggers to pay for.
  fresh := dataset.table_name || '_new';
  perform private.make_dataset_table(dataset.id, state.columns, fresh);
  execute format('alter table data.%I alter column _row set cache 1000', fresh);
  update pg_temp.load_state set fresh_table = fresh;
  return fresh;
end
$$;
comment on function private.load_table is 'The table the rows of an open load go to: the dataset''s own to append, a fresh one otherwise.';
