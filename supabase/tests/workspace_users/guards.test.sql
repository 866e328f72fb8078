begin;
select plan(8);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['owner', 'admin', 'project_creator', 'stranger']) who;
insert into workspace_users (workspace_id, user_id, role)
select '00000000-0000-4000-8000-0000000000aa', current_setting('t.' || who)::uuid, who from unnest(array['owner', 'admin', 'project_creator']) who;

select tests.as_user(current_setting('t.admin')::uuid);
select throws_ok($$update workspace_users set role = 'owner' where user_id = current_setting('t.project_creator')::uuid$$, 'PT403', null, 'an admin cannot make an owner');
select throws_ok($$update workspace_users set role = 'project_creator' where user_id = current_setting('t.owner')::uuid$$, 'PT403', null, 'nor demote one');
select lives_ok($$insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.stranger')::uuid, 'admin')$$, 'an admin adds an admin');
select tests.as_user(current_setting('t.project_creator')::uuid);
select throws_ok($$insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', gen_random_uuid(), 'admin')$$, '42501', null, 'a project creator adds nobody');
select is_empty($$update workspaces set name = 'Mine' returning 1$$, 'and does not rename the workspace');
select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok($$delete from workspace_users where user_id = auth.uid()$$, 'PT409', null, 'the last owner cannot leave');
select throws_ok($$update workspace_users set role = 'owner' where user_id = auth.uid()$$, 'PT403', null, 'nobody touches their own membership');
select tests.as_admin();
select lives_ok($$delete from workspaces where id = '00000000-0000-4000-8000-0000000000aa'$$, 'a workspace can be deleted whole');
select * from finish();
rollback;
