begin;
select plan(22);
select set_config('t.' || who, tests.make_user(who || '@acme.com')::text, true) from unnest(array['owner', 'admin', 'member', 'operator']) who;
select set_config('t.stranger', tests.make_user('stranger@example.com')::text, true);
update users set is_super_user = true where id = current_setting('t.operator')::uuid;
insert into workspaces (id, name, company_email_domains) values ('00000000-0000-4000-8000-0000000000aa', 'Acme', '{acme.com}');
insert into workspace_users (workspace_id, user_id, role)
select '00000000-0000-4000-8000-0000000000aa', current_setting('t.' || who)::uuid, who from unnest(array['owner', 'admin']) who;
insert into projects (id, workspace_id, name) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared'),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000aa', 'Gone before');
update projects set deleted_at = '2026-01-01' where id = '00000000-0000-4000-8000-0000000000c2';
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.member')::uuid, 'owner');
-- As full as they may be.
update workspaces set settings = jsonb_build_object('x', repeat('x', 65500)) where id = '00000000-0000-4000-8000-0000000000aa';
update projects set settings = (select settings from workspaces where id = '00000000-0000-4000-8000-0000000000aa') where id = '00000000-0000-4000-8000-0000000000c1';
insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', current_setting('t.member')::uuid, 'admin');
create function pg_temp.seen() returns text language sql as $$
  select concat_ws(' ', (select count(*) from workspaces where id = '00000000-0000-4000-8000-0000000000aa'), (select count(*) from projects where workspace_id = '00000000-0000-4000-8000-0000000000aa'),
    (select count(*) from teams), (select count(*) from user_team_memberships), (select count(*) from workspace_users where workspace_id = '00000000-0000-4000-8000-0000000000aa'))
$$;
grant execute on function pg_temp.seen to public;

select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select delete_workspace('00000000-0000-4000-8000-0000000000aa')$$, 'PT404', null, 'to a stranger there is no such workspace');
select tests.as_user(current_setting('t.member')::uuid);
select throws_ok($$select delete_workspace('00000000-0000-4000-8000-0000000000aa')$$, 'PT403', null, 'a member of a project of it does not delete it');
select is(pg_temp.seen(), '1 2 1 1 0', 'and sees its name, the projects and the team');
select tests.as_user(current_setting('t.admin')::uuid);
select throws_ok($$select delete_workspace('00000000-0000-4000-8000-0000000000aa')$$, 'PT403', null, 'nor does an admin');
select tests.as_user(current_setting('t.owner')::uuid);
select lives_ok($$select delete_workspace('00000000-0000-4000-8000-0000000000aa')$$, 'an owner deletes it');
select is(pg_temp.seen(), '0 0 0 0 0', 'and sees nothing of it any more');
select throws_ok($$select delete_workspace('00000000-0000-4000-8000-0000000000aa')$$, 'PT404', null, 'nor is it there to be deleted again');
select throws_ok($$select create_project('00000000-0000-4000-8000-0000000000aa', 'x')$$, 'PT403', null, 'or to make projects in');
select tests.as_user(current_setting('t.member')::uuid);
select is(pg_temp.seen(), '0 0 0 0 0', 'neither do members of its projects and teams');
select is(my_role('00000000-0000-4000-8000-0000000000c1'), null, 'also who owns a project has lost it');
select tests.as_user(current_setting('t.operator')::uuid);
select is(pg_temp.seen(), '0 0 0 0 0', 'not even an operator sees it');

select tests.as_admin();
select results_eq(
  $$select settings ->> 'archived_reason', is_active from workspaces where id = '00000000-0000-4000-8000-0000000000aa'$$, $$values ('deleted_by_owner', false)$$, 'the row says why'
);
select results_eq(
  $$select id, settings ->> 'archived_reason' from projects where workspace_id = '00000000-0000-4000-8000-0000000000aa' and owner_team_id is null order by 1$$,
  $$values ('00000000-0000-4000-8000-0000000000c1'::uuid, 'workspace_deleted'), ('00000000-0000-4000-8000-0000000000c2', null)$$, 'as do its projects'
);
select throws_ok($$insert into teams (workspace_id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Late')$$, 'PT404', null, 'nobody makes a team in it');
select tests.make_user('late@acme.com');
select is((select count(*) from workspace_users m join users u on u.id = m.user_id where u.email = 'late@acme.com'), 0::bigint, 'nobody joins it by their address');
select lives_ok($$insert into workspaces (name, company_email_domains) values ('Next', '{acme.com}')$$, 'its domain is free');
select throws_ok($$update workspaces set deleted_at = null where id = '00000000-0000-4000-8000-0000000000aa'$$, 'PT409', null, 'it comes back when no other has the domain');
delete from workspaces where name = 'Next';
update workspaces set deleted_at = null where id = '00000000-0000-4000-8000-0000000000aa';
select tests.as_user(current_setting('t.member')::uuid);
select is(pg_temp.seen(), '1 2 1 1 0', 'with what was deleted with it');
select is((select settings - 'x' from projects where id = '00000000-0000-4000-8000-0000000000c1'), '{}', 'as it was');
select is(my_role('00000000-0000-4000-8000-0000000000c2'), null, 'but not what was deleted before');
select tests.as_admin();
insert into workspace_users (workspace_id, user_id, role) values (private.global_workspace_id(), current_setting('t.owner')::uuid, 'owner');
select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok($$select delete_workspace('00000000-0000-4000-8000-000000000001')$$, 'PT409', null, 'the global workspace stays');
select tests.as_admin();
select lives_ok($$delete from workspaces where id = '00000000-0000-4000-8000-0000000000aa'$$, 'a workspace with teams can be erased whole');
select * from finish();
rollback;
