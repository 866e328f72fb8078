create function private.field_sql(col jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case col ->> 'type'
    when 'json' then format($sql$nullif(value -> %L, 'null')::text$sql$, col ->> 'name')
    else private.clean_sql(format('(value ->> %L)', col ->> 'name'), col ->> 'type', '.')
  end
$$;
comment on function private.field_sql is 'SQL for a value of a JSON object as the text its column is read from.';

create function private.field_misfit_sql(col jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select private.misfit_sql(private.field_sql(col), col) || case col ->> 'type'
    when 'text' then format($sql$ or coalesce(jsonb_typeof(value -> %L) in ('object', 'array'), false)$sql$, col ->> 'name') else ''
  end
$$;
comment on function private.field_misfit_sql is 'SQL for whether a value of a JSON object does not fit its column.';

create function private.record_problem(given jsonb, names text[])
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when jsonb_typeof(given) <> 'object' then 'A row is an object of column names and values'
    else (
      select format('Unknown column "%s"', left(min(key), 63))
      from jsonb_object_keys(case jsonb_typeof(given) when 'object' then given else '{}' end) key where key <> all (names)
      having count(*) > 0
    )
  end
$$;
comment on function private.record_problem is 'What is wrong with a row as a whole; null when nothing is.';

create function private.write_rows_sql(dataset public.datasets)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    $sql$
      with given as (
        select position - 1 as row, value, case when jsonb_typeof(value) = 'object' then value - $2 <> '{}' else true end as is_odd
        from jsonb_array_elements($1) with ordinality as posted (value, position)
      ),
      checked as materialized (
        select row, value, case
          when is_odd then private.record_problem(value, $2)
          when %s then concat_ws('; ', %s)
          else ''
        end as reason
        from given
      ),
      written as (
        insert into data.%I (%s) select %s from checked where reason = '' order by row returning 1
      )
      select jsonb_build_object(
        'accepted', (select count(*) from written),
        'rejected', coalesce((select jsonb_agg(jsonb_build_object('row', row, 'reason', left(reason, 500)) order by row) from checked where reason <> ''), '[]')
      )
    $sql$,
    string_agg(misfit, ' or ' order by n),
    string_agg(format('case when %s then private.misfit_reason(%s, %L, %L) end', misfit, field, name, type), ', ' order by n),
    dataset.table_name,
    string_agg(format('%I', name), ', ' order by n),
    string_agg(format('%s::%s', field, private.column_sql_type(type)), ', ' order by n)
  )
  from (
    select ordinality as n, value ->> 'name' as name, value ->> 'type' as type, private.field_sql(value) as field, private.field_misfit_sql(value) as misfit
    from jsonb_array_elements(dataset.columns) with ordinality
  ) described
$$;
comment on function private.write_rows_sql is 'The statement of write_rows: $1 the rows, $2 the names of the columns.';

-- Security definer, like all below: rows are checked and counted by us, so no API role writes to data directly.
create function private.write_rows(dataset public.datasets, rows jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
declare
  names text[];
  result jsonb;
begin
  if jsonb_typeof(rows) is distinct from 'array' then
    perform private.raise_error('PT400', 'rows is an array of objects');
  elsif jsonb_array_length(rows) > 10000 then
    perform private.raise_error('PT413', 'More than 10,000 rows at once', 'Send them in several requests, or upload a file.');
  end if;
  dataset := private.lock_dataset(dataset.id);
  names := array(select value ->> 'name' from jsonb_array_elements(dataset.columns));
  execute private.write_rows_sql(dataset) into result using rows, names;
  return result;
end
$$;
comment on function private.write_rows is 'Inserts the rows that fit and says why the others do not: {accepted, rejected: [{row, reason}]}; row counts from 0.';

create function private.write_rows_once(dataset public.datasets, rows jsonb, idempotency_key text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  known jsonb;
begin
  if dataset.kind not in ('upload', 'synced') then
    perform private.raise_error('PT409', format('Dataset "%s" takes no rows: it shows what is elsewhere', dataset.name), 'Append to a dataset of your own.');
  end if;
  if idempotency_key is null then return private.write_rows(dataset, rows) || '{"replayed": false}'; end if;
  if length(idempotency_key) not between 1 and 200 then
    perform private.raise_error('PT400', 'An idempotency key has 1 to 200 characters');
  end if;
  -- The same key at the same time: the second waits and gets the answer of the first.
  perform pg_advisory_xact_lock(hashtextextended(dataset.id || ' ' || idempotency_key, 0));
  select k.result into known from private.ingest_keys k where k.dataset_id = dataset.id and k.idempotency_key = write_rows_once.idempotency_key;
  if known is not null then return known || '{"replayed": true}'; end if;
  known := private.write_rows(dataset, rows);
  insert into private.ingest_keys (dataset_id, idempotency_key, result) values (dataset.id, idempotency_key, known);
  return known || '{"replayed": false}';
end
$$;
comment on function private.write_rows_once is 'write_rows, but a key that was seen within a day gets its first answer again and writes nothing.';

create function private.append_rows(dataset_id uuid, rows jsonb, idempotency_key text)
returns jsonb
language sql
security definer
set search_path = ''
as $$
  select private.write_rows_once(private.find_dataset(dataset_id, 'contributor'), rows, idempotency_key)
$$;

create function public.append_rows(dataset_id uuid, rows jsonb, idempotency_key text default null)
returns jsonb
language sql
set search_path = ''
as $$
  select private.append_rows(dataset_id, rows, idempotency_key)
$$;
comment on function public.append_rows is 'Adds at most 10,000 rows to a dataset: {accepted, rejected: [{row, reason}], replayed}. Contributors.';

grant execute on function public.append_rows, private.append_rows to authenticated, service_role;
