begin;
select plan(13);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'contributor', 'manager', 'creator', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || role)::uuid, role) from unnest(array['viewer', 'contributor', 'manager']) role;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-00000000000a', 'A');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-00000000000a', current_setting('t.ada')::uuid, 'owner'), ('00000000-0000-4000-8000-00000000000a', current_setting('t.creator')::uuid, 'project_creator');
insert into oauth2_connections (id, workspace_id, project_id, provider, client_id, redirect_uri) values
  ('00000000-0000-4000-8000-0000000000c1', null, current_setting('t.p')::uuid, 'google', 'us', 'https://app.example.com/back'),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-00000000000a', null, 'google', 'us', 'https://app.example.com/back');
create function pg_temp.set_secret(n text, secret text) returns void language sql as $$
  select set_oauth2_client_secret(('00000000-0000-4000-8000-0000000000' || n)::uuid, secret)
$$;
create function pg_temp.kept(n text) returns text language sql as $$
  select tests.value_of(format($q$select decrypted_secret from vault.decrypted_secrets where name = 'oauth2_connections/00000000-0000-4000-8000-0000000000%s/client_secret'$q$, n))
$$;
grant execute on all functions in schema pg_temp to public;

select tests.as_anon();
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, '42501', null, 'who is not signed in sets no secret');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT404', null, 'for a stranger there is no such connection');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT404', null, 'nor for a viewer, who does not see them');
select tests.as_user(current_setting('t.contributor')::uuid);
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT403', null, 'a contributor sees it but may not');
select throws_ok($$select pg_temp.set_secret('c2', 'x')$$, 'PT404', null, 'and one of a workspace they are not in does not exist');
select tests.as_user(current_setting('t.creator')::uuid);
select throws_ok($$select pg_temp.set_secret('c2', 'x')$$, 'PT403', null, 'a member of the workspace may not');
select is(coalesce(pg_temp.kept('c1'), pg_temp.kept('c2')), null, 'none was set');
select tests.as_user(current_setting('t.ada')::uuid);
select pg_temp.set_secret('c2', 'admin''s');
select is(pg_temp.kept('c2'), 'admin''s', 'an admin sets that of the workspace');
select tests.as_user(current_setting('t.manager')::uuid);
select pg_temp.set_secret('c1', 'manager''s');
select is(pg_temp.kept('c1'), 'manager''s', 'a manager that of the project');
select throws_ok($$select pg_temp.set_secret('c1', ' ')$$, 'PT400', null, 'an empty one is none');
select throws_ok($$select pg_temp.set_secret('ff', 'x')$$, 'PT404', null, 'what is not there has no secret');
select throws_ok('select set_oauth2_client_secret(null, ''x'')', 'PT404', null, 'nor has nothing');
select pg_temp.set_secret('c1', null);
select is(pg_temp.kept('c1'), null, 'null removes it');
select * from finish();
rollback;
