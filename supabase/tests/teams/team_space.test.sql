begin;
select plan(7);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
select set_config('t.admin', tests.make_user('admin@example.com')::text, true), set_config('t.member', tests.make_user('member@example.com')::text, true);
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.admin')::uuid, 'admin');
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.member')::uuid, 'project_creator');

select tests.as_user(current_setting('t.member')::uuid);
select throws_ok($$insert into teams (workspace_id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Ours')$$, '42501', null, 'a project creator makes no team');
select tests.as_user(current_setting('t.admin')::uuid);
select lives_ok($$insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Sales')$$, 'an admin makes a team');
select is((select created_by from teams), current_setting('t.admin')::uuid, 'and is recorded as its maker');
select is((select name from projects where owner_team_id = '00000000-0000-4000-8000-0000000000d1'), 'Sales', 'the team comes with its space');
select is((select role from user_team_memberships), 'admin', 'its maker is its admin');
select lives_ok($$insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', current_setting('t.member')::uuid, 'editor')$$, 'who adds members');
select tests.as_user(current_setting('t.member')::uuid);
select is((select count(*) from projects where owner_team_id is not null), 1::bigint, 'who then see the space');
select * from finish();
rollback;
