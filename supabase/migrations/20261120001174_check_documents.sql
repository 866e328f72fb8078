create function private.value_problem(label text, value jsonb, rule jsonb)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  kind text := jsonb_typeof(value);
  types text[] := case jsonb_typeof(rule -> 'type') when 'array' then array(select jsonb_array_elements_text(rule -> 'type')) else array[rule ->> 'type'] end;
  plain text := value #>> '{}';
begin
  -- Values are never repeated: they may be secrets.
  if rule ? 'type' and not (kind = any (types) or (kind = 'number' and 'integer' = any (types) and value::numeric % 1 = 0)) then
    return format('"%s" is not of type %s', label, array_to_string(types, ' or '));
  elsif rule ? 'enum' and not rule -> 'enum' @> value then
    return format('"%s" is none of %s', label, (select string_agg(allowed, ', ') from jsonb_array_elements_text(rule -> 'enum') allowed));
  elsif kind = 'string' and rule ? 'pattern' and plain !~ (rule ->> 'pattern') then
    return format('"%s" does not have the form it needs', label);
  elsif kind = 'string' and not length(plain) between coalesce((rule ->> 'minLength')::int, 0) and coalesce((rule ->> 'maxLength')::int, 65536) then
    return format('"%s" is too short or too long', label);
  elsif kind = 'number' and (value::numeric < (rule ->> 'minimum')::numeric or value::numeric > (rule ->> 'maximum')::numeric) then
    return format('"%s" is not from %s to %s', label, coalesce(rule ->> 'minimum', '-∞'), coalesce(rule ->> 'maximum', '∞'));
  elsif kind = 'array' and not jsonb_array_length(value) between coalesce((rule ->> 'minItems')::int, 0) and coalesce((rule ->> 'maxItems')::int, 1000) then
    return format('"%s" has too few or too many elements', label);
  elsif kind = 'array' and rule ? 'items' then
    return (select min(private.value_problem(label, element, rule -> 'items')) from jsonb_array_elements(value) element);
  elsif kind = 'object' then
    return private.document_problem(value, rule, label);
  end if;
  return null;
end
$$;

create function private.document_problem(document jsonb, schema jsonb, label text default null)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  known jsonb := coalesce(schema -> 'properties', '{}');
  further jsonb := schema -> 'additionalProperties';
  field record;
  problem text;
begin
  if jsonb_typeof(document) is distinct from 'object' then return format('%s is not an object', coalesce('"' || label || '"', 'It')); end if;
  select format('"%s" is missing', name) into problem from jsonb_array_elements_text(schema -> 'required') name where not document ? name limit 1;
  for field in select key, value from jsonb_each(document) order by key loop
    exit when problem is not null;
    if known ? field.key then
      problem := private.value_problem(field.key, field.value, known -> field.key);
    elsif further = 'false' then
      problem := format('There is no field "%s"', left(field.key, 63));
    elsif private.names_a_secret(field.key) then
      problem := format('"%s" in "%s" looks like a secret, which is kept elsewhere', left(field.key, 63), label);
    elsif jsonb_typeof(further) = 'object' then
      problem := private.value_problem(left(field.key, 63), field.value, further);
    end if;
  end loop;
  return problem;
end
$$;
comment on function private.document_problem is
  'What is first wrong with a document by a JSON Schema; null when nothing is. Knows what the catalogue''s forms use, not all of JSON Schema.';

create function private.check_document(document jsonb, schema jsonb, what text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  problem text := private.document_problem(document, schema, what);
begin
  if problem is null then return; end if;
  perform private.raise_error('PT400', format('%s: %s', what, problem), coalesce(
    'Its fields: ' || (select string_agg(key, ', ' order by value -> 'x-order', key) from jsonb_each(schema -> 'properties')) || '.', 'It has no fields.'
  ));
end
$$;
comment on function private.check_document is 'Raises PT400 with the first thing that is wrong with a document.';

grant execute on function private.value_problem, private.document_problem, private.check_document to authenticated, service_role;
