begin;
select plan(27);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'banned']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
update users set status = 'banned' where id = current_setting('t.banned')::uuid;
select tests.as_user(current_setting('t.viewer')::uuid);
select results_eq('select name from dashboard_templates order by name', $$values ('Energy'), ('Executive'), ('Marketing'), ('Operations'), ('Sales')$$, 'everybody reads the templates of the system');
select is((select count(distinct template_id) from dashboard_template_slots), 5::bigint, 'with their slots');
select is_empty($$
  select template_id from dashboard_template_slots where slot_type <> 'text' group by 1 having count(*) > 10
$$, 'none of which has more charts than a tab');
select is_empty($$
  select s.slot_key from dashboard_template_slots s join dashboard_template_slots o on o.template_id = s.template_id and o.id <> s.id,
    jsonb_to_record(s.position_config) as a (x int, y int, width int, height int), jsonb_to_record(o.position_config) as b (x int, y int, width int, height int)
  where a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
$$, 'nor slots on top of each other');
select is_empty($$update dashboard_templates set name = 'Mine' returning id$$, 'nobody changes them');
select is_empty($$delete from dashboard_template_slots returning id$$, 'nor their slots');
select throws_ok($$insert into dashboard_templates (name) values ('System')$$, 'PT403', null, 'nobody adds one');
select throws_ok($$insert into dashboard_templates (project_id, name) values (current_setting('t.p')::uuid, 'Mine')$$, '42501', null, 'a viewer makes no template');
select tests.as_user(current_setting('t.banned')::uuid);
select is_empty('select id from dashboard_templates', 'who is banned reads none');
select tests.as_service();
select throws_ok($$update dashboard_templates set name = 'Mine'$$, 'PT403', null, 'the service role leaves them alone too');
select throws_ok($$delete from dashboard_template_slots$$, 'PT403', null, 'and their slots');

select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok($$insert into dashboard_templates (id, project_id, name) values ('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Weekly')$$, 'a contributor makes one of the project');
select is((select created_by from dashboard_templates where name = 'Weekly'), auth.uid(), 'whose maker is known');
select throws_ok($$insert into dashboard_templates (project_id, name, is_system_template) values (current_setting('t.p')::uuid, 'x', true)$$, '42501', null, 'but none of the system');
create function pg_temp.slot(key text, place text, type text default 'chart', constraints text default '{}') returns void language sql as $$
  insert into dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type, constraints)
  values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000a001', key, place::jsonb, type, constraints::jsonb)
$$;
select lives_ok($$select pg_temp.slot('main', '{"x": 0, "y": 0, "width": 12, "height": 8}')$$, 'with a slot');
select throws_ok(format('select pg_temp.slot(%L, %L, %L, %L)', key, place, type, constraints), '23514', null, what) from (values
  ('Main slot', '{"x": 0, "y": 0, "width": 4, "height": 8}', 'chart', '{}', 'a slot is named by a short word'),
  ('a', '{"x": 10, "y": 0, "width": 4, "height": 8}', 'chart', '{}', 'and lies on the grid'),
  ('a', '{"x": 0, "y": 0, "width": 4.5, "height": 8}', 'chart', '{}', 'in whole steps'),
  ('a', '{"x": 0, "y": 0, "width": "4", "height": 8}', 'chart', '{}', 'that are numbers'),
  ('a', '{"y": 0, "width": 4, "height": 8}', 'chart', '{}', 'all four of them'),
  ('a', '{"x": 0, "y": 0, "width": 4, "height": 8}', 'video', '{}', 'is of a type there is'),
  ('a', '{"x": 0, "y": 0, "width": 4, "height": 8}', 'chart', '{"chart_types": "bar"}', 'and takes a list of types')
) wrong (key, place, type, constraints, what);
select throws_ok($$select pg_temp.slot('main', '{"x": 0, "y": 0, "width": 12, "height": 8}')$$, '23505', null, 'a slot is there once');
select throws_ok($$
  insert into dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type)
  values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-000000000101', 'extra', '{"x": 0, "y": 0, "width": 4, "height": 8}', 'chart')
$$, 'PT404', null, 'nobody adds a slot to a template of the system');
select create_dashboard_from_template('00000000-0000-4000-8000-00000000a001', current_setting('t.p')::uuid, 'Numbers');
select throws_ok($$delete from dashboard_templates where project_id is not null$$, 'PT409', 'The template "Weekly" is used by "Numbers"', 'a template that is used says where');
delete from dashboards;
select lives_ok($$delete from dashboard_templates where project_id is not null$$, 'later it can be deleted');
select is((select count(*) from dashboard_template_slots where project_id is not null), 0::bigint, 'with its slots');
select * from finish();
rollback;
