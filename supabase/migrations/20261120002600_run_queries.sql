create function private.shown_columns(scope private.query_scope)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when scope.time_zone = 'UTC' then '*'
    else string_agg(format(
      case value ->> 'type' when 'timestamp' then '(to_json(%1$I at time zone ''UTC'') #>> ''{}'') || ''+00:00'' as %1$I' else '%1$I' end,
      value ->> 'name'
    ), ', ' order by ordinality)
  end
  from jsonb_array_elements(scope.result) with ordinality
$$;
comment on function private.shown_columns is 'Answers are in UTC whatever the zone of the query.';

-- Stable, and so read-only: Postgres refuses a statement here that writes.
create function private.run_query(scope private.query_scope)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
declare
  times timestamptz[];
  dates date[];
  answer text;
  size bigint;
begin
  select
    array_agg(case when type = 'timestamptz' then value::timestamptz end order by n),
    array_agg(case when type = 'date' then value::date end order by n)
  into times, dates
  from unnest(scope.vals, scope.types) with ordinality as bound (value, type, n);
  perform set_config('timezone', scope.time_zone, true);
  -- Rows are summed up as they come, so that those beyond the limit take no memory. Without the offset each would be written twice.
  execute format(
    $sql$
      select string_agg(line, ',') filter (where total <= 33554432), max(total)
      from (
        select line, sum(octet_length(line) + 1) over (rows unbounded preceding) as total
        from (select row_to_json(_row_answer)::text as line from (select %s from (%s) as compiled) as _row_answer offset 0) as written
      ) as summed
    $sql$, private.shown_columns(scope), scope.sql
  ) into answer, size using scope.vals, times, dates;
  if size > 33554432 then raise program_limit_exceeded; end if;
  return format('[%s]', answer);
exception
  when query_canceled then
    perform private.raise_error('PT422', format('The query took longer than %s', current_setting('statement_timeout')),
      'Narrow the filter, group by fewer columns, or use a coarser grain of time.');
  when program_limit_exceeded or out_of_memory then
    perform private.raise_error('PT413', 'The result is larger than 32 MB', 'Ask for fewer rows or columns.');
  when data_exception then
    perform private.raise_error('PT422', 'The query could not be computed: ' || sqlerrm, 'Filter out the values it cannot work with.');
end
$$;
comment on function private.run_query is 'Runs a compiled query and returns its rows as a JSON array.';

create function private.find_dataset(dataset_id uuid, minimum_role text)
returns public.datasets
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
begin
  select * into dataset from public.datasets where id = dataset_id;
  if not found or not coalesce(private.can_access(dataset.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dataset, or you may not see it', 'It may have been deleted. Ask a member of its project.');
  end if;
  if dataset.kind = 'system' then
    perform private.require_role(dataset.project_id, s.minimum_role) from private.system_streams s where s.stream = dataset.stream;
  end if;
  if minimum_role <> 'viewer' then perform private.require_role(dataset.project_id, minimum_role); end if;
  return dataset;
end
$$;
comment on function private.find_dataset is 'A dataset the caller has this role for; PT404 or PT403 otherwise.';

-- Security definer: nobody but the owner of the schema data locks tables there.
create function private.hold_dataset(dataset public.datasets)
returns public.datasets
language plpgsql
security definer
set search_path = ''
as $$
begin
  if dataset.kind in ('system', 'live') then return dataset; end if;
  -- A load puts another table in its place. Who waited for that within the query would look for the old columns, and see none of the new rows.
  execute format('lock table data.%I in access share mode', dataset.table_name);
  select * into dataset from public.datasets d where d.id = dataset.id;
  if not found then
    perform private.raise_error('PT404', 'There is no such dataset any more', 'It was deleted just now.');
  end if;
  return dataset;
end
$$;
comment on function private.hold_dataset is 'A dataset as it is, whose table stays until the end of the transaction. To be called in a statement before the query.';

-- Security definer, like explain_dataset_query: the tables of data are closed to everybody, and the cache too.
create function private.query_dataset(dataset_id uuid, query jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  began timestamptz := clock_timestamp();
  dataset public.datasets := private.find_dataset(dataset_id, 'viewer');
  -- Keys of a jsonb document are in one order, so equal queries have equal text.
  hash text := encode(sha256(convert_to(query::text, 'UTF8')), 'hex');
  answer jsonb := private.read_cache(dataset, hash);
  cached boolean := answer is not null;
  scope private.query_scope;
begin
  if not cached then
    dataset := private.hold_dataset(dataset);
    scope := private.compile_query(dataset, query);
    answer := jsonb_build_object('columns', scope.result, 'rows', private.run_query(scope));
    perform private.write_cache(dataset, hash, answer);
  end if;
  return answer || jsonb_build_object(
    'version', dataset.version, 'cached', cached,
    'duration_ms', round(extract(epoch from clock_timestamp() - began)::numeric * 1000, 1)
  );
end
$$;

create function public.query_dataset(dataset_id uuid, query jsonb)
returns jsonb
language sql
set search_path = ''
set statement_timeout = '20s'
as $$
  select private.query_dataset(dataset_id, query)
$$;
comment on function public.query_dataset is 'Answers a query document: {columns, rows, version, cached, duration_ms}. Viewers. PT400 says what is wrong with the document.';

-- Security definer: the compiler reads what no API role may.
create function private.explain_dataset_query(dataset_id uuid, query jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  scope private.query_scope := private.compile_query(private.find_dataset(dataset_id, 'viewer'), query, true);
begin
  return jsonb_build_object('sql', scope.sql, 'parameters', to_jsonb(scope.vals));
end
$$;

create function public.explain_dataset_query(dataset_id uuid, query jsonb)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.explain_dataset_query(dataset_id, query)
$$;
comment on function public.explain_dataset_query is 'The SQL a query document becomes, and the values bound in it: {sql, parameters}.';

create function private.error_name(state text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case state
    when 'PT400' then 'bad_request' when 'PT401' then 'not_signed_in' when 'PT402' then 'out_of_tokens'
    when 'PT403' then 'forbidden' when 'PT404' then 'not_found' when 'PT409' then 'conflict' when 'PT413' then 'too_large'
    when 'PT422' then 'unprocessable' when 'PT429' then 'too_many' when 'PT503' then 'unavailable' else 'internal'
  end
$$;
comment on function private.error_name is 'The name shared/errors.ts has for an SQLSTATE of ours.';

create function public.query_datasets(queries jsonb)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '20s'
as $$
declare
  asked jsonb;
  answers jsonb := '[]';
  problem text;
  advice text;
  out_of_time boolean := false;
begin
  if jsonb_typeof(queries) is distinct from 'array' or jsonb_array_length(queries) > 100 then
    perform private.raise_error('PT400', 'queries is an array of at most 100 {dataset_id, query}');
  end if;
  for asked in select value from jsonb_array_elements(queries) loop
    begin
      -- The timer of the statement rings once; what came after it would run for ever.
      if out_of_time then
        perform private.raise_error('PT503', 'A query asked for together with this one took too long', 'Ask again for this one alone.');
      end if;
      if not private.is_valid_input(coalesce(asked ->> 'dataset_id', ''), 'uuid') then
        perform private.raise_error('PT400', 'dataset_id is not a uuid');
      end if;
      answers := answers || jsonb_build_object('result', private.query_dataset((asked ->> 'dataset_id')::uuid, asked -> 'query'));
    exception when others then
      get stacked diagnostics problem = message_text, advice = pg_exception_hint;
      out_of_time := out_of_time or problem like 'The query took longer than%';
      answers := answers || jsonb_build_object('error', jsonb_build_object(
        'code', private.error_name(sqlstate), 'message', problem, 'hint', nullif(advice, '')
      ));
    end;
  end loop;
  return answers;
end
$$;
comment on function public.query_datasets is 'Answers many {dataset_id, query} in one round trip, in order: {result} or {error: {code, message, hint}} each.';

grant execute on function
  public.query_dataset, private.query_dataset, public.query_datasets, public.explain_dataset_query, private.explain_dataset_query, private.error_name
  to authenticated, service_role;
