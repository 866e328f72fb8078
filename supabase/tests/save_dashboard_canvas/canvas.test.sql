begin;
set constraints private.send_broadcast immediate;
select plan(38);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.as_user(current_setting('t.stranger')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-0000000000c9', tests.project_of(auth.uid()), 'Theirs', 'bar');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b9', tests.project_of(auth.uid()), 'Theirs');
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'bar');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
select results_eq('select title, position from dashboard_tabs', $$values ('Overview', 0)$$, 'a dashboard comes with a tab');

create function pg_temp.id(n int) returns uuid language sql immutable as $$ select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
create function pg_temp.widget(n int, over jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('id', pg_temp.id(n), 'type', 'chart', 'name', 'w' || n, 'chart_id', '00000000-0000-4000-8000-0000000000c1', 'position_x', 0, 'position_y', n, 'width', 6, 'height', 8) || over
$$;
create function pg_temp.tab(n int, variadic widgets jsonb[] default '{}') returns jsonb language sql as $$
  select jsonb_build_object('id', pg_temp.id(n), 'title', 'tab' || n, 'widgets', to_jsonb(widgets))
$$;
create function pg_temp.save(revision bigint, variadic tabs jsonb[]) returns bigint language sql as $$
  select (save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', revision, jsonb_build_object('tabs', to_jsonb(tabs)))).revision
$$;
select is(pg_temp.save(1, pg_temp.tab(1, pg_temp.widget(11), pg_temp.widget(12, '{"type": "text", "chart_id": null, "config": {"markdown": "# Hi"}}')), pg_temp.tab(2)), 2::bigint, 'saving makes the next revision');
select results_eq('select title, position from dashboard_tabs order by position', $$values ('tab1', 0), ('tab2', 1)$$, 'tabs are written in order');
select results_eq('select name, type, config from widgets order by name', $$values ('w11', 'chart', '{}'::jsonb), ('w12', 'text', '{"markdown": "# Hi"}')$$, 'with their widgets');
select is(tests.value_of($$select payload - 'id' - 'seq' from realtime.messages where event = 'dashboard.changed'$$)::jsonb, '{"dashboard_id": "00000000-0000-4000-8000-0000000000b1", "revision": 2}', 'others are told');
select is(pg_temp.save(2, pg_temp.tab(2, pg_temp.widget(11, '{"width": 3}')), pg_temp.tab(1)), 3::bigint, 'tabs swap places, widgets move');
select results_eq('select w.name, t.title, w.width from widgets w join dashboard_tabs t on t.id = w.dashboard_tab_id', $$values ('w11', 'tab2', 3)$$, 'what is left out is gone');
select throws_ok($$select pg_temp.save(2, pg_temp.tab(1))$$, 'PT409', null, 'a stale edit is refused');
create function pg_temp.current() returns text language plpgsql as $$
declare
  said text;
begin
  perform pg_temp.save(1, pg_temp.tab(1));
exception when others then
  get stacked diagnostics said = pg_exception_detail;
  return said;
end
$$;
select is(pg_temp.current()::jsonb - array['updated_at', 'current', 'yours'], jsonb_build_object('revision', 3, 'updated_by', auth.uid()), 'with the revision there is, and whose');
select is(pg_temp.current()::jsonb #>> '{current,tabs,0,title}', 'tab2', 'what is there now');
select is(pg_temp.current()::jsonb #>> '{yours,tabs,0,title}', 'tab1', 'and what was to be written over it');
select throws_ok($$select pg_temp.save(null, pg_temp.tab(1))$$, 'PT409', null, 'an edit names its revision');
select is((select (save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 3, jsonb_build_object('tabs', jsonb_build_array(
  jsonb_build_object('id', pg_temp.id(1), 'title', 'tab1', 'widgets', (select jsonb_agg(pg_temp.widget(n)) from generate_series(20, 29) n)))))).revision), 4::bigint, 'ten charts fit on a tab');
select throws_ok($$select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 4, jsonb_build_object('tabs', jsonb_build_array(
  jsonb_build_object('id', pg_temp.id(1), 'title', 'tab1', 'widgets', (select jsonb_agg(pg_temp.widget(n)) from generate_series(20, 30) n)))))$$, 'PT422', null, 'eleven do not');
select is((select count(*) from widgets), 10::bigint, 'and nothing of them is kept');
select lives_ok($$select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 4, jsonb_build_object('tabs', jsonb_build_array(
  jsonb_build_object('id', pg_temp.id(2), 'title', 'tab2', 'widgets', (select jsonb_agg(pg_temp.widget(n)) from generate_series(20, 29) n)),
  jsonb_build_object('id', pg_temp.id(1), 'title', 'tab1', 'widgets', (select jsonb_agg(pg_temp.widget(n)) from generate_series(30, 39) n)))))$$, 'ten charts move to another tab while ten others come');

select throws_ok(format('select pg_temp.save(5, %L)', tab), 'PT400', null, what) from (values
  (pg_temp.tab(1) - 'id', 'a tab has an id'), (pg_temp.tab(1) || '{"title": " "}', 'a tab has a title'), (pg_temp.tab(1) || '{"widgets": {}}', 'a tab has a list of widgets'),
  (pg_temp.tab(1, pg_temp.widget(1, '{"width": 13}')), 'a widget is no wider than the grid'), (pg_temp.tab(1, pg_temp.widget(1, '{"type": "video"}')), 'a widget has a type there is'),
  (pg_temp.tab(1, pg_temp.widget(1), pg_temp.widget(1)), 'a widget is there once'),
  (pg_temp.tab(1, pg_temp.widget(1, '{"chart_id": "00000000-0000-4000-8000-0000000000c9"}')), 'a widget shows no chart of another tenant')
) wrong (tab, what);
select throws_ok($$select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 5, '{}')$$, 'PT400', null, 'a dashboard has a tab');
select is((select (save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 5, jsonb_build_object('tabs', jsonb_build_array(pg_temp.tab(1))), '{"title": "Sales", "config": {"time_range": "30d"}}')).revision), 6::bigint, 'title and config are part of the edit');
select results_eq('select title, description, config from dashboards', $$values ('Sales', null::text, '{"time_range": "30d"}'::jsonb)$$, 'and what about leaves out stays');
select throws_ok($$select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 6, jsonb_build_object('tabs', jsonb_build_array(pg_temp.tab(2))), '{"title": " "}')$$, '23514', null, 'a blank title is refused');
select results_eq('select d.title, t.title from dashboards d join dashboard_tabs t on t.dashboard_id = d.id', $$values ('Sales', 'tab1')$$, 'together with the tabs that came with it');
select is((select (save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 6, jsonb_build_object('tabs', jsonb_build_array(
  pg_temp.tab(1, pg_temp.widget(11, '{"min_width": 2, "refresh_interval": 30, "data_query": {"limit": 5}}'))
)))).revision), 7::bigint, 'a widget has a smallest size, a query and an interval');
select lives_ok($$select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 7, jsonb_build_object('tabs', jsonb_build_array(pg_temp.tab(1, pg_temp.widget(11)))))$$, 'a canvas need not say all');
select results_eq('select min_width, refresh_interval, data_query from widgets', $$values (2, 30, '{"limit": 5}'::jsonb)$$, 'what it leaves out stays as it was');
select throws_ok($$select pg_temp.save(8, pg_temp.tab(1, pg_temp.widget(11, '{"refresh_interval": 1}')))$$, '23514', null, 'nothing is refreshed all the time');
select lives_ok($$select pg_temp.save(8, pg_temp.tab(1))$$, 'the tab is emptied');
select throws_ok($$insert into widgets (project_id, dashboard_id, dashboard_tab_id, type) select project_id, dashboard_id, id, 'text' from dashboard_tabs$$, '42501', null, 'widgets are written no other way');
select set_config('t.tab', tests.value_of($$select id from public.dashboard_tabs where dashboard_id = '00000000-0000-4000-8000-0000000000b9'$$), true);
select throws_ok($$select pg_temp.save(9, pg_temp.tab(1) || jsonb_build_object('id', current_setting('t.tab')))$$, 'PT409', null, 'a tab of another dashboard is not taken');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok($$select pg_temp.save(5, pg_temp.tab(1))$$, 'PT403', null, 'a viewer saves nothing');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select pg_temp.save(5, pg_temp.tab(1))$$, 'PT404', null, 'for a stranger there is no such dashboard');
select throws_ok($$select save_dashboard_canvas(gen_random_uuid(), 1, '{}')$$, 'PT404', null, 'nor one that is not');
select * from finish();
rollback;
