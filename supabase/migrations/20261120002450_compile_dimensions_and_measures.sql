create function private.compile_dimension(scope private.query_scope, part jsonb)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  type text;
  grain text := part ->> 'grain';
begin
  perform private.check_keys(part, array['column', 'grain', 'bin', 'as'], 'A dimension');
  type := private.column_type(scope, part -> 'column', 'A dimension');
  scope.sql := quote_ident(part ->> 'column');
  if grain is not null then
    perform private.require_type(type, array['date', 'timestamp'], part -> 'column', 'a grain of time');
    if grain not in ('minute', 'hour', 'day', 'week', 'month', 'quarter', 'year') then
      perform private.refuse_query(format('Unknown grain "%s"', left(grain, 40)), 'Grains: minute, hour, day, week, month, quarter, year.');
    end if;
    scope.sql := case type
      when 'date' then format('date_trunc(%L, %s::timestamp)::date', case when grain in ('minute', 'hour') then 'day' else grain end, scope.sql)
      -- run_query sets the zone of the session: naming it here would look it up for every row. People are shown it by name.
      else format(case when scope.readable then 'date_trunc(%L, %s, %L)' else 'date_trunc(%L, %s)' end, grain, scope.sql, scope.time_zone)
    end;
  elsif part ? 'bin' and jsonb_typeof(part -> 'bin') <> 'null' then
    perform private.require_type(type, array['integer', 'number'], part -> 'column', 'a bin');
    if jsonb_typeof(part -> 'bin') <> 'number' or (part ->> 'bin')::numeric not between 1e-9 and 1e15 then
      perform private.refuse_query(format('The bin of column "%s" is not a number from 0.000000001 to 1e15', part ->> 'column'));
    end if;
    scope.sql := format('floor(%1$s::numeric / %2$s) * %2$s', scope.sql, (part ->> 'bin')::numeric);
    type := 'number';
  end if;
  scope.result := scope.result || jsonb_build_object('name', private.result_name(part), 'type', type);
  return scope;
end
$$;
comment on function private.compile_dimension is 'What rows are grouped by: a column, its beginning of a day, week … in the query''s time zone, or the lower edge of its bin.';

create function private.compile_measure(scope private.query_scope, part jsonb)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  function text := part ->> 'function';
  col text := quote_ident(part ->> 'column');
  type text;
begin
  perform private.check_keys(part, array['function', 'column', 'as'], 'A measure');
  if coalesce(function, '') not in ('count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'median', 'p95') then
    perform private.refuse_query(format('Unknown function "%s"', left(coalesce(function, ''), 40)), 'Functions: count, count_distinct, sum, avg, min, max, median, p95.');
  end if;
  if function <> 'count' or coalesce(jsonb_typeof(part -> 'column'), 'null') <> 'null' then
    type := private.column_type(scope, part -> 'column', format('The measure %s', function));
  end if;
  if function in ('sum', 'avg', 'median', 'p95') then
    perform private.require_type(type, array['integer', 'number'], part -> 'column', function);
  elsif function in ('min', 'max') then
    perform private.require_type(type, array['integer', 'number', 'text', 'date', 'timestamp'], part -> 'column', function);
  end if;
  scope.sql := case function
    when 'count' then case when type is null then 'count(*)' else format('count(%s)', col) end
    when 'count_distinct' then format('count(distinct %s)', col)
    when 'median' then format('percentile_cont(0.5) within group (order by %s)', col)
    when 'p95' then format('percentile_cont(0.95) within group (order by %s)', col)
    else format('%s(%s)', function, col)
  end;
  scope.result := scope.result || jsonb_build_object('name', private.result_name(part), 'type', case
    when function in ('count', 'count_distinct') then 'integer' when function in ('avg', 'median', 'p95') then 'number' else type end);
  return scope;
end
$$;
comment on function private.compile_measure is 'What is computed of each group.';
