begin;
select plan(48);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.as_user(current_setting('t.stranger')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-0000000000c9', tests.project_of(auth.uid()), 'Theirs', 'bar');
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, spec) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line', '{"mark": "line"}'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Total', 'metric', '{}');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
create function pg_temp.widget(over jsonb default '{}') returns jsonb language sql as $$
  select '{"id": "00000000-0000-4000-8000-0000000000e1", "type": "chart", "name": "w", "chart_id": "00000000-0000-4000-8000-0000000000c1", "position_x": 0, "position_y": 0, "width": 6, "height": 8}' || over
$$;
create function pg_temp.chart(over jsonb default '{}') returns jsonb language sql as $$
  select '{"id": "00000000-0000-4000-8000-0000000000c1", "title": "Revenue", "chart_type": "line", "spec": {"mark": "area"}}' || over
$$;
create function pg_temp.doc(over jsonb default '{}', tab jsonb default '{}', variadic widgets jsonb[] default array[pg_temp.widget()]) returns jsonb language sql as $$
  select jsonb_build_object('v', 1, 'dashboard', '{"title": "Proposed"}'::jsonb, 'charts', jsonb_build_array(pg_temp.chart()), 'tabs', jsonb_build_array(
    '{"id": "00000000-0000-4000-8000-0000000000a1", "title": "One"}' || jsonb_build_object('widgets', to_jsonb(widgets)) || tab)) || over
$$;
create function pg_temp.propose(doc jsonb default pg_temp.doc()) returns dashboard_versions language sql as $$
  select propose_dashboard_version('00000000-0000-4000-8000-0000000000b1', doc, 'A better one')
$$;
select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 1, pg_temp.doc());
select set_config('t.v', (pg_temp.propose()).id::text, true);
select results_eq('select version_number, status, base_version, change_summary from dashboard_versions order by 1', $$values (1, 'published', null, 'What a proposal starts from'), (2, 'proposed', 1, 'A better one')$$, 'a proposal names what it starts from');
select results_eq('select title, revision from dashboards', $$values ('Board', 2::bigint)$$, 'the dashboard stays as it is');
select results_eq('select spec, revision from charts where title = ''Revenue''', $$values ('{"mark": "line"}'::jsonb, 1::bigint)$$, 'and so do its charts');
select is((select count(*) from chart_versions), 2::bigint, 'of which nothing is kept');
select is(diff_dashboard_versions((select id from dashboard_versions where version_number = 1), current_setting('t.v')::uuid) #> '{charts,changed,0,fields}',
  '{"spec": {"from": {"mark": "line"}, "to": {"mark": "area"}}}', 'the proposal can be compared with its base');
select throws_ok($$select restore_dashboard_version(current_setting('t.v')::uuid)$$, 'PT409', null, 'a proposal is approved, not restored');

select throws_ok(format('select pg_temp.propose(%L)', doc), code, null, what) from (values
  ('PT400', '[]'::jsonb, 'a snapshot is an object'), ('PT400', '{}', 'with everything in it'), ('PT400', null, 'and not nothing'),
  ('PT422', pg_temp.doc('{"v": 2}'), 'of a version there is'), ('PT400', pg_temp.doc('{"extra": 1}'), 'without keys nobody knows'),
  ('PT400', pg_temp.doc('{"dashboard": {"title": 7}}'), 'a title is text'), ('PT400', pg_temp.doc('{"dashboard": {}}'), 'and must be there'), ('23514', pg_temp.doc('{"dashboard": {"title": " "}}'), 'it is not blank'),
  ('PT400', pg_temp.doc('{"dashboard": {"title": "x", "tags": [1]}}'), 'tags are texts'), ('PT400', pg_temp.doc('{"dashboard": {"title": "x", "is_public": true}}'), 'nobody publishes by the way'),
  ('PT400', pg_temp.doc('{"tabs": []}'), 'a dashboard has a tab'), ('PT400', pg_temp.doc('{}', '{"id": "x"}'), 'a tab has an id'), ('PT400', pg_temp.doc('{}', '{"project_id": "00000000-0000-4000-8000-0000000000a1"}'), 'and belongs where its dashboard is'),
  ('PT400', pg_temp.doc('{}', '{}', pg_temp.widget('{"width": 99}')), 'a widget lies on the grid'), ('PT400', pg_temp.doc('{}', '{}', pg_temp.widget('{"type": "video"}')), 'and is of a type there is'),
  ('PT400', pg_temp.doc('{}', '{}', pg_temp.widget(), pg_temp.widget()), 'and is there once'), ('PT400', pg_temp.doc('{"charts": []}', '{}', pg_temp.widget('{"chart_id": "00000000-0000-4000-8000-0000000000c9"}')), 'no chart of another tenant is placed'),
  ('PT400', pg_temp.doc(jsonb_build_object('charts', jsonb_build_array(pg_temp.chart('{"id": "00000000-0000-4000-8000-0000000000c9"}'))), '{}', pg_temp.widget('{"chart_id": "00000000-0000-4000-8000-0000000000c9"}')), 'or written over'),
  ('PT400', pg_temp.doc('{}', '{}', pg_temp.widget('{"chart_id": null}')), 'no chart is written that is not placed'), ('PT400', pg_temp.doc(jsonb_build_object('charts', jsonb_build_array(pg_temp.chart('{"spec": []}')))), 'a spec is an object'),
  ('23514', pg_temp.doc(jsonb_build_object('charts', jsonb_build_array(pg_temp.chart('{"chart_type": "; drop"}')))), 'a chart has a type'),
  ('PT422', pg_temp.doc('{"charts": []}', (select jsonb_build_object('placements', jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'chart_id', '00000000-0000-4000-8000-0000000000c1'))) from generate_series(1, 10))), 'a tab holds ten charts'),
  ('PT409', pg_temp.doc('{"revision": 1}'), 'a stale revision is refused at once')
) wrong (code, doc, what);
select results_eq('select title from dashboards', $$values ('Board')$$, 'nothing of all that was kept');
select is((select count(*) from dashboard_versions), 2::bigint, 'nor counted');

select is((approve_dashboard_version(current_setting('t.v')::uuid)) - array['version_id', 'revision'],
  '{"version_number": 2, "dashboard_id": "00000000-0000-4000-8000-0000000000b1", "changed_charts": ["00000000-0000-4000-8000-0000000000c1"], "other_dashboards": []}', 'approving it');
select results_eq('select d.title, c.spec ->> ''mark'' from dashboards d, charts c where c.title = ''Revenue''', $$values ('Proposed', 'area')$$, 'makes the dashboard what it says');
select results_eq('select status, reviewed_by, reviewed_at is not null, snapshot ? ''chart_revisions'' from dashboard_versions where version_number = 2', $$select 'published', auth.uid(), true, false$$, 'under who approved it');
select throws_ok($$select approve_dashboard_version(current_setting('t.v')::uuid)$$, 'PT409', null, 'once');
select throws_ok($$select reject_dashboard_version(current_setting('t.v')::uuid, 'late')$$, 'PT409', null, 'it is not turned down later');

create function pg_temp.detail(version uuid) returns jsonb language plpgsql as $$
declare
  said text;
begin
  perform approve_dashboard_version(version);
exception when sqlstate 'PT409' then
  get stacked diagnostics said = pg_exception_detail;
  return said;
end
$$;
select set_config('t.v', (pg_temp.propose(pg_temp.doc('{"revision": 3, "dashboard": {"title": "Again"}}'))).id::text, true);
update charts set title = 'Revenue of all' where id = '00000000-0000-4000-8000-0000000000c1';
select is(pg_temp.detail(current_setting('t.v')::uuid) #> '{current,charts,changed,0,fields,title}', '{"from": "Revenue", "to": "Revenue of all"}', 'a chart that changed meanwhile makes it stale, which is shown');
select is(pg_temp.detail(current_setting('t.v')::uuid) #> '{yours,dashboard,title}', '{"from": "Proposed", "to": "Again"}', 'beside what was proposed');
select is((reject_dashboard_version(current_setting('t.v')::uuid, 'Stale')).review_note, 'Stale', 'it is turned down with a reason');
select throws_ok($$select approve_dashboard_version(current_setting('t.v')::uuid)$$, 'PT409', 'This version is rejected already', 'and is then closed');
select set_config('t.v', (pg_temp.propose(pg_temp.doc(jsonb_build_object('charts', jsonb_build_array('{"id": "00000000-0000-4000-8000-0000000000c2", "title": "New total", "chart_type": "metric", "spec": {}}'::jsonb)), '{}', pg_temp.widget('{"chart_id": "00000000-0000-4000-8000-0000000000c2"}')))).id::text, true);
update charts set title = 'Old total' where id = '00000000-0000-4000-8000-0000000000c2';
select throws_ok($$select approve_dashboard_version(current_setting('t.v')::uuid)$$, 'PT409', null, 'so does a chart that was not on the dashboard, but is written over');
select tests.as_service();
select set_config('t.v', (pg_temp.propose()).id::text, true);
select is((select created_by from dashboard_versions where id = current_setting('t.v')::uuid), null, 'a machine proposes in nobody''s name');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok('select pg_temp.propose()', 'PT403', null, 'a viewer proposes nothing');
select throws_ok($$select approve_dashboard_version(current_setting('t.v')::uuid)$$, 'PT403', null, 'approves nothing');
select throws_ok($$select reject_dashboard_version(current_setting('t.v')::uuid)$$, 'PT403', null, 'and turns nothing down');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok('select pg_temp.propose()', 'PT404', null, 'for a stranger there is no dashboard');
select throws_ok($$select approve_dashboard_version(current_setting('t.v')::uuid)$$, 'PT404', null, 'nor a proposal');
select throws_ok($$select reject_dashboard_version(current_setting('t.v')::uuid)$$, 'PT404', null, 'to turn down');
select * from finish();
rollback;
