begin;
set constraints private.send_broadcast immediate;
select plan(27);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.as_user(current_setting('t.stranger')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-0000000000c9', tests.project_of(auth.uid()), 'Theirs', 'bar');
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Total', 'metric');
select set_config('t.b', (create_dashboard_from_template('00000000-0000-4000-8000-000000000101', current_setting('t.p')::uuid, 'Board')).id::text, true);
select set_config('t.tab', (select id from dashboard_tabs where dashboard_id = current_setting('t.b')::uuid)::text, true);

create function pg_temp.slot(key text, template text default 'Executive') returns uuid language sql as $$
  select s.id from dashboard_template_slots s join dashboard_templates t on t.id = s.template_id where s.slot_key = key and t.name = template
$$;
create function pg_temp.place(chart text, slot uuid, tab text default current_setting('t.tab')) returns void language sql as $$
  insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id)
  values (current_setting('t.p')::uuid, tab::uuid, ('00000000-0000-4000-8000-0000000000' || chart)::uuid, slot)
$$;
select lives_ok($$select pg_temp.place('c1', pg_temp.slot('trend'))$$, 'a chart is placed in a slot');
select is((select revision from dashboards), 2::bigint, 'which is an edit of the dashboard');
select is(tests.value_of($$select payload ->> 'revision' from realtime.messages where event = 'dashboard.changed'$$), '2', 'that others are told of');
select throws_ok($$select pg_temp.place('c1', pg_temp.slot('trend'))$$, '23505', null, 'a slot takes one chart');
select throws_ok($$select pg_temp.place('c1', pg_temp.slot('load', 'Energy'))$$, 'PT422', 'The tab''s template has no such slot', 'a slot of another template is refused');
select throws_ok($$select pg_temp.place('c1', pg_temp.slot('breakdown'))$$, 'PT422', 'The slot "breakdown" takes no chart of type line', 'and a chart of a type the slot does not take');
select throws_ok($$select pg_temp.place('c1', pg_temp.slot('figure_1'))$$, 'PT422', null, 'a slot for a figure takes figures');
select throws_ok($$select pg_temp.place('c1', pg_temp.slot('summary'))$$, 'PT422', null, 'one for text no chart');
select lives_ok($$select pg_temp.place('c2', pg_temp.slot('figure_1'))$$, 'a figure goes where figures go');
select throws_ok($$select pg_temp.place('c9', null)$$, '23503', null, 'a chart of another tenant is not placed');
select throws_ok($$update charts set chart_type = 'metric' where title = 'Revenue'$$, 'PT422', 'The slot "trend" takes no chart of type metric', 'a chart does not change to a type its slot does not take');
select lives_ok($$update charts set chart_type = 'area' where title = 'Revenue'$$, 'but to another it takes');
select throws_ok($$update chart_placements set template_slot_id = pg_temp.slot('figure_2') where chart_id = '00000000-0000-4000-8000-0000000000c1'$$, 'PT422', null, 'nor is it moved to such a slot');
select lives_ok($$update chart_placements set template_slot_id = pg_temp.slot('figure_2') where chart_id = '00000000-0000-4000-8000-0000000000c2'$$, 'a placement moves');
select is((select revision from dashboards), 4::bigint, 'each of which is an edit');
select lives_ok($$update chart_placements set customizations = '{"title": "All of it"}' where chart_id = '00000000-0000-4000-8000-0000000000c2'$$, 'it may look otherwise than elsewhere');
select throws_ok($$update chart_placements set dashboard_tab_id = gen_random_uuid()$$, '42501', null, 'it stays on its tab');
select throws_ok($$delete from charts where title = 'Revenue'$$, 'PT409', 'The chart "Revenue" is on "Board"', 'a placed chart says where it is');

insert into dashboard_templates (id, project_id, name) values ('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Own');
insert into dashboard_template_slots (id, project_id, template_id, slot_key, position_config, slot_type)
values ('00000000-0000-4000-8000-00000000a002', current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000a001', 'one', '{"x": 0, "y": 0, "width": 6, "height": 6}', 'chart');
select set_config('t.second', (create_dashboard_from_template('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Second')).id::text, true);
select pg_temp.place('c1', '00000000-0000-4000-8000-00000000a002', (select id::text from dashboard_tabs where dashboard_id = current_setting('t.second')::uuid));
select throws_ok($$update dashboard_template_slots set constraints = '{"chart_types": ["pie"]}' where slot_key = 'one'$$, 'PT409', null, 'a slot keeps taking what is in it');
select throws_ok($$delete from dashboard_template_slots where slot_key = 'one'$$, '23503', null, 'and is not deleted under it');
select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from chart_placements), 3::bigint, 'a viewer sees placements');
select throws_ok($$select pg_temp.place('c1', pg_temp.slot('comparison'))$$, '42501', null, 'but places nothing');
select is_empty('delete from chart_placements returning id', 'and removes nothing');
select tests.as_user(current_setting('t.stranger')::uuid);
select is_empty('select id from chart_placements', 'a stranger sees none');
select throws_ok(format($$select pg_temp.place('c9', null, %L)$$, current_setting('t.tab')), '42501', null, 'and places nothing there');
select tests.as_user(current_setting('t.ada')::uuid);
delete from chart_placements where dashboard_tab_id = current_setting('t.tab')::uuid;
select is((select revision from dashboards where title = 'Board'), 6::bigint, 'taking charts off is one edit');
select tests.as_admin();
select throws_ok($$update dashboards set template_id = '00000000-0000-4000-8000-00000000a001', project_id = tests.project_of(current_setting('t.stranger')::uuid) where title = 'Board'$$, 'PT404', null, 'no dashboard follows a template of another tenant');
select * from finish();
rollback;
