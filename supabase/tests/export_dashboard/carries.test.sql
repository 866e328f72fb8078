begin;
select plan(34);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.q', tests.project_of(current_setting('t.stranger')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.make_dataset(current_setting(p)::uuid, 'Orders', tests.columns('a:integer')) from unnest(array['t.p', 't.q']) p;
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, spec, dataset_id) select '00000000-0000-4000-8000-0000000000c1', project_id, 'Revenue', 'line', '{"mark": "line"}', id from datasets where name = 'Orders';
select set_config('t.b', (create_dashboard_from_template('00000000-0000-4000-8000-000000000101', current_setting('t.p')::uuid, 'Board')).id::text, true);
insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id)
select t.project_id, t.id, '00000000-0000-4000-8000-0000000000c1', s.id from dashboard_tabs t join dashboard_template_slots s on s.template_id = t.template_id and s.slot_key = 'trend';
select save_dashboard_canvas(current_setting('t.b')::uuid, 2, jsonb_build_object('tabs', jsonb_build_array(
  jsonb_build_object('id', (select id from dashboard_tabs), 'title', 'One', 'widgets', '[]'::jsonb), '{"id": "00000000-0000-4000-8000-0000000000a2", "title": "Two", "widgets": [
  {"id": "00000000-0000-4000-8000-0000000000e1", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c1", "position_x": 0, "position_y": 0, "width": 6, "height": 6}]}'::jsonb)));
select tests.as_user(current_setting('t.viewer')::uuid);
select set_config('t.doc', export_dashboard(current_setting('t.b')::uuid)::text, true);
select is(current_setting('t.doc')::jsonb #>> '{charts,0,dataset}', 'Orders', 'a viewer exports; datasets are named');
select is(current_setting('t.doc')::jsonb #>> '{templates,0,name}', 'Executive', 'templates come along');
select unalike(current_setting('t.doc'), '%' || current_setting('t.p') || '%', 'it says nothing of the project');
select unalike(current_setting('t.doc'), '%' || current_setting('t.ada') || '%', 'nor of people');
select throws_ok($$select import_dashboard(current_setting('t.p')::uuid, current_setting('t.doc')::jsonb)$$, 'PT403', null, 'a viewer imports nothing');
select throws_ok($$select import_dashboard(current_setting('t.q')::uuid, current_setting('t.doc')::jsonb)$$, 'PT404', null, 'nobody does where they are not');

select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select export_dashboard(current_setting('t.b')::uuid)$$, 'PT404', null, 'a stranger exports nothing');
select set_config('t.i', (import_dashboard(current_setting('t.q')::uuid, current_setting('t.doc')::jsonb)).id::text, true);
select results_eq('select title, project_id, created_by from dashboards', $$select 'Board', current_setting('t.q')::uuid, auth.uid()$$, 'but imports what was handed over');
select results_eq('select title, position, template_id from dashboard_tabs order by position', $$values ('One', 0, '00000000-0000-4000-8000-000000000101'::uuid), ('Two', 1, null)$$, 'with its tabs');
select results_eq('select c.title, c.spec, d.name, c.project_id from charts c join datasets d on d.id = c.dataset_id', $$values ('Revenue', '{"mark": "line"}'::jsonb, 'Orders', current_setting('t.q')::uuid)$$, 'its charts, on the dataset of that name');
select is((select count(*) from charts where id = '00000000-0000-4000-8000-0000000000c1'), 0::bigint, 'under new ids');
select is((select s.slot_key from chart_placements p join dashboard_template_slots s on s.id = p.template_slot_id), 'trend', 'in the same slot');
select is((select w.chart_id from widgets w), (select id from charts), 'and on the same tab');
select lives_ok($$select import_dashboard(current_setting('t.q')::uuid, current_setting('t.doc')::jsonb)$$, 'any number of times');
select is((select count(*) from dashboard_templates where project_id is not null), 0::bigint, 'a template of the system needs no copy');
select is(
  (select export_dashboard(current_setting('t.i')::uuid) -> 'charts' -> 0) - 'id', (current_setting('t.doc')::jsonb #> '{charts,0}') - 'id', 'exported again it is the same'
);

create function pg_temp.with(path text[], value jsonb) returns text language sql as $$ select jsonb_set(current_setting('t.doc')::jsonb, path, value)::text $$;
select throws_ok(format($$select import_dashboard(current_setting('t.q')::uuid, %L)$$, doc), code, null, what) from (values
  ('PT400', '"x"', 'a document is an object'), ('PT400', '{}', 'with what belongs in it'), ('PT422', pg_temp.with('{format}', '"other"'), 'a dashboard of ours'),
  ('PT422', pg_temp.with('{version}', '2'), 'of a version there is'), ('PT400', pg_temp.with('{version}', '1.5'), 'that is a whole number'), ('PT400', pg_temp.with('{extra}', '1'), 'no key is unknown'),
  ('PT400', pg_temp.with('{dashboard,is_public}', 'true'), 'not in the dashboard'), ('PT400', pg_temp.with('{charts,0,dataset_id}', '"00000000-0000-4000-8000-0000000000c1"'), 'nor in a chart'),
  ('PT400', pg_temp.with('{charts}', '[]'), 'what is placed is in it'), ('PT400', pg_temp.with('{charts,0,spec}', '[]'), 'a spec is an object'), ('PT400', pg_temp.with('{tabs,1,widgets,0,width}', '99'), 'a widget lies on the grid'),
  ('PT400', pg_temp.with('{tabs,1,widgets,0,id}', '"1"'), 'ids are ids'), ('PT400', pg_temp.with('{tabs}', '7'), 'lists are lists'), ('PT400', pg_temp.with('{templates,0,slots,0,id}', 'null'), 'so in templates'),
  ('23514', pg_temp.with('{templates,0,slots,0}', '{"id": "00000000-0000-4000-8000-0000000000c1", "slot_key": "a b", "position_config": {}, "slot_type": "chart"}'), 'a slot is one as any other')
) wrong (code, doc, what);
select throws_ok($$select import_dashboard(current_setting('t.q')::uuid, current_setting('t.doc')::jsonb || jsonb_build_object('dashboard', jsonb_build_object('title', 'x', 'config', jsonb_build_object('x', repeat('x', 9000000)))))$$, 'PT413', null, 'it is not too large');
select is((select count(*) from dashboards), 2::bigint, 'of what was refused nothing is kept');
select throws_ok($$select import_dashboard(null, '{}')$$, 'PT404', null, 'an import goes somewhere');
select * from finish();
rollback;
