begin;
select plan(38);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true)
from unnest(array['owner', 'admin', 'lead', 'member', 'manager', 'stranger']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme'), ('00000000-0000-4000-8000-0000000000ab', 'Other');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.owner')::uuid, 'owner'),
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.admin')::uuid, 'admin'),
  ('00000000-0000-4000-8000-0000000000aa', current_setting('t.member')::uuid, 'project_creator'),
  ('00000000-0000-4000-8000-0000000000ab', current_setting('t.admin')::uuid, 'owner');
insert into projects (id, workspace_id, name) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared'), ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000ab', 'Other');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.owner')::uuid, 'owner');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.manager')::uuid, 'manager');
insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
insert into user_team_memberships (team_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000d1', current_setting('t.lead')::uuid, 'admin'), ('00000000-0000-4000-8000-0000000000d1', current_setting('t.member')::uuid, 'viewer');

-- What decides about rights is written by no person, whoever it is.
select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok(format('update %s set %s = null', split_part(target, '.', 1), split_part(target, '.', 2)), '42501', null, 'nobody writes ' || target)
from unnest(array[
  'users.status', 'users.is_super_user', 'users.email', 'users.email_confirmed_at', 'users.deleted_at', 'user_profiles.id',
  'workspaces.company_email_domains', 'workspaces.settings', 'workspaces.deleted_at', 'workspaces.is_active', 'workspaces.created_by',
  'workspace_users.workspace_id', 'workspace_users.user_id', 'workspace_users.invited_by', 'teams.workspace_id', 'teams.created_by',
  'user_team_memberships.team_id', 'user_team_memberships.user_id', 'projects.workspace_id', 'projects.owner_user_id', 'projects.owner_team_id',
  'projects.deleted_at', 'project_users.project_id', 'project_users.user_id', 'workspace_subscriptions.plan_type'
]) target;

select tests.as_user(current_setting('t.admin')::uuid);
select throws_ok($$delete from workspace_users where role = 'owner' and workspace_id = '00000000-0000-4000-8000-0000000000aa'$$, 'PT403', null, 'an admin removes no owner');
select throws_ok($$insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.stranger')::uuid, 'owner')$$, 'PT403', null, 'nor makes one in a project');
select throws_ok($$insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', auth.uid(), 'manager')$$, 'PT403', null, 'nor keeps a role of their own there');
select is_empty($$delete from projects where id = '00000000-0000-4000-8000-0000000000c1' returning 1$$, 'nor deletes a project');
select throws_ok($$insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', auth.uid(), 'admin')$$, 'PT403', null, 'nor joins a team by themselves');

select tests.as_user(current_setting('t.lead')::uuid);
select throws_ok($$insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.stranger')::uuid, 'project_creator')$$, '42501', null, 'a team''s admin adds nobody to the workspace');
select throws_ok($$select invite_member('x@example.com', 'project_creator', '00000000-0000-4000-8000-0000000000aa')$$, 'PT403', null, 'and invites nobody to it');
select throws_ok($$insert into teams (workspace_id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Mine')$$, '42501', null, 'makes no team');
select throws_ok($$insert into project_users (project_id, user_id, role) select id, current_setting('t.stranger')::uuid, 'owner' from projects where owner_team_id is not null$$, 'PT403', null, 'and no owner of the team''s space');
select is_empty('select id from projects where owner_team_id is null and owner_user_id is null', 'and sees no other project');
select tests.as_user(current_setting('t.member')::uuid);
select is_empty($$update user_team_memberships set role = 'admin' returning 1$$, 'a member of a team promotes nobody');
select is_empty($$update workspace_users set role = 'admin' returning 1$$, 'nor one of a workspace');

select tests.as_user(current_setting('t.manager')::uuid);
select lives_ok($$insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.stranger')::uuid, 'manager')$$, 'a manager adds a manager');
select * from finish();
rollback;
