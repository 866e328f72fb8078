-- What compiling a query hands from clause to clause.
create type private.query_scope as (
  dataset_name text,
  columns jsonb,       -- name → type of what can be named in this clause
  time_zone text,
  readable boolean,    -- placeholders for people ($1, $2 …) instead of arrays
  vals text[],         -- bound values, and their types
  types text[],
  result jsonb,        -- [{name, type}] of the answer
  ties text[],         -- what rows are ordered by where nothing else tells them apart
  sql text             -- the fragment compiled last
);

create function private.refuse_query(problem text, hint text default 'Correct the query document.')
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.raise_error('PT400', problem, hint);
end
$$;

create function private.check_keys(doc jsonb, allowed text[], what text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  unknown text;
begin
  if jsonb_typeof(doc) is distinct from 'object' then
    perform private.refuse_query(format('%s is not an object', what), 'Its keys: ' || array_to_string(allowed, ', ') || '.');
  end if;
  select key into unknown from jsonb_object_keys(doc) key where key <> all (allowed) limit 1;
  if unknown is not null then
    perform private.refuse_query(format('Unknown key "%s" in %s', left(unknown, 63), lower(left(what, 1)) || substr(what, 2)),
      'Its keys: ' || array_to_string(allowed, ', ') || '.');
  end if;
end
$$;
comment on function private.check_keys is 'Refuses a part of a query document that is no object or has keys nobody knows.';

create function private.list_part(query jsonb, key text, at_most int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  part jsonb := coalesce(nullif(query -> key, 'null'), '[]');
begin
  if jsonb_typeof(part) <> 'array' or jsonb_array_length(part) > at_most then
    perform private.refuse_query(format('"%s" is not an array of at most %s', key, at_most));
  end if;
  return part;
end
$$;
comment on function private.list_part is 'An array of a query document, empty when it is left out.';

create function private.whole_part(query jsonb, key text, otherwise int, lowest int, highest int)
returns int
language plpgsql
set search_path = ''
as $$
declare
  part jsonb := coalesce(nullif(query -> key, 'null'), to_jsonb(otherwise));
begin
  if jsonb_typeof(part) = 'number' and part::numeric between lowest and highest and part::numeric % 1 = 0 then return part::numeric::int; end if;
  perform private.refuse_query(format('"%s" is not a whole number from %s to %s', key, lowest, highest));
end
$$;
comment on function private.whole_part is 'A whole number of a query document within its bounds.';

create function private.column_type(scope private.query_scope, name jsonb, what text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  type text := scope.columns ->> (name #>> '{}');
begin
  if type is not null and jsonb_typeof(name) = 'string' then return type; end if;
  if jsonb_typeof(name) is distinct from 'string' then
    perform private.refuse_query(format('%s does not name a column', what));
  end if;
  perform private.refuse_query(
    format('Column "%s" is not in %s', left(name #>> '{}', 63), scope.dataset_name),
    'Columns: ' || (select coalesce(string_agg(key, ', '), 'none') from (select key from jsonb_object_keys(scope.columns) key limit 40) first_ones) || '.'
  );
end
$$;
comment on function private.column_type is 'The type of a column a query names; PT400 with the columns there are when there is none. Only names that pass here are quoted into SQL.';

create function private.require_type(type text, allowed text[], column_name jsonb, use text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if type = any (allowed) then return; end if;
  perform private.refuse_query(
    format('Column "%s" is %s; %s needs %s', left(column_name #>> '{}', 63), type, use, array_to_string(allowed, ' or '))
  );
end
$$;
comment on function private.require_type is 'Refuses to apply something to a column of the wrong type.';

create function private.result_name(part jsonb)
returns text
language plpgsql
set search_path = ''
as $$
declare
  name text := part ->> 'as';
begin
  if name is null and part ? 'function' then
    name := concat_ws('_', part ->> 'function', part ->> 'column');
  elsif name is null then
    name := part ->> 'column';
  end if;
  if octet_length(name) not between 1 and 63 or name ~ '[\x01-\x1f]' or starts_with(name, '_row') then
    perform private.refuse_query(
      format('The result name "%s" is empty, longer than 63 bytes, begins with _row or has control characters', left(name, 63)),
      'Give it another one with "as".'
    );
  end if;
  return name;
end
$$;
comment on function private.result_name is 'What a dimension or measure is called in the result.';
