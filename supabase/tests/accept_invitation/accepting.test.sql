begin;
select plan(32);
update workspaces set settings = '{"signup": "waitlist"}' where id = private.global_workspace_id();
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['owner', 'ada', 'eve', 'member', 'banned']) who;
select set_config('t.unconfirmed', tests.make_user('unconfirmed@example.com', false)::text, true);
update users set status = 'active' where email in ('owner@example.com', 'eve@example.com');
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.owner')::uuid, 'owner');
insert into projects (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.member')::uuid, 'manager');
update users set status = 'banned' where id = current_setting('t.banned')::uuid;

create function pg_temp.invite(who text, role text) returns void language sql as $$
  select set_config('t.token', invite_member(who || '@example.com', role, project_id => '00000000-0000-4000-8000-0000000000c1') ->> 'token', true)
$$;
create function pg_temp.refused(why text) returns setof text language sql as $$
  select throws_ok('select accept_invitation(current_setting(''t.token''))', 'PT404', null, why)
$$;
create function pg_temp.status() returns text language sql as $$
  select tests.value_of(format('select status from public.users where id = %L', auth.uid()))
$$;
grant execute on function pg_temp.invite, pg_temp.refused, pg_temp.status to public;

select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('ada', 'contributor');
select tests.as_user(current_setting('t.eve')::uuid);
select pg_temp.refused('a token found by somebody else opens nothing');
select is_empty('select * from my_invitations()', 'nor do they see the invitation');
select tests.as_anon();
select throws_ok('select accept_invitation(current_setting(''t.token''))', '42501', null, 'who is not signed in accepts nothing');
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok('select my_account()', 'PT403', 'This account is waiting to be let in', 'somebody who was invited still waits');
select is_empty('select * from projects', 'and sees nothing yet');
select results_eq(
  'select workspace_name, project_id, project_name, role, invited_by_name, expires_at > now() from my_invitations()',
  $$values ('Acme', '00000000-0000-4000-8000-0000000000c1'::uuid, 'Shared', 'contributor', 'owner', true)$$, 'but what they are invited to'
);
select throws_ok('select accept_invitation(''oinv_guess'')', 'PT404', null, 'there is no guessing');
select throws_ok('select accept_invitation(null)', 'PT404', null, 'no token is none');
select is(
  accept_invitation(current_setting('t.token')),
  '{"workspace_id": "00000000-0000-4000-8000-0000000000aa", "project_id": "00000000-0000-4000-8000-0000000000c1", "role": "contributor"}',
  'the right person accepts'
);
select is((select status from users), 'active', 'need not wait any longer');
select is(my_role('00000000-0000-4000-8000-0000000000c1'), 'contributor', 'and has the role');
select is((select invited_by from project_users where user_id = auth.uid()), current_setting('t.owner')::uuid, 'it is kept who invited them');
select pg_temp.refused('a token works once');
select is_empty('select * from my_invitations()', 'the invitation is no longer open');
delete from project_users where user_id = auth.uid();
select pg_temp.refused('also after leaving');

select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('ada', 'viewer');
select tests.run_sql($$update public.workspace_invitations set created_at = now() - interval '8 days', expires_at = now() - interval '1 second' where accepted_at is null$$);
select tests.as_user(current_setting('t.ada')::uuid);
select pg_temp.refused('an expired token is none');
select is_empty('select * from my_invitations()', 'nor is the invitation shown');
select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('ada', 'viewer');
select set_config('t.old', current_setting('t.token'), true);
select pg_temp.invite('ada', 'manager');
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok('select accept_invitation(current_setting(''t.old''))', 'PT404', null, 'a replaced token is none');
select tests.as_user(current_setting('t.owner')::uuid);
delete from workspace_invitations where accepted_at is null;
select tests.as_user(current_setting('t.ada')::uuid);
select pg_temp.refused('a revoked token is none');

select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('member', 'owner');
select tests.run_sql($$update public.workspace_invitations set role = 'viewer' where accepted_at is null$$);
select tests.as_user(current_setting('t.member')::uuid);
select is(accept_invitation(current_setting('t.token')) ->> 'project_id', '00000000-0000-4000-8000-0000000000c1', 'a member may accept');
select is(my_role('00000000-0000-4000-8000-0000000000c1'), 'manager', 'which lowers no role');
select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('member', 'owner');
select tests.as_user(current_setting('t.member')::uuid);
select lives_ok('select accept_invitation(current_setting(''t.token''))', 'but may raise it');
select is((select role from project_users where user_id = auth.uid()), 'owner', 'to owner');

select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('unconfirmed', 'viewer');
select tests.as_user(current_setting('t.unconfirmed')::uuid);
select pg_temp.refused('an address that is not confirmed is nobody''s');
select is(pg_temp.status(), 'waitlist', 'and learns nothing');
select tests.as_admin();
update auth.users set email_confirmed_at = now() where id = current_setting('t.unconfirmed')::uuid;
select tests.as_user(current_setting('t.unconfirmed')::uuid);
select is(pg_temp.status(), 'invited', 'once it is confirmed, the person is invited');
select lives_ok('select accept_invitation(current_setting(''t.token''))', 'and accepts');
select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('banned', 'viewer');
select tests.as_user(current_setting('t.banned')::uuid);
select pg_temp.refused('a banned person accepts nothing');
select tests.as_user(current_setting('t.owner')::uuid);
select pg_temp.invite('eve', 'viewer');
select tests.run_sql($$update public.projects set deleted_at = now() where id = '00000000-0000-4000-8000-0000000000c1'$$);
select tests.as_user(current_setting('t.eve')::uuid);
select pg_temp.refused('a deleted project takes nobody');
select is_empty('select * from my_invitations()', 'and invites nobody');

select tests.as_admin();
update users set status = 'active' where id = current_setting('t.ada')::uuid;
select tests.as_user(current_setting('t.owner')::uuid);
select set_config('t.token', invite_member('ada@example.com', 'admin', '00000000-0000-4000-8000-0000000000aa') ->> 'token', true);
select tests.as_user(current_setting('t.ada')::uuid);
select is(accept_invitation(current_setting('t.token')) ->> 'role', 'admin', 'a workspace is joined the same way');
select results_eq('select role from workspace_users where user_id = auth.uid()', $$values ('admin')$$, 'with the role given');
select * from finish();
rollback;
