begin;
select plan(9);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from workflows where project_id is null and is_template and status = 'draft'), 5::bigint, 'everybody reads the system''s templates');
select is_empty('with u as (update workflows set name = ''Mine'' where project_id is null returning 1) select * from u', 'and nobody changes them');
select is_empty('with d as (delete from workflows where project_id is null returning 1) select * from d', 'or deletes them');
select throws_ok($$select create_workflow_webhook('00000000-0000-4000-8000-000000004904')$$, 'PT404', null, 'or opens them to the world');
select lives_ok($$
  insert into workflows (project_id, name, trigger_config, steps, config)
  select current_setting('t.p')::uuid, name, trigger_config, steps, config from workflows where id = '00000000-0000-4000-8000-000000004901'
$$, 'a contributor copies one into a project');
update workflows set is_template = true, template_category = 'ours' where project_id is not null;
select tests.as_user(current_setting('t.bob')::uuid);
select is((select count(*) from workflows), 5::bigint, 'a project''s own template is its own');
select tests.as_admin();
select throws_ok($$
  insert into workflow_executions (project_id, workflow_id, workflow_version, trigger_type)
  values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-000000004901', 1, 'manual')
$$, '23503', null, 'a system template is never executed');
update users set status = 'waitlist' where id = current_setting('t.bob')::uuid;
select tests.as_user(current_setting('t.bob')::uuid);
select is((select count(*) from workflows), 0::bigint, 'who waits sees none');
select tests.as_anon();
select throws_ok('select * from workflows', '42501', null, 'who is not signed in neither');
select * from finish();
rollback;
