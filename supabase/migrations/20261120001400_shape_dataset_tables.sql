create function private.column_sql_type(type text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case type
    when 'text' then 'text' when 'integer' then 'bigint' when 'number' then 'numeric' when 'boolean' then 'boolean'
    when 'date' then 'date' when 'timestamp' then 'timestamptz' when 'json' then 'jsonb'
  end
$$;
comment on function private.column_sql_type is 'The Postgres type of a dataset column''s type; null for an unknown one.';

create function private.column_problem(col jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when jsonb_typeof(col) is distinct from 'object' then 'A column is an object {name, type, nullable, role}'
    when jsonb_typeof(col -> 'name') is distinct from 'string' or col ->> 'name' = '' then 'A column needs a name'
    when octet_length(col ->> 'name') > 63 then format('The column name "%s…" has more than 63 bytes', left(col ->> 'name', 40))
    when col ->> 'name' ~ '[\x01-\x1f]' then format('The column name "%s" has control characters', col ->> 'name')
    when starts_with(col ->> 'name', '_row') then format('The column name "%s" begins with _row, which is kept for Orrery', col ->> 'name')
    when col ->> 'name' in ('ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid') then format('The column name "%s" is kept for the database', col ->> 'name')
    when private.column_sql_type(col ->> 'type') is null then format('Column "%s" has the unknown type "%s"', col ->> 'name', left(col ->> 'type', 40))
    when coalesce(col ->> 'role', '') not in ('dimension', 'measure', 'time', 'key') then format('Column "%s" has the unknown role "%s"', col ->> 'name', left(col ->> 'role', 40))
    when jsonb_typeof(col -> 'nullable') is distinct from 'boolean' then format('Column "%s" does not say whether it is nullable', col ->> 'name')
  end
$$;
comment on function private.column_problem is 'What is wrong with one element of datasets.columns; null when nothing is.';

create function private.check_columns(columns jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  problem text;
begin
  if jsonb_typeof(columns) is distinct from 'array' or jsonb_array_length(columns) not between 1 and 1000 then
    perform private.raise_error('PT400', 'A dataset has 1 to 1,000 columns', 'Leave out columns that are not needed.');
  end if;
  select private.column_problem(value) into problem from jsonb_array_elements(columns) where private.column_problem(value) is not null limit 1;
  if problem is not null then
    perform private.raise_error('PT400', problem, 'Rename or correct the column.');
  end if;
  select value ->> 'name' into problem from jsonb_array_elements(columns) group by 1 having count(*) > 1 limit 1;
  if problem is not null then
    perform private.raise_error('PT400', format('Two columns are called "%s"', problem), 'Rename one of them.');
  end if;
end
$$;
comment on function private.check_columns is 'Raises PT400 with the first thing that is wrong with a columns document.';

create function private.column_definition(col jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select format(
    '%I %s%s%s', col ->> 'name', private.column_sql_type(col ->> 'type'),
    case when (col ->> 'nullable')::boolean then '' else ' not null' end,
    -- JSON has no NaN and no infinity, so neither has a dataset. In Postgres NaN is above infinity.
    case when col ->> 'type' = 'number' then format(' check (%1$I > ''-Infinity'' and %1$I < ''Infinity'')', col ->> 'name') else '' end
  )
$$;

-- Security definer: nobody but the owner of the schema data makes tables there.
create function private.make_dataset_table(dataset_id uuid, columns jsonb, table_name text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.check_columns(columns);
  execute (
    select format(
      'create table data.%I (_row bigint generated always as identity, %s)',
      table_name, string_agg(private.column_definition(value), ', ' order by ordinality)
    )
    from jsonb_array_elements(columns) with ordinality
  );
  execute format('comment on table data.%I is %L', table_name, dataset_id);
  perform private.describe_time_columns(table_name, columns);
end
$$;
comment on function private.make_dataset_table is 'Makes a typed table from a columns document. Its triggers are added by watch_dataset_table.';

create function private.describe_time_columns(table_name text, columns jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  col text;
  grain text;
begin
  for col in select value ->> 'name' from jsonb_array_elements(columns) where value ->> 'type' = 'timestamp' limit 4
  loop
    -- Without these the planner takes every instant for a group of its own, and sorts instead of hashing in parallel.
    foreach grain in array array['hour', 'day', 'week', 'month', 'quarter', 'year'] loop
      -- A name of its own: the table is renamed later, and Postgres 15 makes none up.
      execute format('create statistics data.%I on date_trunc(%L, %I) from data.%I', 's_' || gen_random_uuid(), grain, col, table_name);
    end loop;
  end loop;
end
$$;
comment on function private.describe_time_columns is 'Lets the planner know how many days, weeks, months … a time column has.';

-- Security definer: who may only add rows has no right to lock their dataset.
create function private.lock_dataset(dataset_id uuid)
returns public.datasets
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
begin
  select * into dataset from public.datasets where id = dataset_id for no key update;
  if not found then
    perform private.raise_error('PT404', 'There is no such dataset any more', 'It was deleted just now.');
  end if;
  return dataset;
end
$$;
comment on function private.lock_dataset is 'A dataset as it is and stays until the end of the transaction. Whoever writes to its table locks it first, since loads and triggers need both.';

create function private.add_dataset_columns(dataset_id uuid, added jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
begin
  dataset := private.lock_dataset(dataset_id);
  -- Rows there already have nothing in them.
  select jsonb_agg(value || '{"nullable": true}' order by ordinality) into added from jsonb_array_elements(added) with ordinality;
  perform private.check_columns(dataset.columns || added);
  execute (
    select format('alter table data.%I %s', dataset.table_name, string_agg('add column ' || private.column_definition(value), ', ' order by ordinality))
    from jsonb_array_elements(added) with ordinality
  );
  update public.datasets set columns = dataset.columns || added where id = dataset_id;
end
$$;
comment on function private.add_dataset_columns is 'Widens a dataset and its table.';
