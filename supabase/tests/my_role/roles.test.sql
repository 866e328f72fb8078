begin;
select plan(14);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'bob', 'operator']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'Acme'), ('00000000-0000-4000-8000-0000000000ab', 'Bolt');
insert into projects (id, workspace_id, name) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', 'Beta'),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000aa', 'Alpha'),
  ('00000000-0000-4000-8000-0000000000c3', '00000000-0000-4000-8000-0000000000ab', 'Hidden');
insert into teams (id, workspace_id, name) values ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', 'Team');
insert into user_team_memberships (team_id, user_id, role) values ('00000000-0000-4000-8000-0000000000d1', current_setting('t.ada')::uuid, 'editor');
select tests.add_member('00000000-0000-4000-8000-0000000000c1', current_setting('t.ada')::uuid, 'viewer');
select tests.add_member('00000000-0000-4000-8000-0000000000c2', current_setting('t.ada')::uuid, 'manager');
update users set is_super_user = true where id = current_setting('t.operator')::uuid;

select tests.as_user(current_setting('t.ada')::uuid);
select is(my_role('00000000-0000-4000-8000-0000000000c1'), 'viewer', 'the role one was given');
select is(my_role(tests.project_of(auth.uid())), 'owner', 'one''s own project is one''s own');
select is(my_role((select id from projects where owner_team_id is not null)), 'contributor', 'an editor of a team contributes to its space');
select is(my_role('00000000-0000-4000-8000-0000000000c3'), null, 'no role in what is out of sight');
select is(my_role(null), null, 'nor in nothing');
select results_eq(
  'select name, kind, role, workspace_name from my_projects()',
  $$values ('ada''s project', 'personal', 'owner', 'Orrery'), ('Alpha', 'shared', 'manager', 'Acme'), ('Beta', 'shared', 'viewer', 'Acme'), ('Team', 'team', 'contributor', 'Acme')$$,
  'all projects, one''s own first'
);
select tests.run_sql(format($$insert into public.workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa', %L, 'admin')$$, auth.uid()));
select is(my_role('00000000-0000-4000-8000-0000000000c1'), 'manager', 'the highest role counts: admins of the workspace are managers');
select tests.run_sql(format($$update public.project_users set role = 'owner' where user_id = %L$$, auth.uid()));
select is(my_role('00000000-0000-4000-8000-0000000000c1'), 'owner', 'whichever of them that is');
select tests.as_user(current_setting('t.operator')::uuid);
select is(my_role('00000000-0000-4000-8000-0000000000c1'), 'viewer', 'a super user reads');
select is((select count(*) from my_projects() p where p.id in ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000c3')), 2::bigint, 'everything');
select tests.as_user(current_setting('t.bob')::uuid);
select results_eq('select name from my_projects()', $$values ('bob''s project')$$, 'others see their own');
select tests.run_sql(format('update public.users set status = %L where id = %L', 'banned', auth.uid()));
select is(my_role(tests.project_of(auth.uid())), null, 'a banned person has no role');
select is_empty('select * from my_projects()', 'and no projects');
select tests.as_anon();
select throws_ok('select * from my_projects()', '42501', null, 'who is not signed in cannot ask');
select * from finish();
rollback;
