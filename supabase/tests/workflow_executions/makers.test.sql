begin;
select plan(2);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into workflows (id, project_id, name) values ('00000000-0000-4000-8000-00000000f001', current_setting('t.p')::uuid, 'W');
insert into workflow_executions (project_id, workflow_id, workflow_version, trigger_type)
values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000f001', 1, 'schedule');
select is((select created_by from workflow_executions), null, 'what the platform starts is nobody''s');
-- As a function does that starts it for whoever calls it.
select set_config('request.jwt.claims', json_build_object('sub', current_setting('t.ada'), 'role', 'authenticated')::text, true);
insert into workflow_executions (project_id, workflow_id, workflow_version, trigger_type)
values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000f001', 1, 'manual');
select is((select created_by from workflow_executions where trigger_type = 'manual'), current_setting('t.ada')::uuid, 'what a person starts is theirs');
select * from finish();
rollback;
