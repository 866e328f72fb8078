begin;
select plan(25);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Secret orders', tests.columns('a:integer'))::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, spec, dataset_id, data_query, tags) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line', '{"mark": "line"}', current_setting('t.d')::uuid, '{"limit": 7}', '{internal}'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Hidden', 'bar', '{}', null, '{}', '{}');
insert into dashboards (id, project_id, title, tags) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board', '{internal}');
select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 1, '{"tabs": [{"id": "00000000-0000-4000-8000-0000000000a1", "title": "One", "widgets": [
  {"id": "00000000-0000-4000-8000-0000000000e1", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c1", "data_query": {"limit": 3}, "position_x": 0, "position_y": 0, "width": 6, "height": 6}]}]}');
select set_config('t.open', create_sharing_link('dashboard', '00000000-0000-4000-8000-0000000000b1') ->> 'token', true);
select set_config('t.locked', create_sharing_link('dashboard', '00000000-0000-4000-8000-0000000000b1', '{"export": true}', 'correct horse') ->> 'token', true);
select set_config('t.chart', create_sharing_link('chart', '00000000-0000-4000-8000-0000000000c1') ->> 'token', true);
select set_config('t.template', create_sharing_link('template', (save_dashboard_as_template('00000000-0000-4000-8000-0000000000b1', 'Layout')).id) ->> 'token', true);

select tests.as_anon();
select set_config('t.seen', open_shared_resource(current_setting('t.open'))::text, true);
select is(current_setting('t.seen')::jsonb #>> '{document,title}', 'Board', 'whoever has a link sees the dashboard');
select is(current_setting('t.seen')::jsonb #> '{document,charts}', jsonb_build_array(jsonb_build_object('id', '00000000-0000-4000-8000-0000000000c1', 'title', 'Revenue', 'description', null, 'chart_type', 'line', 'spec', '{"mark": "line"}'::jsonb, 'dataset_id', current_setting('t.d'))), 'its charts, and no others');
select is(current_setting('t.seen')::jsonb #>> '{document,tabs,0,widgets,0,id}', '00000000-0000-4000-8000-0000000000e1', 'where they are');
select is(current_setting('t.seen')::jsonb -> 'dataset_ids', jsonb_build_array(current_setting('t.d')), 'and which datasets they show');
select is(current_setting('t.seen')::jsonb -> 'permissions', '{"view": true, "filter": false, "export": false}', 'with what one may do');
select unalike(current_setting('t.seen'), '%' || what || '%', 'but not ' || what) from unnest(array['internal', 'Secret', 'limit', 'connector', 'created_by', 'example.com', current_setting('t.p'), current_setting('t.ada')]) what;
select is(open_shared_resource(current_setting('t.chart')) #>> '{document,title}', 'Revenue', 'a chart is opened');
select is(open_shared_resource(current_setting('t.template')) #>> '{document,slots,0,slot_key}', 'chart_1', 'a template is opened');
select is(open_shared_resource(current_setting('t.locked'), 'correct horse') #>> '{permissions,export}', 'true', 'with the password what is locked');
select tests.as_user(current_setting('t.ada')::uuid);
select is(open_shared_resource(current_setting('t.open')) #>> '{document,title}', 'Board', 'who is signed in opens it as well');
select is((select access_count from sharing_links where id = (select id from sharing_links where permissions ->> 'export' = 'false' and resource_type = 'dashboard')), 2::bigint, 'each time is counted');
select isnt((select last_accessed_at from sharing_links where resource_type = 'chart'), null, 'and the last one known');
select is((select view_count from dashboards), 0::bigint, 'visitors are no viewers');

select tests.as_anon();
select throws_ok('select * from dashboards', '42501', null, 'besides, visitors read nothing');
select throws_ok('select * from dashboard_summary', '42501', null, 'no view');
select throws_ok('select * from private.sharing_attempts', '42501', null, 'nothing that is private');
select throws_ok('select private.tabs_of(gen_random_uuid())', '42501', null, 'and call nothing');
select throws_ok($$select private.shared_dashboard(null)$$, '42501', null, 'that would open more');
select * from finish();
rollback;
