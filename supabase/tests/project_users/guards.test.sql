begin;
select plan(18);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['owner', 'manager', 'contributor', 'viewer', 'stranger', 'creator']) who;
insert into projects (id, workspace_id, name, created_by) values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared', current_setting('t.owner')::uuid);
select is((select role from project_users where user_id = current_setting('t.owner')::uuid), 'owner', 'who makes a shared project owns it');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.' || who)::uuid, who) from unnest(array['manager', 'contributor', 'viewer']) who;

select tests.as_user(current_setting('t.manager')::uuid);
select throws_ok($$insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.stranger')::uuid, 'owner')$$, 'PT403', null, 'a manager cannot make an owner');
select throws_ok($$update project_users set role = 'owner' where user_id = current_setting('t.viewer')::uuid$$, 'PT403', null, 'nor promote to one');
select throws_ok($$update project_users set role = 'owner' where user_id = auth.uid()$$, 'PT403', null, 'least of all themselves');
select throws_ok($$delete from project_users where user_id = current_setting('t.owner')::uuid$$, 'PT403', null, 'nor remove an owner');
select lives_ok($$insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.stranger')::uuid, 'viewer')$$, 'but adds others');
select is((select invited_by from project_users where user_id = current_setting('t.stranger')::uuid), current_setting('t.manager')::uuid, 'which is recorded');
select throws_ok($$update project_users set project_id = gen_random_uuid()$$, '42501', null, 'a membership does not move to another project');

select tests.as_user(current_setting('t.contributor')::uuid);
select throws_ok($$insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.creator')::uuid, 'viewer')$$, '42501', null, 'a contributor adds nobody');
select is_empty($$update project_users set role = 'viewer' where user_id = current_setting('t.stranger')::uuid returning 1$$, 'and changes nobody');
select isnt_empty($$delete from project_users where user_id = auth.uid() returning 1$$, 'but may leave');
select is_empty('select * from project_users', 'and then sees the project no more');

select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok($$delete from project_users where user_id = auth.uid()$$, 'PT409', null, 'the last owner cannot leave');
select lives_ok($$update project_users set role = 'owner' where user_id = current_setting('t.viewer')::uuid$$, 'an owner makes another owner');
select tests.run_sql($$update public.users set status = 'banned' where id = current_setting('t.viewer')::uuid$$);
select throws_ok($$delete from project_users where user_id = auth.uid()$$, 'PT409', null, 'one whose account is closed is none');
select tests.run_sql($$update public.users set status = 'active' where id = current_setting('t.viewer')::uuid$$);
select lives_ok($$delete from project_users where user_id = auth.uid()$$, 'and then may leave');
select tests.as_user(current_setting('t.viewer')::uuid);
select lives_ok($$delete from projects where id = '00000000-0000-4000-8000-0000000000c1'$$, 'deleting a project takes its last owner along');
select tests.as_admin();
update users set status = 'waitlist' where id = current_setting('t.contributor')::uuid;
insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
insert into user_team_memberships (team_id, user_id) values ('00000000-0000-4000-8000-0000000000d1', current_setting('t.contributor')::uuid);
select is((select status from users where id = current_setting('t.contributor')::uuid), 'active', 'being added to a team ends the wait');
select * from finish();
rollback;
