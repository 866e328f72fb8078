begin;
select plan(6);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['admin', 'creator', 'elsewhere']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000a1', 'Acme'), ('00000000-0000-4000-8000-0000000000a2', 'Other');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000a1', current_setting('t.admin')::uuid, 'admin'), ('00000000-0000-4000-8000-0000000000a1', current_setting('t.creator')::uuid, 'project_creator'),
  ('00000000-0000-4000-8000-0000000000a2', current_setting('t.elsewhere')::uuid, 'owner');
insert into realtime.messages (topic, extension, payload, event, private) values ('t', 'broadcast', '{}', 'e', true);
select set_config('realtime.topic', 'workspace:00000000-0000-4000-8000-0000000000a1', true);
select tests.as_user(current_setting('t.admin')::uuid);
select isnt_empty('select from realtime.messages', 'an admin listens to the workspace');
select throws_ok($$insert into realtime.messages (topic, extension, payload, event, private) values ('t', 'broadcast', '{}', 'e', true)$$, '42501', null, 'but does not speak for the database');
select tests.as_user(current_setting('t.creator')::uuid);
select is_empty('select from realtime.messages', 'a member of a lower role does not listen');
select tests.as_user(current_setting('t.elsewhere')::uuid);
select is_empty('select from realtime.messages', 'nor does an owner of another workspace');
select tests.run_sql($$update public.workspaces set deleted_at = now() where id = '00000000-0000-4000-8000-0000000000a1'$$);
select tests.as_user(current_setting('t.admin')::uuid);
select is_empty('select from realtime.messages', 'and nobody after its end');
select tests.as_anon();
select is_empty('select from realtime.messages', 'who is not signed in hears nothing');
select * from finish();
rollback;
