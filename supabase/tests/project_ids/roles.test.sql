begin;
select plan(24);
select set_config('t.owner', tests.make_user('owner@example.com')::text, true);
select set_config('t.other', tests.make_user('other@example.com')::text, true);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme');
insert into projects (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Shared');

create function pg_temp.role_of(who uuid, project uuid) returns text language plpgsql as $$
declare
  best text := 'none';
  role text;
begin
  perform tests.as_user(who);
  foreach role in array array['viewer', 'contributor', 'manager', 'owner'] loop
    if project in (select private.project_ids(role)) then best := role; end if;
  end loop;
  perform tests.as_admin();
  return best;
end
$$;
create function pg_temp.shared_role(member_role text) returns text language plpgsql as $$
declare
  who uuid := tests.make_user(gen_random_uuid() || '@example.com');
begin
  insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', who, member_role);
  return pg_temp.role_of(who, '00000000-0000-4000-8000-0000000000c1');
end
$$;
create function pg_temp.workspace_role(member_role text) returns text language plpgsql as $$
declare
  who uuid := tests.make_user(gen_random_uuid() || '@example.com');
begin
  insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', who, member_role);
  return pg_temp.role_of(who, '00000000-0000-4000-8000-0000000000c1');
end
$$;
select is(pg_temp.shared_role(role), role, 'a member has the role they were given: ' || role) from unnest(array['viewer', 'contributor', 'manager', 'owner']) role;
select is(pg_temp.workspace_role('owner'), 'owner', 'a workspace owner owns its projects');
select is(pg_temp.workspace_role('admin'), 'manager', 'a workspace admin manages them');
select is(pg_temp.workspace_role('project_creator'), 'none', 'a project creator is not in them');
select is(pg_temp.role_of(current_setting('t.owner')::uuid, tests.project_of(current_setting('t.owner')::uuid)), 'owner', 'everybody owns their personal project');
select is(pg_temp.role_of(current_setting('t.other')::uuid, tests.project_of(current_setting('t.owner')::uuid)), 'none', 'and nobody else is in it');

insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
create function pg_temp.team_role(member_role text) returns text language plpgsql as $$
declare
  who uuid := tests.make_user(gen_random_uuid() || '@example.com');
begin
  insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', who, member_role);
  return pg_temp.role_of(who, (select id from projects where owner_team_id = '00000000-0000-4000-8000-0000000000d1'));
end
$$;
select is(pg_temp.team_role('admin'), 'manager', 'a team admin manages the team space');
select is(pg_temp.team_role('editor'), 'contributor', 'a team editor contributes to it');
select is(pg_temp.team_role('viewer'), 'viewer', 'a team viewer sees it');

insert into project_users (project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.other')::uuid, 'viewer');
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', current_setting('t.other')::uuid, 'admin');
select is(pg_temp.role_of(current_setting('t.other')::uuid, '00000000-0000-4000-8000-0000000000c1'), 'manager', 'the highest role counts');

select is((
  select string_agg(pg_temp.role_of(current_setting('t.other')::uuid, '00000000-0000-4000-8000-0000000000c1'), ',')
  from (select tests.run_sql(format('update public.users set status = %L where id = %L', s, current_setting('t.other'))) from unnest(array['banned']) s) done
), 'none', 'a banned user is nobody');
select is((
  select string_agg(pg_temp.role_of(current_setting('t.other')::uuid, '00000000-0000-4000-8000-0000000000c1'), ',')
  from (select tests.run_sql(format('update public.users set status = %L where id = %L', s, current_setting('t.other'))) from unnest(array['archived']) s) done
), 'none', 'nor is an archived one');
update users set status = 'active' where id = current_setting('t.other')::uuid;

update projects set deleted_at = now() where id = '00000000-0000-4000-8000-0000000000c1';
select is(pg_temp.role_of(current_setting('t.other')::uuid, '00000000-0000-4000-8000-0000000000c1'), 'none', 'a deleted project is out of sight');
update projects set deleted_at = null where id = '00000000-0000-4000-8000-0000000000c1';

update users set is_super_user = true where id = current_setting('t.owner')::uuid;
select is(pg_temp.role_of(current_setting('t.owner')::uuid, '00000000-0000-4000-8000-0000000000c1'), 'viewer', 'a super user reads everything, and writes nothing');

select tests.as_user(current_setting('t.other')::uuid);
select is_empty($$select private.project_ids('nonsense')$$, 'an unknown role is held by nobody');
select is_empty($$select private.project_ids(null)$$, 'nor is no role');
select results_eq($$select private.workspace_ids('admin')$$, $$values ('00000000-0000-4000-8000-0000000000aa'::uuid)$$, 'workspace_ids gives the workspaces one administers');
select is_empty($$select private.workspace_ids('owner')$$, 'but not those one does not own');
select tests.as_anon();
select throws_ok($$select private.project_ids('viewer')$$, '42501', null, 'who is not signed in cannot even ask');
select tests.as_admin();
select is_empty($$select private.project_ids('viewer')$$, 'without a token there is nobody');
select set_config('request.jwt.claims', json_build_object('sub', gen_random_uuid(), 'role', 'authenticated')::text, true);
select is_empty($$select private.project_ids('viewer')$$, 'a token of an account that does not exist opens nothing');
select * from finish();
rollback;
