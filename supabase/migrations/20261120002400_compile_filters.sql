create function private.bind_value(scope private.query_scope, value text, type text)
returns private.query_scope
language plpgsql
immutable
set search_path = ''
as $$
declare
  n int := cardinality(scope.vals) + 1;
begin
  if n > 5000 then
    perform private.refuse_query('The query has more than 5,000 values', 'Ask in several queries.');
  end if;
  scope.vals[n] := value;
  scope.types[n] := type;
  -- Times come in arrays of their own: casting a text to them is not immutable, and would be done again for every row.
  scope.sql := case
    when scope.readable then format('$%s::%s', n, type)
    when type = 'timestamptz' then format('($2)[%s]', n)
    when type = 'date' then format('($3)[%s]', n)
    else format('($1)[%s]::%s', n, type)
  end;
  return scope;
end
$$;
comment on function private.bind_value is 'Adds a value to those that are bound, and leaves its placeholder in sql.';

create function private.time_value(value text, time_zone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
begin
  if value !~ '^\d{4}-\d\d-\d\d' then return null; end if;
  if value ~ '\d\d:\d\d.*([zZ]|[+-]\d\d(:?\d\d)?)$' then return value::timestamptz; end if;
  return value::timestamp at time zone time_zone;
exception when data_exception then
  return null;
end
$$;
comment on function private.time_value is 'An ISO 8601 date or time; without an offset it is local to the zone. Null when it is none.';

create function private.compile_value(scope private.query_scope, value jsonb, type text, column_name text)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  plain text := value #>> '{}';
  instant timestamptz;
begin
  if jsonb_typeof(value) in ('object', 'array') then
    perform private.refuse_query(format('A value compared with column "%s" is a list or an object', column_name), 'Use a string, a number, true, false or null.');
  end if;
  if type = 'text' then return private.bind_value(scope, plain, 'text'); end if;
  if type in ('integer', 'number') and private.is_valid_input(plain, 'numeric') and plain ~ '\d' and length(plain) < 400 then
    return private.bind_value(scope, plain, case when type = 'integer' and private.is_valid_input(plain, 'bigint') then 'bigint' else 'numeric' end);
  end if;
  if type = 'boolean' and lower(plain) in ('true', 'false') then return private.bind_value(scope, lower(plain), 'boolean'); end if;
  if type in ('date', 'timestamp') then
    instant := private.time_value(plain, scope.time_zone);
    if instant is not null and type = 'date' then return private.bind_value(scope, ((instant at time zone scope.time_zone)::date)::text, 'date'); end if;
    if instant is not null then return private.bind_value(scope, to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'timestamptz'); end if;
  end if;
  perform private.refuse_query(
    format('"%s" cannot be compared with column "%s", which is %s', left(plain, 60), column_name, type),
    case when type in ('date', 'timestamp') then 'Write dates as YYYY-MM-DD and times as ISO 8601.' else 'Give a value of the column''s type.' end
  );
end
$$;
comment on function private.compile_value is 'Binds one value as the type of the column it is compared with.';

create function private.compile_list(scope private.query_scope, node jsonb, type text)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  col text := quote_ident(node ->> 'column');
  element jsonb;
  bound text[] := '{}';
  test text := 'false';
begin
  if jsonb_typeof(node -> 'value') is distinct from 'array' or jsonb_array_length(node -> 'value') > 1000 then
    perform private.refuse_query(format('"%s" on column "%s" needs an array of at most 1,000 values', node ->> 'operator', node ->> 'column'));
  end if;
  for element in select value from jsonb_array_elements(node -> 'value') where jsonb_typeof(value) <> 'null' loop
    scope := private.compile_value(scope, element, type, node ->> 'column');
    bound := bound || scope.sql;
  end loop;
  if cardinality(bound) > 0 then test := format('coalesce(%s in (%s), false)', col, array_to_string(bound, ', ')); end if;
  if node -> 'value' @> '[null]' then test := format('(%s or %s is null)', test, col); end if;
  scope.sql := case when node ->> 'operator' = 'not_in' then 'not ' || test else test end;
  return scope;
end
$$;
comment on function private.compile_list is 'in and not_in. A null in the list stands for rows without a value.';

create function private.compile_between(scope private.query_scope, node jsonb, type text)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  col text := quote_ident(node ->> 'column');
  bounds jsonb := node -> 'value';
  test text := format('%s is not null', col);
begin
  if jsonb_typeof(bounds) is distinct from 'array' or jsonb_array_length(bounds) <> 2 then
    perform private.refuse_query(format('"between" on column "%s" needs an array of two values', node ->> 'column'));
  end if;
  if jsonb_typeof(bounds -> 0) <> 'null' then
    scope := private.compile_value(scope, bounds -> 0, type, node ->> 'column');
    test := format('%s >= %s', col, scope.sql);
  end if;
  if jsonb_typeof(bounds -> 1) <> 'null' then
    scope := private.compile_value(scope, bounds -> 1, type, node ->> 'column');
    test := format('%s and %s %s %s', test, col, case when type in ('date', 'timestamp') then '<' else '<=' end, scope.sql);
  end if;
  scope.sql := format('(%s)', test);
  return scope;
end
$$;
comment on function private.compile_between is 'between: bounds included, but the upper one excluded on times; a null bound is open.';

create function private.compile_search(scope private.query_scope, node jsonb, type text)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  needle text := node ->> 'value';
begin
  perform private.require_type(type, array['text'], node -> 'column', format('"%s"', node ->> 'operator'));
  if jsonb_typeof(node -> 'value') is distinct from 'string' then
    perform private.refuse_query(format('"%s" on column "%s" needs a string', node ->> 'operator', node ->> 'column'));
  end if;
  needle := regexp_replace(needle, '([\\%_])', '\\\1', 'g') || '%';
  scope := private.bind_value(scope, case when node ->> 'operator' = 'contains' then '%' || needle else needle end, 'text');
  scope.sql := format('%I ilike %s', node ->> 'column', scope.sql);
  return scope;
end
$$;
comment on function private.compile_search is 'contains and starts_with, whatever the case.';

create function private.compile_condition(scope private.query_scope, node jsonb)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  operator text := node ->> 'operator';
  type text;
  col text := quote_ident(node ->> 'column');
  given boolean := jsonb_typeof(node -> 'value') is distinct from 'null' and node ? 'value';
begin
  perform private.check_keys(node, array['column', 'operator', 'value'], 'A condition');
  type := private.column_type(scope, node -> 'column', 'A condition');
  if operator in ('is_null', 'is_not_null') or (operator in ('=', '!=') and not given) then
    scope.sql := format('%s is %snull', col, case when operator in ('is_not_null', '!=') then 'not ' else '' end);
    return scope;
  end if;
  if type = 'json' then perform private.require_type(type, array['text', 'integer', 'number', 'boolean', 'date', 'timestamp'], node -> 'column', 'a comparison'); end if;
  case operator
    when 'in', 'not_in' then return private.compile_list(scope, node, type);
    when 'between' then return private.compile_between(scope, node, type);
    when 'contains', 'starts_with' then return private.compile_search(scope, node, type);
    when '=', '!=', '<', '<=', '>', '>=' then
      if not given then perform private.refuse_query(format('"%s" on column "%s" needs a value', operator, node ->> 'column')); end if;
      scope := private.compile_value(scope, node -> 'value', type, node ->> 'column');
      scope.sql := format('%s %s %s', col, case operator when '!=' then 'is distinct from' else operator end, scope.sql);
      return scope;
    else null;
  end case;
  perform private.refuse_query(format('Unknown operator "%s"', left(coalesce(operator, ''), 40)),
    'Operators: =, !=, <, <=, >, >=, in, not_in, between, contains, starts_with, is_null, is_not_null.');
end
$$;
comment on function private.compile_condition is 'One comparison. != and not_in keep rows without a value: they are not that value.';

create function private.compile_filter(scope private.query_scope, node jsonb, depth int default 1)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  word text := (select key from jsonb_object_keys(case jsonb_typeof(node) when 'object' then node else '{}' end) key where key in ('and', 'or', 'not') limit 1);
  part jsonb;
  parts text[] := '{}';
begin
  if depth > 20 then perform private.refuse_query('The filter is nested more than 20 deep', 'Flatten it.'); end if;
  if word is null then return private.compile_condition(scope, node); end if;
  perform private.check_keys(node, array[word], format('A filter with "%s"', word));
  if word = 'not' then
    scope := private.compile_filter(scope, node -> 'not', depth + 1);
    scope.sql := format('(%s) is not true', scope.sql);
    return scope;
  end if;
  for part in select value from jsonb_array_elements(private.list_part(node, word, 100)) loop
    scope := private.compile_filter(scope, part, depth + 1);
    parts := parts || format('(%s)', scope.sql);
  end loop;
  scope.sql := case when cardinality(parts) = 0 then case word when 'and' then 'true' else 'false' end else array_to_string(parts, format(' %s ', word)) end;
  return scope;
end
$$;
comment on function private.compile_filter is 'A tree of conditions under and, or and not.';
