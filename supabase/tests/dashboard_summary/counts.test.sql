begin;
select plan(18);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer'))::text, true);
insert into connectors (id, project_id, name, type) select id, current_setting('t.p')::uuid, name, (select connector_type from connector_schemas limit 1)
from (values ('00000000-0000-4000-8000-0000000000f1'::uuid, 'One'), ('00000000-0000-4000-8000-0000000000f2', 'Two')) made (id, name);
update datasets set connector_id = '00000000-0000-4000-8000-0000000000f1' where id = current_setting('t.d')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, dataset_id) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line', current_setting('t.d')::uuid);
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b2', current_setting('t.p')::uuid, 'Empty');
select set_config('t.b', (create_dashboard_from_template('00000000-0000-4000-8000-000000000101', current_setting('t.p')::uuid, 'Board')).id::text, true);
insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id)
select t.project_id, t.id, '00000000-0000-4000-8000-0000000000c1', s.id from dashboard_tabs t join dashboard_template_slots s on s.template_id = t.template_id and s.slot_key = 'trend';
select save_dashboard_canvas(current_setting('t.b')::uuid, 2, jsonb_build_object('tabs', jsonb_build_array(
  jsonb_build_object('id', (select id from dashboard_tabs where dashboard_id = current_setting('t.b')::uuid), 'title', 'One', 'widgets', '[]'::jsonb), '{"id": "00000000-0000-4000-8000-0000000000a2", "title": "Two", "widgets": [
  {"id": "00000000-0000-4000-8000-0000000000e1", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c1", "position_x": 0, "position_y": 0, "width": 6, "height": 6},
  {"id": "00000000-0000-4000-8000-0000000000e2", "type": "metric", "connector_id": "00000000-0000-4000-8000-0000000000f2", "position_x": 6, "position_y": 0, "width": 3, "height": 6},
  {"id": "00000000-0000-4000-8000-0000000000e3", "type": "text", "position_x": 0, "position_y": 6, "width": 12, "height": 2}]}'::jsonb)));
select save_dashboard_version(current_setting('t.b')::uuid);
create function pg_temp.said(col text) returns text language plpgsql as $$
declare
  found text;
begin
  execute format('select %I::text from dashboard_summary where title = ''Board''', col) into found;
  return found;
end
$$;
select is(pg_temp.said(col), value, col) from (values
  ('widget_count', '4'), ('widget_types', '{chart,metric,text}'), ('chart_count', '1'), ('connector_count', '2'), ('tab_count', '2'), ('proposal_count', '0'), ('version_number', '1'),
  ('last_edited_by', current_setting('t.ada'))
) expected (col, value);
select results_eq($$select widget_count, widget_types, chart_count, connector_count, tab_count, version_number from dashboard_summary where title = 'Empty'$$, $$values (0::bigint, '{}'::text[], 0::bigint, 0::bigint, 1::bigint, null::int)$$, 'an empty one has a tab');
select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from dashboard_summary), 2::bigint, 'a viewer sees it');
select lives_ok($$select record_dashboard_view(current_setting('t.b')::uuid)$$, 'and is counted');
select results_eq($$select view_count, last_viewed_at is not null, revision from dashboard_summary where title = 'Board'$$, $$values (1::bigint, true, 3::bigint)$$, 'which is no edit');
select tests.as_user(current_setting('t.stranger')::uuid);
select is_empty('select id from dashboard_summary', 'a stranger sees nothing');
select throws_ok($$select record_dashboard_view(current_setting('t.b')::uuid)$$, 'PT404', null, 'and is not counted');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok('select record_dashboard_view(gen_random_uuid())', 'PT404', null, 'what is not there is not looked at');
select throws_ok('select record_dashboard_view(null)', 'PT404', null, 'nor nothing');
select tests.as_anon();
select throws_ok($$select record_dashboard_view(current_setting('t.b')::uuid)$$, '42501', null, 'nobody who is not signed in is counted');
select tests.as_admin();
select is((select view_count from dashboards where title = 'Board'), 1::bigint, 'so it was looked at once');
select * from finish();
rollback;
