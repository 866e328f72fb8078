begin;
select plan(7);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.d', tests.make_dataset(tests.project_of(current_setting('t.ada')::uuid), 'Orders', tests.columns('a:integer'), '[{"a": 1}]')::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.answers', query_datasets(jsonb_build_array(
  jsonb_build_object('dataset_id', current_setting('t.d'), 'query', '{"columns": ["a"]}'::jsonb),
  jsonb_build_object('dataset_id', current_setting('t.d'), 'query', '{"columns": ["b"]}'::jsonb),
  jsonb_build_object('dataset_id', 'x', 'query', '{}'::jsonb),
  7,
  jsonb_build_object('dataset_id', current_setting('t.d'), 'query', '{"columns": ["a"], "limit": 1}'::jsonb)
))::text, true);
select is(jsonb_array_length(current_setting('t.answers')::jsonb), 5, 'every query has an answer, in order');
select is(current_setting('t.answers')::jsonb -> 0 -> 'result' -> 'rows', '[{"a": 1}]', 'a good one its result');
select is(current_setting('t.answers')::jsonb -> 1 -> 'error', '{"code": "bad_request", "message": "Column \"b\" is not in dataset \"Orders\"", "hint": "Columns: a."}', 'a bad one its error');
select is(current_setting('t.answers')::jsonb -> 2 -> 'error' ->> 'code', 'bad_request', 'even one that is no query');
select is(current_setting('t.answers')::jsonb -> 4 -> 'result' -> 'rows', '[{"a": 1}]', 'and errors do not touch the others');
select throws_ok($$select query_datasets('{}')$$, 'PT400', null, 'queries are an array');
select throws_ok($$select query_datasets((select jsonb_agg(n) from generate_series(1, 101) n))$$, 'PT400', null, 'of at most 100');
select * from finish();
rollback;
