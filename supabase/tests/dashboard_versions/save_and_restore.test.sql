begin;
select plan(33);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer'))::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, spec, dataset_id, data_query, tags) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line', '{"mark": "line"}', current_setting('t.d')::uuid, '{"limit": 7}', '{money}'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Total', 'metric', '{}', null, '{}', '{}');
select set_config('t.b', (create_dashboard_from_template('00000000-0000-4000-8000-000000000101', current_setting('t.p')::uuid, 'Board')).id::text, true);
update dashboards set description = 'All of it', theme = '{"dark": true}', config = '{"time_zone": "UTC"}', tags = '{a,b}';
insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id, customizations)
select t.project_id, t.id, '00000000-0000-4000-8000-0000000000c1', s.id, '{"title": "x"}' from dashboard_tabs t join dashboard_template_slots s on s.template_id = t.template_id and s.slot_key = 'trend';
create function pg_temp.save(revision bigint, variadic tabs jsonb[]) returns bigint language sql as $$
  select (save_dashboard_canvas(current_setting('t.b')::uuid, revision, jsonb_build_object('tabs', to_jsonb(tabs)))).revision
$$;
select set_config('t.tab', (select id from dashboard_tabs)::text, true);
select pg_temp.save(3, jsonb_build_object('id', current_setting('t.tab'), 'title', 'First', 'widgets', '[]'::jsonb), '{"id": "00000000-0000-4000-8000-0000000000a2", "title": "Second", "widgets": [
  {"id": "00000000-0000-4000-8000-0000000000e1", "type": "metric", "name": "Total", "chart_id": "00000000-0000-4000-8000-0000000000c2", "position_x": 0, "position_y": 0, "width": 3, "height": 4, "min_width": 2, "refresh_interval": 60},
  {"id": "00000000-0000-4000-8000-0000000000e2", "type": "text", "config": {"markdown": "# Hi"}, "position_x": 3, "position_y": 0, "width": 9, "height": 4}
]}');

select is((save_dashboard_version(current_setting('t.b')::uuid, ' First try ')).version_number, 1, 'a dashboard is kept as version 1');
select results_eq('select change_summary, status, base_version, created_by from dashboard_versions', 'select ''First try'', ''published'', null::int, auth.uid()', 'with what was said of it, and by whom');
select results_eq($$select jsonb_array_length(snapshot -> 'tabs'), jsonb_array_length(snapshot -> 'charts'), snapshot #>> '{tabs,1,widgets,1,config,markdown}' from dashboard_versions$$, $$values (2, 2, '# Hi')$$, 'and everything that is on it');
select throws_ok('update dashboard_versions set status = ''rejected''', '42501', null, 'nobody changes a version');
select throws_ok('delete from dashboard_versions', '42501', null, 'or removes one');

-- Everything is changed or goes.
select set_config('t.before', (select snapshot from dashboard_versions)::text, true);
update charts set title = 'Other', spec = '{"mark": "bar"}', chart_type = 'bar', tags = '{}' where id = '00000000-0000-4000-8000-0000000000c1';
delete from chart_placements;
select pg_temp.save(5, jsonb_build_object('id', gen_random_uuid(), 'title', 'New', 'widgets', jsonb_build_array(
  '{"id": "00000000-0000-4000-8000-0000000000e1", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c1", "position_x": 0, "position_y": 0, "width": 12, "height": 9}'::jsonb)));
update dashboards set title = 'Changed', description = null, theme = '{}', config = '{}', tags = '{}';
delete from charts where id = '00000000-0000-4000-8000-0000000000c2';
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b2', current_setting('t.p')::uuid, 'Elsewhere');
select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b2', 1, '{"tabs": [{"id": "00000000-0000-4000-8000-0000000000a9", "title": "x", "widgets": [
  {"id": "00000000-0000-4000-8000-0000000000e9", "type": "chart", "chart_id": "00000000-0000-4000-8000-0000000000c1", "position_x": 0, "position_y": 0, "width": 3, "height": 4}]}]}');

create function pg_temp.version(n int) returns uuid language sql as $$ select id from dashboard_versions where dashboard_id = current_setting('t.b')::uuid and version_number = n $$;
select set_config('t.outcome', restore_dashboard_version(pg_temp.version(1))::text, true);
select is(current_setting('t.outcome')::jsonb ->> 'version_number', '3', 'version 1 is restored as version 3');
select is(current_setting('t.outcome')::jsonb -> 'changed_charts', '["00000000-0000-4000-8000-0000000000c1", "00000000-0000-4000-8000-0000000000c2"]', 'the answer names the charts that changed');
select is(current_setting('t.outcome')::jsonb -> 'other_dashboards', '[{"id": "00000000-0000-4000-8000-0000000000b2", "title": "Elsewhere"}]', 'and where else they are');
select results_eq('select version_number, change_summary, base_version from dashboard_versions order by 1',
  $$values (1, 'First try', null), (2, 'Before version 1 was restored', 1), (3, 'Restored version 1', 1)$$, 'what was there until then is kept');
select is((select snapshot from dashboard_versions where version_number = 3), current_setting('t.before')::jsonb, 'the dashboard is what it was');
select is((select snapshot #>> '{dashboard,title}' from dashboard_versions where version_number = 2), 'Changed', 'and can be again what it became');
select results_eq('select title, chart_type, tags, dataset_id from charts order by title', $$values ('Revenue', 'line', '{money}'::text[], current_setting('t.d')::uuid), ('Total', 'metric', '{}', null)$$, 'a deleted chart is back');
select is((select customizations from chart_placements p join dashboard_template_slots s on s.id = p.template_slot_id where s.slot_key = 'trend'), '{"title": "x"}', 'a chart is in its slot again');
select is((current_setting('t.outcome')::jsonb ->> 'revision')::bigint, (select revision from dashboards where id = current_setting('t.b')::uuid), 'the answer tells the revision');
select is((select max(version_number) from chart_versions where chart_id = '00000000-0000-4000-8000-0000000000c1'), 3, 'restoring a chart is a version of it');
select is(restore_dashboard_version(pg_temp.version(3)) -> 'changed_charts', '[]', 'restoring what is there changes no chart');
select is((select count(*) from dashboard_versions), 4::bigint, 'and keeps nothing twice');

delete from datasets;
select is((select restore_dashboard_version(pg_temp.version(1)) -> 'changed_charts'), '[]', 'a dataset that is gone stays gone');
select is((select count(*) from dashboard_versions where change_summary like 'Before%'), 2::bigint, 'which was a change worth keeping');
insert into dashboard_templates (id, project_id, name) values ('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Own');
insert into dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type)
values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000a001', 'one', '{"x": 0, "y": 0, "width": 6, "height": 6}', 'chart');
select set_config('t.c', (create_dashboard_from_template('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Own')).id::text, true);
insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id)
select t.project_id, t.id, '00000000-0000-4000-8000-0000000000c1', s.id from dashboard_tabs t join dashboard_template_slots s on s.template_id = t.template_id and s.slot_key = 'one';
select set_config('t.v', (save_dashboard_version(current_setting('t.c')::uuid)).id::text, true);
delete from chart_placements p using dashboard_tabs t where t.id = p.dashboard_tab_id and t.dashboard_id = current_setting('t.c')::uuid;
delete from dashboard_template_slots where slot_key = 'one';
select lives_ok($$select restore_dashboard_version(current_setting('t.v')::uuid)$$, 'a slot that is gone keeps nothing from being restored');
select results_eq($$select chart_id, template_slot_id from chart_placements p join dashboard_tabs t on t.id = p.dashboard_tab_id where t.dashboard_id = current_setting('t.c')::uuid$$,
  $$values ('00000000-0000-4000-8000-0000000000c1'::uuid, null::uuid)$$, 'its chart is on the tab without one');

select tests.as_user(current_setting('t.viewer')::uuid);
select isnt_empty('select id from dashboard_versions', 'a viewer reads versions');
select throws_ok($$select save_dashboard_version(current_setting('t.b')::uuid, '')$$, 'PT403', null, 'but keeps none');
select throws_ok($$select restore_dashboard_version(pg_temp.version(1))$$, 'PT403', null, 'and restores none');
select set_config('t.v1', pg_temp.version(1)::text, true);
select tests.as_user(current_setting('t.stranger')::uuid);
select is_empty('select id from dashboard_versions', 'a stranger reads none');
select throws_ok($$select save_dashboard_version(current_setting('t.b')::uuid, '')$$, 'PT404', null, 'keeps none');
select throws_ok($$select restore_dashboard_version(current_setting('t.v1')::uuid)$$, 'PT404', null, 'and restores none');
select throws_ok($$select save_dashboard_version(gen_random_uuid(), '')$$, 'PT404', null, 'what is not there has no versions');
select tests.as_user(current_setting('t.ada')::uuid);
select is((save_dashboard_version(current_setting('t.b')::uuid)).version_number, (select max(version_number) + 1 from dashboard_versions where dashboard_id = current_setting('t.b')::uuid), 'numbers go on');
select is((select count(*)::int from dashboard_versions where dashboard_id = current_setting('t.b')::uuid), (select max(version_number) from dashboard_versions where dashboard_id = current_setting('t.b')::uuid), 'without gaps');
update dashboards set config = jsonb_build_object('x', repeat('x', 200000)) where id = current_setting('t.b')::uuid;
select lives_ok($$select save_dashboard_version(current_setting('t.b')::uuid)$$, 'large ones are kept too');
select tests.as_service();
select is((save_dashboard_version(current_setting('t.b')::uuid, 'By a machine')).created_by, null, 'the service role keeps versions in nobody''s name');
select tests.as_user(current_setting('t.ada')::uuid);
delete from dashboards;
select is((select count(*) from dashboard_versions), 0::bigint, 'a dashboard takes its versions along');
select * from finish();
rollback;
