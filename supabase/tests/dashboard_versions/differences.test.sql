begin;
select plan(15);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, spec) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line', '{"mark": "line"}'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Total', 'metric', '{}');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board'), ('00000000-0000-4000-8000-0000000000b2', current_setting('t.p')::uuid, 'Other');
create function pg_temp.id(n int) returns uuid language sql immutable as $$ select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
create function pg_temp.widget(n int, over jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('id', pg_temp.id(n), 'type', 'chart', 'name', 'w' || n, 'chart_id', '00000000-0000-4000-8000-0000000000c1', 'position_x', 0, 'position_y', n, 'width', 6, 'height', 8) || over
$$;
create function pg_temp.tab(n int, variadic widgets jsonb[] default '{}') returns jsonb language sql as $$
  select jsonb_build_object('id', pg_temp.id(n), 'title', 'tab' || n, 'widgets', to_jsonb(widgets))
$$;
create function pg_temp.save(variadic tabs jsonb[]) returns uuid language sql as $$
  select save_dashboard_canvas(id, revision, jsonb_build_object('tabs', to_jsonb(tabs))) from dashboards where title <> 'Other';
  select (save_dashboard_version('00000000-0000-4000-8000-0000000000b1')).id
$$;
select set_config('t.a', pg_temp.save(pg_temp.tab(1, pg_temp.widget(11), pg_temp.widget(12)), pg_temp.tab(2))::text, true);
update charts set spec = '{"mark": "bar"}' where title = 'Revenue';
update dashboards set title = 'Numbers', tags = '{new}' where title = 'Board';
select set_config('t.b', pg_temp.save(pg_temp.tab(3), pg_temp.tab(1, pg_temp.widget(11, '{"width": 3}'), pg_temp.widget(13, '{"chart_id": "00000000-0000-4000-8000-0000000000c2"}')))::text, true);
select set_config('t.diff', diff_dashboard_versions(current_setting('t.a')::uuid, current_setting('t.b')::uuid)::text, true);
create function pg_temp.diff(path text) returns jsonb language sql as $$ select current_setting('t.diff')::jsonb #> path::text[] $$;
select is(pg_temp.diff('{dashboard}'), '{"title": {"from": "Board", "to": "Numbers"}, "tags": {"from": [], "to": ["new"]}}', 'fields of the dashboard');
select is(pg_temp.diff('{tabs,added,0,title}'), '"tab3"', 'a tab that is new');
select is(pg_temp.diff('{tabs,removed,0,title}'), '"tab2"', 'one that is gone');
select is(pg_temp.diff('{tabs,changed}'), jsonb_build_array(jsonb_build_object('id', pg_temp.id(1), 'fields', '{"position": {"from": 0, "to": 1}}'::jsonb)), 'one that moved');
select is(pg_temp.diff('{widgets,added,0,name}'), '"w13"', 'a widget that is new');
select is(pg_temp.diff('{widgets,removed,0,name}'), '"w12"', 'one that is gone');
select is(pg_temp.diff('{widgets,changed}'), jsonb_build_array(jsonb_build_object('id', pg_temp.id(11), 'fields', '{"width": {"from": 6, "to": 3}}'::jsonb)), 'one of another size');
select is(pg_temp.diff('{charts,added,0,title}'), '"Total"', 'a chart that came');
select is(pg_temp.diff('{charts,changed}'), '[{"id": "00000000-0000-4000-8000-0000000000c1", "fields": {"spec": {"from": {"mark": "line"}, "to": {"mark": "bar"}}}}]', 'one that is drawn otherwise');
select is(diff_dashboard_versions(current_setting('t.b')::uuid, current_setting('t.a')::uuid) #> '{tabs,removed,0,title}', '"tab3"', 'the other way round what came goes');
select is((select diff_dashboard_versions(current_setting('t.a')::uuid, current_setting('t.a')::uuid)),
  '{"dashboard": {}, "tabs": {"added": [], "removed": [], "changed": []}, "widgets": {"added": [], "removed": [], "changed": []}, "placements": {"added": [], "removed": [], "changed": []}, "charts": {"added": [], "removed": [], "changed": []}}', 'what is equal does not differ');
select set_config('t.other', (save_dashboard_version('00000000-0000-4000-8000-0000000000b2')).id::text, true);
select throws_ok($$select diff_dashboard_versions(current_setting('t.a')::uuid, current_setting('t.other')::uuid)$$, 'PT422', null, 'two dashboards are not compared');
select tests.as_user(current_setting('t.viewer')::uuid);
select lives_ok($$select diff_dashboard_versions(current_setting('t.a')::uuid, current_setting('t.b')::uuid)$$, 'a viewer compares');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select diff_dashboard_versions(current_setting('t.a')::uuid, current_setting('t.b')::uuid)$$, 'PT404', null, 'a stranger does not');
select throws_ok($$select diff_dashboard_versions(gen_random_uuid(), gen_random_uuid())$$, 'PT404', null, 'nor anybody what is not there');
select * from finish();
rollback;
