begin;
select plan(30);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true)
from unnest(array['owner', 'admin', 'project_creator', 'manager', 'contributor', 'stranger', 'waits']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
insert into workspace_users (workspace_id, user_id, role)
select '00000000-0000-4000-8000-0000000000aa', current_setting('t.' || who)::uuid, who from unnest(array['owner', 'admin', 'project_creator']) who;
insert into projects (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.' || who)::uuid, who) from unnest(array['manager', 'contributor']) who;
update users set status = 'waitlist' where id = current_setting('t.waits')::uuid;

create function pg_temp.to_workspace(email text, role text) returns jsonb language sql as $$
  select invite_member(email, role, workspace_id => '00000000-0000-4000-8000-0000000000aa')
$$;
create function pg_temp.to_project(email text, role text) returns jsonb language sql as $$
  select invite_member(email, role, project_id => '00000000-0000-4000-8000-0000000000c1')
$$;
grant execute on function pg_temp.to_workspace, pg_temp.to_project to public;

select tests.as_user(current_setting('t.admin')::uuid);
select set_config('t.first', pg_temp.to_workspace('  New@Example.com ', 'project_creator')::text, true);
select ok(current_setting('t.first')::jsonb ->> 'token' ~ '^oinv_[A-Za-z0-9_-]{32}$', 'an admin invites, and gets a token');
select results_eq(
  'select email, role, project_id, invited_by from workspace_invitations', $$values ('new@example.com', 'project_creator', null::uuid, auth.uid())$$,
  'of which the invitation is kept, the address in lower case'
);
select is((select expires_at - now() from workspace_invitations), interval '7 days', 'for seven days');
select throws_ok('select token_hash from workspace_invitations', '42501', null, 'nobody reads the hash of a token');
select is(
  tests.value_of($$select token_hash from public.workspace_invitations$$), sha256(convert_to(current_setting('t.first')::jsonb ->> 'token', 'UTF8'))::text,
  'which is all that is kept of it'
);
select set_config('t.second', pg_temp.to_workspace('new@example.com', 'admin')::text, true);
select is((select count(*) from workspace_invitations), 1::bigint, 'inviting again replaces the invitation');
select is((select role from workspace_invitations), 'admin', 'with the new role');
select isnt(current_setting('t.first')::jsonb ->> 'token', current_setting('t.second')::jsonb ->> 'token', 'and a new token');
select isnt_empty($$select pg_temp.to_project('new@example.com', 'viewer')$$, 'the same address may be invited to a project too, by who manages it through the workspace');

select throws_ok($$select pg_temp.to_workspace('boss@example.com', 'owner')$$, 'PT403', null, 'an admin invites no owner');
select throws_ok($$select pg_temp.to_workspace('x@example.com', 'viewer')$$, 'PT400', null, 'a workspace has no viewers');
select throws_ok($$select pg_temp.to_project('x@example.com', 'admin')$$, 'PT400', null, 'a project has no admins');
select throws_ok($$select pg_temp.to_project('x@example.com', null)$$, 'PT400', null, 'a role is needed');
select throws_ok(format('select pg_temp.to_project(%L, %L)', address, 'viewer'), 'PT400', null, 'no address: ' || coalesce(address, 'null'))
from unnest(array['x', 'x@', 'a b@example.com', 'x@example', null]) address;
select throws_ok($$select invite_member('x@example.com', 'owner')$$, 'PT400', null, 'an invitation has a target');
select throws_ok(
  $$select invite_member('x@example.com', 'owner', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-0000000000c1')$$, 'PT400', null, 'and not two'
);
select throws_ok($$select pg_temp.to_project('ADMIN@example.com', 'manager')$$, 'PT403', null, 'nobody invites themselves');
select throws_ok($$select pg_temp.to_workspace('project_creator@example.com', 'project_creator')$$, 'PT409', null, 'a member is not invited to what they are');
select isnt_empty($$select pg_temp.to_workspace('project_creator@example.com', 'admin')$$, 'but to more');
select isnt_empty($$select pg_temp.to_project('waits@example.com', 'viewer')$$, 'somebody who waits is invited');
select is(tests.value_of(format('select status from public.users where id = %L', current_setting('t.waits'))), 'invited', 'which is noted on the account');

select tests.as_user(current_setting('t.manager')::uuid);
select throws_ok($$select pg_temp.to_project('x@example.com', 'owner')$$, 'PT403', null, 'a manager invites no owner');
select is((select count(*) from workspace_invitations), 2::bigint, 'and sees the invitations to the project only');
select tests.as_user(current_setting('t.contributor')::uuid);
select throws_ok($$select pg_temp.to_project('x@example.com', 'viewer')$$, 'PT403', null, 'a contributor invites nobody');
select is_empty('select id from workspace_invitations', 'and sees no invitation');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select pg_temp.to_project('x@example.com', 'viewer')$$, 'PT404', null, 'to a stranger there is no such project');
select * from finish();
rollback;
