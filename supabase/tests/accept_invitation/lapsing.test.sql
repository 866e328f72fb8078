begin;
select plan(12);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['owner', 'admin', 'manager', 'lead', 'second']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
insert into workspace_users (workspace_id, user_id, role)
select '00000000-0000-4000-8000-0000000000aa', current_setting('t.' || who)::uuid, who from unnest(array['owner', 'admin']) who;
insert into projects (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared');
insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', current_setting('t.lead')::uuid, 'admin');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.manager')::uuid, 'manager');
create function pg_temp.invites(who text, target jsonb) returns void language plpgsql as $$
begin
  perform tests.as_user(current_setting('t.' || who)::uuid);
  perform invite_member(gen_random_uuid() || '@example.com', target ->> 'role', (target ->> 'workspace_id')::uuid, (target ->> 'project_id')::uuid);
  perform tests.as_admin();
end
$$;
create function pg_temp.open() returns bigint language sql as 'select count(*) from workspace_invitations where accepted_at is null';
create function pg_temp.admin_invites() returns void language sql as $$
  select pg_temp.invites('admin', '{"role": "admin", "workspace_id": "00000000-0000-4000-8000-0000000000aa"}');
  select pg_temp.invites('admin', '{"role": "viewer", "project_id": "00000000-0000-4000-8000-0000000000c1"}');
  select pg_temp.invites('admin', jsonb_build_object('role', 'viewer', 'project_id', tests.project_of(current_setting('t.admin')::uuid)));
$$;
select pg_temp.admin_invites();
select pg_temp.invites('manager', '{"role": "viewer", "project_id": "00000000-0000-4000-8000-0000000000c1"}');
select pg_temp.invites('lead', jsonb_build_object('role', 'viewer', 'project_id', (select id from projects where owner_team_id = '00000000-0000-4000-8000-0000000000d1')));
select is(pg_temp.open(), 5::bigint, 'invitations are open');
update project_users set role = 'owner' where user_id = current_setting('t.manager')::uuid;
select is(pg_temp.open(), 5::bigint, 'a promotion takes none back');
update user_team_memberships set role = 'editor' where user_id = current_setting('t.lead')::uuid;
select is(pg_temp.open(), 4::bigint, 'those of a team''s admin lapse with that role');
select lives_ok($$update users set status = 'banned' where id = current_setting('t.manager')::uuid$$, 'an account is closed');
select is(pg_temp.open(), 3::bigint, 'then its invitations lapse');
delete from workspace_users where role = 'admin';
select results_eq(
  'select project_id from workspace_invitations', $$values (tests.project_of(current_setting('t.admin')::uuid))$$,
  'who leaves a workspace leaves no invitation to it or its projects behind, but keeps others'
);

-- An address that becomes one's own is still no way to a role of one's own choice.
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.admin')::uuid, 'admin');
select tests.as_user(current_setting('t.admin')::uuid);
select set_config('t.token', invite_member('other@example.com', 'manager', project_id => '00000000-0000-4000-8000-0000000000c1') ->> 'token', true);
select tests.as_admin();
update auth.users set email = 'other@example.com' where id = current_setting('t.admin')::uuid;
select tests.as_user(current_setting('t.admin')::uuid);
select throws_ok('select accept_invitation(current_setting(''t.token''))', 'PT403', null, 'nobody takes up an invitation they made');

select throws_ok($$insert into workspace_invitations (workspace_id, email, role, token_hash) values ('00000000-0000-4000-8000-0000000000aa', 'a@b.c', 'admin', sha256('x'))$$, '42501', null, 'invitations are made no other way');
select throws_ok($$update workspace_invitations set role = 'owner'$$, '42501', null, 'and not changed');
select isnt_empty('delete from workspace_invitations where project_id = ''00000000-0000-4000-8000-0000000000c1'' returning id', 'who manages the project revokes them');
select tests.as_admin();
select throws_ok(
  $$insert into workspace_invitations (workspace_id, email, role, token_hash) values ('00000000-0000-4000-8000-0000000000aa', 'A@b.c', 'admin', sha256('x'))$$,
  '23514', null, 'addresses are kept in lower case'
);
select throws_ok(
  $$insert into workspace_invitations (workspace_id, email, role, token_hash) values ('00000000-0000-4000-8000-0000000000aa', 'a@b.c', 'viewer', sha256('x'))$$,
  '23514', null, 'with a role of their target'
);
select * from finish();
rollback;
