begin;
select plan(17);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
-- Names that would break out of quotes, formats, placeholders and JSON.
select set_config('t.names', jsonb_build_array('a"; drop table x; --', '''', '%s %I %1$s', '$1', E'\\', 'select', 'é漢字🙂', ' ', 'now()', '{}', 'value', 'answer', 'count', 'A', 'a')::text, true);
select set_config('t.d', tests.make_dataset(
  tests.project_of(current_setting('t.ada')::uuid), 'Orders',
  (select jsonb_agg(jsonb_build_object('name', value, 'type', 'text', 'nullable', true, 'role', 'dimension') order by n) from jsonb_array_elements(current_setting('t.names')::jsonb) with ordinality x (value, n)),
  (select jsonb_build_array(jsonb_object_agg(value, 'v' || n)) from jsonb_array_elements_text(current_setting('t.names')::jsonb) with ordinality x (value, n))
)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select is(
  query_dataset(current_setting('t.d')::uuid, jsonb_build_object('dimensions', jsonb_build_array(jsonb_build_object('column', name)), 'measures', '[{"function": "count", "as": "n"}]'::jsonb,
    'filter', jsonb_build_object('column', name, 'operator', '=', 'value', 'v' || n), 'order', jsonb_build_array(jsonb_build_object('by', name)))) -> 'rows',
  jsonb_build_array(jsonb_build_object(name, 'v' || n, 'n', 1)), 'a column called ' || name
) from jsonb_array_elements_text(current_setting('t.names')::jsonb) with ordinality x (name, n);
select is(jsonb_array_length(query_dataset(current_setting('t.d')::uuid, jsonb_build_object('filter', jsonb_build_object('or', jsonb_agg(
  jsonb_build_object('column', 'a', 'operator', operator, 'value', 'x'' or true; drop table public.users; -- $1 %s')
)))) -> 'rows'), 0, 'values are bound, not written into the SQL') from unnest(array['=', 'contains', 'starts_with']) operator;
create function pg_temp.nested(depth int) returns jsonb language plpgsql as $$
declare
  node jsonb := '{"column": "a", "operator": "is_null"}';
begin
  for i in 1..depth loop
    node := jsonb_build_object('not', node);
  end loop;
  return jsonb_build_object('filter', node);
end
$$;
select throws_ok(format('select query_dataset(%L, pg_temp.nested(500))', current_setting('t.d')), 'PT400', 'The filter is nested more than 20 deep', 'endless nesting is refused');
select * from finish();
rollback;
