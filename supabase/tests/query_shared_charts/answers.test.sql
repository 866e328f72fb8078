begin;
select plan(29);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('day:date', 'region:text', 'product:text', 'amount:integer'), jsonb_build_array(
  jsonb_build_object('day', current_date, 'region', 'North', 'product', 'tea', 'amount', 1), jsonb_build_object('day', current_date - 400, 'region', 'North', 'product', 'salt', 'amount', 10),
  jsonb_build_object('day', current_date, 'region', 'South', 'product', 'tea', 'amount', 100)))::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, dataset_id, data_query) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'By product', 'bar', current_setting('t.d')::uuid, '{"dimensions": [{"column": "product"}], "measures": [{"function": "sum", "column": "amount", "as": "n"}]}'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Elsewhere', 'bar', current_setting('t.d')::uuid, '{}'),
  ('00000000-0000-4000-8000-0000000000c3', current_setting('t.p')::uuid, 'Broken', 'bar', current_setting('t.d')::uuid, '{"dimensions": [{"column": "gone"}]}');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 1, '{"tabs": [{"id": "00000000-0000-4000-8000-0000000000a1", "title": "One", "widgets": [
  {"id": "00000000-0000-4000-8000-0000000000e1", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c1", "position_x": 0, "position_y": 0, "width": 6, "height": 6},
  {"id": "00000000-0000-4000-8000-0000000000e3", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c3", "position_x": 0, "position_y": 6, "width": 6, "height": 6}]}]}');
select set_config('t.open', create_sharing_link('dashboard', '00000000-0000-4000-8000-0000000000b1') ->> 'token', true);
select set_config('t.filter', create_sharing_link('dashboard', '00000000-0000-4000-8000-0000000000b1', '{"filter": true}', 'correct horse') ->> 'token', true);
select set_config('t.chart', create_sharing_link('chart', '00000000-0000-4000-8000-0000000000c2') ->> 'token', true);
select tests.as_anon();
create function pg_temp.ask(token text default current_setting('t.open'), password text default null, charts uuid[] default null, filter jsonb default null) returns jsonb language sql as $$
  select query_shared_charts(token, password, charts, filter)
$$;
create function pg_temp.sums(answer jsonb) returns text language sql as $$
  select string_agg(format('%s=%s', value ->> 'product', value ->> 'n'), ' ' order by value ->> 'product') from jsonb_array_elements(answer #> '{00000000-0000-4000-8000-0000000000c1,result,rows}')
$$;
select is(pg_temp.sums(pg_temp.ask()), 'salt=10 tea=101', 'a visitor sees what the chart''s own query answers');
select is(pg_temp.ask() #> '{00000000-0000-4000-8000-0000000000c1,result,columns}', '[{"name": "product", "type": "text"}, {"name": "n", "type": "integer"}]', 'with its columns');
select is(pg_temp.ask() -> '00000000-0000-4000-8000-0000000000c3', '{"error": {"code": "unprocessable", "message": "This chart has no data to show", "hint": null}}', 'what goes wrong names no columns');
select is((select count(*) from jsonb_object_keys(pg_temp.ask())), 2::bigint, 'all charts of the dashboard are answered, and no others');
select is(pg_temp.ask(charts => '{00000000-0000-4000-8000-0000000000c2}'), '{}', 'even when asked for');
select is((select array_agg(key) from jsonb_object_keys(pg_temp.ask(charts => '{00000000-0000-4000-8000-0000000000c1}')) key), '{00000000-0000-4000-8000-0000000000c1}', 'some can be asked for alone');
select is(jsonb_array_length(pg_temp.ask(current_setting('t.chart')) #> '{00000000-0000-4000-8000-0000000000c2,result,rows}'), 3, 'a shared chart answers for itself');
select is(pg_temp.ask('osl_wrong') ->> 'code', 'PT404', 'a wrong token is refused');
select is(pg_temp.ask(current_setting('t.filter'), 'wrong horse') ->> 'code', 'PT404', 'and a wrong password');
select is(pg_temp.sums(pg_temp.ask(filter => '{"column": "product", "operator": "=", "value": "tea"}')), 'salt=10 tea=101', 'without permission nobody filters');
select is(pg_temp.sums(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"column": "product", "operator": "=", "value": "tea"}')), 'tea=101', 'with it by what the chart groups by');
select is(pg_temp.sums(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"column": "region", "operator": "=", "value": "North"}')), 'salt=10 tea=101', 'by nothing else');
select is(pg_temp.sums(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"or": [{"column": "product", "operator": "=", "value": "tea"}, {"not": {"column": "region", "operator": "=", "value": "North"}}]}')), 'salt=10 tea=101', 'however deep it is hidden');
select is(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"operator": "="}') #>> '{00000000-0000-4000-8000-0000000000c1,error,code}', 'unprocessable', 'a filter that is none is refused');
select is(tests.value_of('select count(*) from public.data_cache'), '2', 'what visitors filter is not kept');

select tests.run_sql($$update public.charts set data_query = jsonb_set(data_query, '{dimensions,1}', '{"column": "amount", "bin": 100}') where title = 'By product'$$);
select is(jsonb_array_length(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"column": "amount", "operator": "=", "value": 10}') #> '{00000000-0000-4000-8000-0000000000c1,result,rows}'), 3, 'nobody asks what exactly is in a bin');
select tests.run_sql($$update public.charts set data_query = data_query #- '{dimensions,1}' where title = 'By product'$$);
select tests.run_sql($$update public.dashboards set config = '{"time_zone": "Europe/Berlin", "time_range": "30d"}'$$);
select is(pg_temp.sums(pg_temp.ask()), 'tea=101', 'the range of the dashboard holds');
select tests.run_sql($$update public.dashboards set config = '{"filters": [{"column": "region", "operator": "=", "value": "North"}, {"column": "elsewhere", "operator": "=", "value": 1}]}'$$);
select is(pg_temp.sums(pg_temp.ask()), 'salt=10 tea=1', 'and its filters, those that concern the dataset');
select is(pg_temp.sums(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"column": "product", "operator": "=", "value": "tea"}')), 'tea=1', 'a visitor''s narrows them further');
select is(pg_temp.sums(pg_temp.ask(current_setting('t.filter'), 'correct horse', null, '{"or": [{"column": "product", "operator": "=", "value": "tea"}, {"not": {"and": []}}]}')), 'tea=1', 'and never widens them');
select tests.run_sql($$update public.dashboards set config = '{"filters": [{"column": "region", "operator": "nonsense"}]}'$$);
select is(pg_temp.ask() #>> '{00000000-0000-4000-8000-0000000000c1,error,code}', 'unprocessable', 'a filter of the dashboard that cannot be read hides all rather than nothing');

select tests.as_admin();
update charts set data_query = '{"measures": [{"function": "count"}]}', dataset_id = (select id from datasets where kind = 'system' and stream = 'workflow_runs' and project_id = current_setting('t.p')::uuid) where title = 'Elsewhere';
select tests.as_anon();
select is(pg_temp.ask(current_setting('t.chart')) #> '{00000000-0000-4000-8000-0000000000c2,result,rows}', '[{"count": 0}]', 'what contributors read of the system can be shared');
select tests.run_sql($$update private.system_streams set minimum_role = 'manager' where stream = 'workflow_runs'$$);
select is(pg_temp.ask(current_setting('t.chart')) #>> '{00000000-0000-4000-8000-0000000000c2,error,code}', 'unprocessable', 'what they may not read cannot');
select tests.as_admin();
create function pg_temp.range(time_range text, zone text default 'UTC') returns text language sql as $$
  select concat_ws(' ', private.range_filter(time_range::jsonb, zone, 'day') #>> '{and,0,value}', private.range_filter(time_range::jsonb, zone, 'day') #>> '{and,1,value}')
$$;
select is(pg_temp.range('"7d"'), concat_ws(' ', (now() at time zone 'UTC')::date - 6, (now() at time zone 'UTC')::date + 1), 'seven days end with today');
select is(pg_temp.range('"12m"'), concat_ws(' ', (date_trunc('month', now() at time zone 'UTC') - interval '11 months')::date, (now() at time zone 'UTC')::date + 1), 'twelve months are whole ones');
select is(pg_temp.range('{"from": "2026-01-01", "to": "2026-01-31"}'), '2026-01-01 2026-02-01', 'the last of two dates is included');
select is(pg_temp.range('"all"'), '', 'all time is no filter');
select is(pg_temp.range('"today"', 'Pacific/Kiritimati'), concat_ws(' ', (now() at time zone 'Pacific/Kiritimati')::date, (now() at time zone 'Pacific/Kiritimati')::date + 1), 'today is that of the dashboard''s zone');
select is(private.range_filter('"7d"', 'UTC', null), null, 'what has no time has no range');
select * from finish();
rollback;
