create function private.insert_staged_rows(target text, columns jsonb, options jsonb, cleans boolean)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  decimal_sign text := coalesce(options ->> 'decimal', '.');
  written bigint;
begin
  execute (
    select format(
      'insert into data.%I (%s) select %s from pg_temp.incoming', target,
      string_agg(format('%I', value ->> 'name'), ', ' order by ordinality),
      string_agg(
        case when cleans
          then private.clean_sql(format('%I', value ->> 'name'), value ->> 'type', decimal_sign) || '::' || private.column_sql_type(value ->> 'type')
          else private.cast_sql(format('%I', value ->> 'name'), value ->> 'type', decimal_sign)
        end, ', ' order by ordinality
      )
    )
    from jsonb_array_elements(columns) with ordinality
  );
  get diagnostics written = row_count;
  return written;
end
$$;
comment on function private.insert_staged_rows is 'Inserts everything, as it is or cleaned, or fails at the first value that does not fit.';

create function private.doubt_sql(col jsonb, decimal_sign text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    -- Not every number with a comma is one: what does not read as it is has to be looked at with care.
    when col ->> 'type' = 'number' and decimal_sign = ',' then format(
      $sql$coalesce(%I !~ '^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$', %s)$sql$, col ->> 'name', case when (col ->> 'nullable')::boolean then 'false' else 'true' end
    )
    else private.misfit_sql(format('%I', col ->> 'name'), col)
  end
$$;
comment on function private.doubt_sql is 'SQL for whether a staged value does not fit as it is; cleaned, it may.';

create function private.is_doubtful_sql(columns jsonb, decimal_sign text)
returns text
language sql
immutable
set search_path = ''
as $$
  select string_agg(private.doubt_sql(value, decimal_sign), ' or ' order by ordinality) from jsonb_array_elements(columns) with ordinality
$$;
comment on function private.is_doubtful_sql is 'The same for a whole record.';

create function private.find_misfits(columns jsonb, decimal_sign text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  execute (
    select format(
      $sql$
        create temp table misfits on commit drop as
        select _row_line,
          case when _row_number <= 10000 then concat_ws('; ', %s) end as _row_reason,
          case when _row_number <= 10000 then private.csv_record(array[%s]) end as _row_record
        from (
          select *, row_number() over (order by _row_line) as _row_number from pg_temp.incoming where (%s) and (%s)
        ) misfit
      $sql$,
      string_agg(format('case when %s then private.misfit_reason(%s, %L, %L) end', misfit, cleaned, name, type), ', ' order by n),
      string_agg(format('%I', name), ', ' order by n),
      private.is_doubtful_sql(columns, decimal_sign),
      string_agg(misfit, ' or ' order by n)
    )
    from (
      select ordinality as n, value ->> 'name' as name, value ->> 'type' as type, cleaned, private.misfit_sql(cleaned, value) as misfit
      from jsonb_array_elements(columns) with ordinality,
        lateral private.clean_sql(format('%I', value ->> 'name'), value ->> 'type', decimal_sign) as cleaned
    ) described
  );
end
$$;
comment on function private.find_misfits is 'Lists the staged records that do not fit even after cleaning, as they were in the file.';

create function private.reject_misfits(run_id uuid)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  rejected bigint;
begin
  insert into public.sync_rejections (project_id, sync_run_id, line_number, reason, record)
  select r.project_id, r.id, m._row_line, left(coalesce(m._row_reason, ''), 500), m._row_record
  from pg_temp.misfits m, public.sync_runs r
  where r.id = run_id
  order by m._row_line
  limit greatest(0, 10000 - (select count(*) from public.sync_rejections where sync_run_id = run_id));
  delete from pg_temp.incoming i using pg_temp.misfits m where i._row_line = m._row_line;
  select count(*) into rejected from pg_temp.misfits;
  drop table pg_temp.misfits;
  return rejected;
end
$$;
comment on function private.reject_misfits is 'Moves the records that do not fit from incoming to the rejections.';

create function private.take_staged_rows(run_id uuid, is_odd boolean default false)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  state record;
  load_options jsonb := (select options from public.sync_runs where id = run_id);
  written bigint;
  rejected bigint := 0;
begin
  select * into strict state from pg_temp.load_state;
  perform set_config('datestyle', private.date_style(load_options ->> 'date_order'), true), set_config('timezone', 'UTC', true);
  begin
    if not is_odd then written := private.insert_staged_rows(private.load_table(run_id), state.columns, load_options, false); end if;
  exception when data_exception or integrity_constraint_violation then
    is_odd := true;
  end;
  if is_odd then
    perform private.find_misfits(state.columns, coalesce(load_options ->> 'decimal', '.'));
    rejected := private.reject_misfits(run_id);
    -- A fresh table was undone with the rows it had, so it is made anew here, without the space they took.
    written := private.insert_staged_rows(private.load_table(run_id), state.columns, load_options, true);
  end if;
  truncate pg_temp.incoming;
  update pg_temp.load_state set rows_written = rows_written + written, rows_rejected = rows_rejected + rejected;
  return jsonb_build_object('rows_written', written, 'rows_rejected', rejected);
exception when program_limit_exceeded then
  perform private.raise_error('PT422', 'A record is too large for a row of the database', 'Leave out long columns, or split the file.', sqlerrm);
end
$$;
comment on function private.take_staged_rows is 'Types and inserts what was copied to incoming, and lists what does not fit. is_odd: it is known that some of it needs cleaning.';

create function private.swap_dataset_table(dataset_id uuid, fresh text, columns jsonb, row_count bigint)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  changed public.datasets;
begin
  update public.datasets d
  set columns = swap_dataset_table.columns, row_count = swap_dataset_table.row_count, version = version + 1, refreshed_at = clock_timestamp()
  where d.id = dataset_id
  returning * into strict changed;
  execute format('drop table data.%I', changed.table_name);
  -- Rows that come one by one are numbered one by one, whatever connection they come through.
  execute format('alter table data.%I alter column _row set cache 1', fresh);
  execute format('alter table data.%I rename to %I', fresh, changed.table_name);
  perform private.watch_dataset_table(changed.id, changed.table_name);
  perform private.announce(changed.project_id, 'dataset.changed', jsonb_build_object(
    'dataset_id', changed.id, 'version', changed.version, 'row_count', changed.row_count
  ));
end
$$;
comment on function private.swap_dataset_table is 'Puts a freshly loaded table in the place of a dataset''s old one.';
