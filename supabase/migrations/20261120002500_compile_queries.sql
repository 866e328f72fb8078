create function private.compile_where(scope private.query_scope, filter jsonb)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(filter), 'null') = 'null' then
    scope.sql := '';
    return scope;
  end if;
  scope := private.compile_filter(scope, filter);
  scope.sql := ' where ' || scope.sql;
  return scope;
end
$$;

create function private.compile_order(scope private.query_scope, orders jsonb, ties text[])
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  part jsonb;
  terms text[] := '{}';
begin
  for part in select value from jsonb_array_elements(orders) loop
    perform private.check_keys(part, array['by', 'direction'], 'An order');
    perform private.column_type(scope, part -> 'by', 'An order');
    if coalesce(part ->> 'direction', 'asc') not in ('asc', 'desc') then
      perform private.refuse_query('The direction of an order is asc or desc');
    end if;
    terms := terms || format('%I %s nulls last', part ->> 'by', coalesce(part ->> 'direction', 'asc'));
    ties := array_remove(ties, format('%I', part ->> 'by'));
  end loop;
  terms := terms || ties;
  return case when cardinality(terms) > 0 then ' order by ' || array_to_string(terms, ', ') else '' end;
end
$$;
comment on function private.compile_order is 'The order asked for; what is equal in it follows in the order of the ties, so that an answer never depends on chance.';

create function private.names_to_types(named jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(value ->> 'name', value ->> 'type'), '{}') from jsonb_array_elements(named)
$$;

create function private.group_rows(selected text[], source text, clause text, dims int)
returns text
language sql
immutable
set search_path = ''
as $$
  select format('select %s from %s%s', array_to_string(selected, ', '), source, clause)
    || case when dims > 0 then ' group by ' || (select string_agg(i::text, ', ') from generate_series(1, dims) i) else '' end
$$;
comment on function private.group_rows is 'A grouped select whose first columns are what is grouped by.';

create function private.count_distinct_alone(scope private.query_scope, dims text[], selected text[], source text, counted jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Grouping twice hashes, and in parallel; count(distinct) would sort all rows. Six times as fast on a million rows.
  select private.group_rows(
    dims || format('count(_row_counted) as %I', scope.result -> -1 ->> 'name'),
    format('(%s) as pairs', private.group_rows(
      selected[:cardinality(dims)] || format('%I as _row_counted', counted ->> 'column'), source, scope.sql, cardinality(dims) + 1
    )),
    '', cardinality(dims)
  )
$$;
comment on function private.count_distinct_alone is 'Distinct values per group, when nothing else is measured.';

create function private.compile_groups(scope private.query_scope, query jsonb, source text)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  part jsonb;
  measures jsonb := private.list_part(query, 'measures', 20);
  selected text[] := '{}';
  dims text[] := '{}';
  grouped text;
  repeated text;
begin
  for part in select value from jsonb_array_elements(private.list_part(query, 'dimensions', 10)) loop
    scope := private.compile_dimension(scope, part);
    selected := selected || format('%s as %I', scope.sql, scope.result -> -1 ->> 'name');
    dims := dims || format('%I', scope.result -> -1 ->> 'name');
  end loop;
  for part in select value from jsonb_array_elements(measures) loop
    scope := private.compile_measure(scope, part);
    selected := selected || format('%s as %I', scope.sql, scope.result -> -1 ->> 'name');
  end loop;
  select value ->> 'name' into repeated from jsonb_array_elements(scope.result) group by 1 having count(*) > 1 limit 1;
  if repeated is not null then
    perform private.refuse_query(format('Two result columns are called "%s"', repeated), 'Give one of them another name with "as".');
  end if;
  select value ->> 'column' into repeated from jsonb_array_elements(query -> 'dimensions')
  group by value ->> 'column', jsonb_strip_nulls(value - 'as') having count(*) > 1 limit 1;
  if repeated is not null then
    perform private.refuse_query(format('Two dimensions group by column "%s" in the same way', left(repeated, 63)), 'Leave one of them out.');
  end if;
  scope := private.compile_where(scope, query -> 'filter');
  if jsonb_array_length(measures) = 1 and measures -> 0 ->> 'function' = 'count_distinct' then
    grouped := private.count_distinct_alone(scope, dims, selected, source, measures -> 0);
  else
    grouped := private.group_rows(selected, source, scope.sql, cardinality(dims));
  end if;
  -- having and order see the result's names. Ordering outside keeps the planner from sorting all rows instead of hashing them.
  scope.columns := private.names_to_types(scope.result);
  scope.dataset_name := 'the result';
  scope := private.compile_where(scope, query -> 'having');
  scope.sql := format('select * from (%s) as grouped%s%s', grouped, scope.sql, private.compile_order(scope, private.list_part(query, 'order', 10), dims));
  return scope;
end
$$;
comment on function private.compile_groups is 'A query with dimensions or measures.';

create function private.compile_rows(scope private.query_scope, query jsonb, source text)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted jsonb := private.list_part(query, 'columns', 1000);
  selected text;
  name jsonb;
begin
  if coalesce(jsonb_typeof(query -> 'having'), 'null') <> 'null' then
    perform private.refuse_query('"having" needs dimensions or measures', 'Use "filter" for rows.');
  end if;
  if jsonb_array_length(wanted) > 0 then
    scope.result := '[]';
    for name in select value from jsonb_array_elements(wanted) loop
      scope.result := scope.result || jsonb_build_object('name', name, 'type', private.column_type(scope, name, '"columns"'));
    end loop;
    if (select count(distinct value) from jsonb_array_elements(wanted)) < jsonb_array_length(wanted) then
      perform private.refuse_query('"columns" names a column twice');
    end if;
  end if;
  select string_agg(format('%I', value ->> 'name'), ', ' order by ordinality) into selected from jsonb_array_elements(scope.result) with ordinality;
  scope := private.compile_where(scope, query -> 'filter');
  scope.sql := format('select %s from %s%s%s', selected, source, scope.sql, private.compile_order(scope, private.list_part(query, 'order', 10), scope.ties));
  return scope;
end
$$;
comment on function private.compile_rows is 'A query for the rows themselves.';

create function private.dataset_source(dataset public.datasets)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  if dataset.kind = 'live' then
    perform private.raise_error('PT422', format('Dataset "%s" is answered by its source, which is not built yet', dataset.name), 'Sync it instead.');
  end if;
  return case dataset.kind
    when 'system' then format('(select * from data.%I where project_id = %L) as of_the_project', 'system_' || dataset.stream, dataset.project_id)
    else format('data.%I', dataset.table_name)
  end;
end
$$;
comment on function private.dataset_source is 'What the rows of a dataset are selected from. Of a system dataset: a view, and of that only what belongs to the dataset''s project.';

create function private.compile_query(dataset public.datasets, query jsonb, readable boolean default false)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  scope private.query_scope;
  source text := private.dataset_source(dataset);
  is_grouped boolean;
begin
  perform private.check_keys(query, array['dimensions', 'measures', 'columns', 'filter', 'having', 'order', 'limit', 'offset', 'time_zone'], 'The query');
  scope.time_zone := coalesce(query ->> 'time_zone', 'UTC');
  if length(scope.time_zone) > 64 or not private.is_time_zone(scope.time_zone) then
    perform private.refuse_query(format('Unknown time zone "%s"', left(scope.time_zone, 64)), 'Give an IANA name such as Europe/Berlin.');
  end if;
  scope.dataset_name := format('dataset "%s"', dataset.name);
  scope.columns := private.names_to_types(dataset.columns);
  scope.readable := readable;
  scope.vals := '{}';
  scope.types := '{}';
  scope.ties := case dataset.kind when 'system' then array['_row', '_row_id'] else array['_row'] end;
  scope.result := '[]';
  is_grouped := private.list_part(query, 'dimensions', 10) <> '[]' or private.list_part(query, 'measures', 20) <> '[]';
  if is_grouped and private.list_part(query, 'columns', 1000) <> '[]' then
    perform private.refuse_query('"columns" cannot be combined with dimensions or measures', 'Leave out one of them.');
  elsif is_grouped then
    scope := private.compile_groups(scope, query, source);
  else
    scope.result := (select jsonb_agg(jsonb_build_object('name', value -> 'name', 'type', value -> 'type') order by ordinality) from jsonb_array_elements(dataset.columns) with ordinality);
    scope := private.compile_rows(scope, query, source);
  end if;
  scope.sql := format('%s limit %s offset %s', scope.sql, private.whole_part(query, 'limit', 1000, 1, 50000), private.whole_part(query, 'offset', 0, 0, 2147483647));
  return scope;
end
$$;
comment on function private.compile_query is 'Compiles a query document to one SQL statement over the dataset''s rows, with its values bound as $1 text[], $2 timestamptz[], $3 date[].';
