create function private.date_style(date_order text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- YMD refuses 01/02/2024, which nobody can read for sure without being told the order.
  select 'ISO, ' || case date_order when 'dmy' then 'DMY' when 'mdy' then 'MDY' else 'YMD' end
$$;

create function private.cast_sql(expression text, type text, decimal_sign text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when type = 'text' then expression
    when type = 'number' and decimal_sign = ',' then
      format($sql$(case when %1$s ~ '^[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d+)?$' then translate(nullif(%1$s, ''), ',.', '.') else %1$s end)::numeric$sql$, expression)
    else format('nullif(%s, %L)::%s', expression, '', private.column_sql_type(type))
  end
$$;
comment on function private.cast_sql is 'SQL that turns a text into a column''s type as fast as can be; it fails on what clean_sql could still save.';

-- These write SQL instead of being called: a function call for every value of a large file takes minutes where this takes seconds.
create function private.clean_sql(expression text, type text, decimal_sign text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case type when 'text' then expression else format(
    $sql$(case when lower(btrim(%1$s)) in ('', 'null', 'nan', 'na', 'n/a', '-', '\n', '#n/a') then null %2$s end)$sql$,
    expression,
    format(case
      when type = 'json' then $sql$else %1$s$sql$
      when type not in ('number', 'integer') then $sql$else btrim(%1$s)$sql$
      when decimal_sign = ',' then $sql$when btrim(%1$s) ~ '^[+-]?(\d{1,3}(\.\d{3})+|\d*)(,\d+)?$' then translate(btrim(%1$s), ',.', '.') else btrim(%1$s)$sql$
      else $sql$when btrim(%1$s) ~ '^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$' then replace(btrim(%1$s), ',', '') else btrim(%1$s)$sql$
    end, expression)
  ) end
$$;
comment on function private.clean_sql is 'SQL for what a field says once blanks, words for "nothing" and separators of thousands are taken away.';

create function private.validity_sql(expression text, type text)
returns text
language sql
stable
set search_path = ''
as $$
  -- Called for every value of a file, so the server's own where there is one.
  select format(case when private.has_input_check() then 'pg_input_is_valid(%s, %L)' else 'private.is_valid_input(%s, %L)' end, expression, type)
$$;
comment on function private.validity_sql is 'SQL for whether a text can be read as a type; null for null.';

create function private.misfit_sql(cleaned text, col jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    'coalesce(not (%s), %s)',
    case col ->> 'type'
      when 'text' then format('%s is not null or null', cleaned)
      -- NaN and infinity have an n.
      when 'number' then format('%s and strpos(lower(%s), %L) = 0', private.validity_sql(cleaned, 'numeric'), cleaned, 'n')
      else private.validity_sql(cleaned, private.column_sql_type(col ->> 'type'))
    end,
    case when (col ->> 'nullable')::boolean then 'false' else 'true' end
  )
$$;
comment on function private.misfit_sql is 'SQL for whether a cleaned text does not fit its column.';

create function private.misfit_reason(value text, name text, type text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when value is null then format('Column "%s" is empty', name)
    else format('"%s" in column "%s" is not %s', left(value, 60), name, case type
      when 'integer' then 'a whole number' when 'number' then 'a number' when 'boolean' then 'true or false'
      when 'date' then 'a date' when 'timestamp' then 'a time' when 'json' then 'JSON' else 'text' end)
  end
$$;
comment on function private.misfit_reason is 'Why a cleaned value does not fit its column, in words.';

create function private.csv_record(fields text[])
returns text
language sql
immutable
set search_path = ''
as $$
  select left(string_agg(
    case when field ~ '[",\n\r]' then '"' || replace(field, '"', '""') || '"' else coalesce(field, '') end, ',' order by position
  ), 2000)
  from unnest(fields) with ordinality as f (field, position)
$$;
comment on function private.csv_record is 'A record as one line of CSV (RFC 4180), cut at 2,000 characters.';
