begin;
select plan(25);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.q', tests.project_of(current_setting('t.stranger')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.make_dataset(current_setting(p)::uuid, 'Orders', tests.columns('a:integer')) from unnest(array['t.p', 't.q']) p;
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, dataset_id) select '00000000-0000-4000-8000-0000000000c1', project_id, 'Revenue', 'line', id from datasets where name = 'Orders';
insert into dashboard_templates (id, project_id, name) values ('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Own');
insert into dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type)
values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000a001', 'one', '{"x": 0, "y": 0, "width": 6, "height": 6}', 'chart');
select set_config('t.b', (create_dashboard_from_template('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Board')).id::text, true);
insert into chart_placements (project_id, dashboard_tab_id, chart_id, template_slot_id)
select t.project_id, t.id, '00000000-0000-4000-8000-0000000000c1', s.id from dashboard_tabs t join dashboard_template_slots s on s.template_id = t.template_id;
select save_dashboard_canvas(current_setting('t.b')::uuid, 2, jsonb_build_object('tabs', jsonb_build_array(jsonb_build_object('id', (select id from dashboard_tabs), 'title', 'One', 'widgets', jsonb_build_array(
  '{"id": "00000000-0000-4000-8000-0000000000e1", "type": "text", "config": {"markdown": "# Hi"}, "position_x": 6, "position_y": 0, "width": 6, "height": 6}'::jsonb)))));

select set_config('t.copy', (duplicate_dashboard(current_setting('t.b')::uuid)).id::text, true);
select results_eq($$select title, template_id, created_by from dashboards where id = current_setting('t.copy')::uuid$$, $$select 'Board (copy)', '00000000-0000-4000-8000-00000000a001'::uuid, auth.uid()$$, 'a copy in the same project');
select results_eq($$select title from dashboard_tabs where dashboard_id = current_setting('t.copy')::uuid$$, $$values ('One')$$, 'has the same tabs');
select results_eq($$select config from widgets where dashboard_id = current_setting('t.copy')::uuid$$, $$values ('{"markdown": "# Hi"}'::jsonb)$$, 'the same widgets');
select is((select count(*) from chart_placements p join dashboard_template_slots s on s.id = p.template_slot_id and s.slot_key = 'one'), 2::bigint, 'the same charts in the same slots');
select is((select count(*) from charts), 1::bigint, 'which are one row: edited once, changed in both');
select is((duplicate_dashboard(current_setting('t.b')::uuid, 'Named')).title, 'Named', 'it may be given a title');
select is((select count(*) from dashboards where title = 'Board'), 1::bigint, 'the original stays as it is');

select throws_ok($$select duplicate_dashboard(current_setting('t.b')::uuid, null, current_setting('t.q')::uuid)$$, 'PT404', null, 'a project one is not in takes no copy');
select tests.add_member(current_setting('t.q')::uuid, current_setting('t.ada')::uuid, 'viewer');
select throws_ok($$select duplicate_dashboard(current_setting('t.b')::uuid, null, current_setting('t.q')::uuid)$$, 'PT403', null, 'nor one in which one only looks');
select tests.run_sql($$update public.project_users set role = 'contributor' where project_id = current_setting('t.q')::uuid$$);
select set_config('t.away', (duplicate_dashboard(current_setting('t.b')::uuid, null, current_setting('t.q')::uuid)).id::text, true);
select results_eq($$select project_id, title from dashboards where id = current_setting('t.away')::uuid$$, $$values (current_setting('t.q')::uuid, 'Board (copy)')$$, 'a copy in another project');
select results_eq($$select c.title, d.name, c.project_id from charts c join datasets d on d.id = c.dataset_id where c.id <> '00000000-0000-4000-8000-0000000000c1'$$,
  $$values ('Revenue', 'Orders', current_setting('t.q')::uuid)$$, 'has charts of its own, with the dataset of the same name there');
select results_eq($$select t.name, s.slot_key from chart_placements p join dashboard_template_slots s on s.id = p.template_slot_id join dashboard_templates t on t.id = s.template_id where p.project_id = current_setting('t.q')::uuid$$,
  $$values ('Own', 'one')$$, 'in the slot of a template that came along');
select duplicate_dashboard(current_setting('t.b')::uuid, null, current_setting('t.q')::uuid);
select is((select count(*) from dashboard_templates where project_id = current_setting('t.q')::uuid), 1::bigint, 'which the next copy takes too');
select tests.run_sql($$delete from public.datasets where project_id = current_setting('t.q')::uuid$$);
select set_config('t.away', (duplicate_dashboard(current_setting('t.b')::uuid, 'Bare', current_setting('t.q')::uuid)).id::text, true);
select is((select c.dataset_id from charts c join chart_placements p on p.chart_id = c.id join dashboard_tabs t on t.id = p.dashboard_tab_id where t.dashboard_id = current_setting('t.away')::uuid), null, 'without such a dataset a chart stays without data');
select is((select count(*) from charts where project_id = current_setting('t.p')::uuid and dataset_id is not null), 1::bigint, 'never with that of the other project');

select is((save_dashboard_as_template(current_setting('t.b')::uuid, 'Layout')).name, 'Layout', 'a dashboard becomes a template');
select results_eq($$select slot_key, slot_type, position_config from dashboard_template_slots s join dashboard_templates t on t.id = s.template_id where t.name = 'Layout' order by 1$$,
  $$values ('chart_1', 'chart', '{"x": 0, "y": 0, "width": 6, "height": 6}'::jsonb), ('text_1', 'text', '{"x": 6, "y": 0, "width": 6, "height": 6}')$$, 'with a slot for each place on its tab');
select throws_ok($$select save_dashboard_as_template(current_setting('t.b')::uuid, 'x', gen_random_uuid())$$, 'PT404', null, 'a tab of it, not any');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b9', current_setting('t.p')::uuid, 'Empty');
select throws_ok($$select save_dashboard_as_template('00000000-0000-4000-8000-0000000000b9')$$, 'PT422', null, 'of nothing no template is made');

select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok($$select duplicate_dashboard(current_setting('t.b')::uuid)$$, 'PT403', null, 'a viewer copies nothing');
select throws_ok($$select duplicate_dashboard(current_setting('t.b')::uuid, null, tests.project_of(auth.uid()))$$, 'PT403', null, 'not even home');
select throws_ok($$select save_dashboard_as_template(current_setting('t.b')::uuid)$$, 'PT403', null, 'and makes no template');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select duplicate_dashboard(current_setting('t.b')::uuid, null, current_setting('t.q')::uuid)$$, 'PT404', null, 'a stranger takes no copy');
select throws_ok($$select save_dashboard_as_template(current_setting('t.b')::uuid)$$, 'PT404', null, 'and no template');
select throws_ok($$select duplicate_dashboard(gen_random_uuid())$$, 'PT404', null, 'what is not there is not copied');
select * from finish();
rollback;
