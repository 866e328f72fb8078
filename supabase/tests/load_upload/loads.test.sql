begin;
select plan(32);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
create function pg_temp.load(options jsonb) returns uuid language sql as $$
  select (load_upload(current_setting('t.p')::uuid, tests.make_upload(current_setting('t.p')::uuid), '{"format": "csv"}' || options)).id
$$;
create function pg_temp.rows() returns jsonb language sql as $$ select query_dataset(id, '{}') -> 'rows' from datasets where name = 'Orders' $$;

select set_config('t.r', pg_temp.load(jsonb_build_object('mode', 'create', 'name', ' Orders ', 'columns', tests.columns('a:integer', 'b:number!') || '[null]'))::text, true);
select results_eq('select status, trigger, attempt from sync_runs', $$values ('queued', 'upload', 0)$$, 'a run is queued');
select results_eq('select name, row_count, version, kind from datasets where kind = ''upload''', $$values ('Orders', 0::bigint, 0::bigint, 'upload')$$, 'its dataset is there, empty');
select is(pg_temp.rows(), '[]', 'and can be asked');
select is(tests.value_of($$select message::text from pgmq.q_connector_sync$$)::jsonb, jsonb_build_object('v', 1, 'type', 'load_upload', 'project_id', current_setting('t.p'), 'id', current_setting('t.r')), 'the worker gets a message');
select throws_ok($$select pg_temp.load(jsonb_build_object('mode', 'create', 'name', 'Orders', 'columns', tests.columns('a:integer')))$$, 'PT409', null, 'a second load of one name is told to wait');
select is(tests.run_load(current_setting('t.r')::uuid, '[["1", "2.50"], ["x", "3"], ["2", ""], [" 3 ", "1,000.5"], [null, "NaN"], ["4", "Infinity"], ["", "7"]]'),
  '{"rows_written": 3, "rows_rejected": 4}', 'what fits is written');
select is(pg_temp.rows(), '[{"a": 1, "b": 2.50}, {"a": 3, "b": 1000.5}, {"a": null, "b": 7}]', 'blanks and separators of thousands are understood');
select results_eq('select line_number, reason, record from sync_rejections order by line_number', $$values
  (3::bigint, '"x" in column "a" is not a whole number', 'x,3'), (4, 'Column "b" is empty', '2,'), (6, 'Column "b" is empty', ',NaN'), (7, '"Infinity" in column "b" is not a number', '4,Infinity')$$,
  'and what does not is told, line by line, as it was');
select results_eq('select status, rows_read, rows_written, rows_rejected, finished_at is not null from sync_runs', $$values ('succeeded', 7::bigint, 3::bigint, 4::bigint, true)$$, 'the run has counted');
select results_eq('select row_count, version from datasets where kind = ''upload''', $$values (3::bigint, 1::bigint)$$, 'the dataset too');
select is(tests.value_of('select count(*) from pgmq.q_connector_sync'), '0', 'the message is done');

select set_config('t.options', jsonb_build_object('dataset_id', (select id from datasets where kind = 'upload'), 'columns', tests.columns('b:text', 'c:boolean', 'd:date', 'e:timestamp', 'f:json'))::text, true);
select set_config('t.r', pg_temp.load(current_setting('t.options')::jsonb || '{"mode": "append", "decimal": ",", "date_order": "dmy"}')::text, true);
select is(tests.run_load(current_setting('t.r')::uuid, '[["1.234,5", "yes", "31.12.2024", "01/02/2024 10:00", "{\"x\": 1}"], ["1", null, null, null, "{"], ["2", "0", "12/31/2024", "", null]]'),
  '{"rows_written": 1, "rows_rejected": 2}', 'an appended file keeps the types there are and brings columns of its own');
select is(pg_temp.rows() -> 3, '{"a": null, "b": 1234.5, "c": true, "d": "2024-12-31", "e": "2024-02-01T10:00:00+00:00", "f": {"x": 1}}', 'decimal comma and order of dates are those of the file');
select is((select string_agg(reason, '|' order by line_number) from sync_rejections where sync_run_id = current_setting('t.r')::uuid), '"{" in column "f" is not JSON|"12/31/2024" in column "d" is not a date', 'a date in another order is refused');
select is((select jsonb_array_length(columns) from datasets where kind = 'upload'), 6, 'the dataset is wider');
select results_eq('select row_count, version from datasets where kind = ''upload''', $$values (4::bigint, 2::bigint)$$, 'and longer');
select throws_ok($$select pg_temp.load(jsonb_build_object('mode', 'append', 'dataset_id', (select id from datasets where kind = 'upload'), 'columns', tests.columns('a:integer')))$$, 'PT400',
  'Column "b" of dataset "Orders" may not be empty, and the file has no such column', 'a file that lacks a needed column is refused');

select set_config('t.r', pg_temp.load(jsonb_build_object('mode', 'replace', 'dataset_id', (select id from datasets where kind = 'upload'), 'columns', tests.columns('z:text')))::text, true);
select is(tests.run_load(current_setting('t.r')::uuid, '[["new"], [""], [null]]'), '{"rows_written": 3, "rows_rejected": 0}', 'a replacing file brings its own columns');
select is(pg_temp.rows(), '[{"z": "new"}, {"z": ""}, {"z": null}]', 'and nothing else is left; an empty text is no missing one');
select results_eq('select row_count, version from datasets where kind = ''upload''', $$values (3::bigint, 3::bigint)$$, 'the version goes on');
select lives_ok(format('select append_rows(%L, %L)', (select id from datasets where kind = 'upload'), '[{"z": "more"}]'), 'the new table is watched');
select results_eq('select row_count, version from datasets where kind = ''upload''', $$values (4::bigint, 4::bigint)$$, 'and counted');

select set_config('t.r', pg_temp.load(jsonb_build_object('mode', 'create', 'name', 'Bad', 'columns', tests.columns('reason:integer')))::text, true);
select throws_ok(format('select tests.run_load(%L, %L)', current_setting('t.r'), '[["x"], ["y"]]'), 'PT422', 'None of the 2 records fits', 'a file of which nothing fits is no load');
select tests.as_service();
select private.fail_run(current_setting('t.r')::uuid, 'unprocessable', 'None of the 2 records fits');
select tests.as_user(current_setting('t.ada')::uuid);
select results_eq($$select status, error_message from sync_runs where id = current_setting('t.r')::uuid$$, $$values ('failed', 'None of the 2 records fits')$$, 'the run says why it failed');
select lives_ok($$select set_config('t.r', pg_temp.load(jsonb_build_object('mode', 'create', 'name', 'Bad', 'columns', tests.columns('reason:text', 'incoming:text')))::text, true)$$, 'the next try may use the name');
select is(tests.run_load(current_setting('t.r')::uuid, '[["x", "y"]]') ->> 'rows_written', '1', 'and works, whatever columns are called');

select throws_ok($$select pg_temp.load('{"mode": "create", "name": "x", "columns": []}')$$, 'PT400', null, 'a file needs a column');
select throws_ok($$select pg_temp.load(jsonb_build_object('mode', 'create', 'name', 'x', 'columns', (select jsonb_agg(c) from generate_series(1, 2) n, jsonb_array_elements(tests.columns('a:text')) c)))$$, 'PT400', 'Two columns are called "a"', 'columns have names of their own');
select throws_ok($$select pg_temp.load(jsonb_build_object('mode', 'create', 'name', 'x', 'columns', (select jsonb_agg(c) from generate_series(1, 2000) n, jsonb_array_elements(tests.columns('a' || n || ':text')) c)))$$, 'PT400', 'A dataset has 1 to 1,000 columns', '2,000 columns are too many');
select throws_ok($$select pg_temp.load(jsonb_build_object('mode', 'create', 'name', '', 'columns', tests.columns('a:text')))$$, 'PT400', null, 'a dataset needs a name');
select throws_ok($$select load_upload(current_setting('t.p')::uuid, current_setting('t.p') || '/x/missing.csv', jsonb_build_object('mode', 'create', 'name', 'x', 'format', 'csv', 'columns', tests.columns('a:text')))$$, 'PT404', null, 'a file that is not there is not loaded');
select throws_ok($$select load_upload(current_setting('t.p')::uuid, gen_random_uuid() || '/x/other.csv', jsonb_build_object('mode', 'create', 'name', 'x', 'format', 'csv', 'columns', tests.columns('a:text')))$$, 'PT400', null, 'nor one of another project');
select * from finish();
rollback;
