begin;
select plan(24);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'contributor', 'manager', 'creator', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || role)::uuid, role) from unnest(array['viewer', 'contributor', 'manager']) role;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-00000000000a', 'A');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-00000000000a', current_setting('t.ada')::uuid, 'owner'), ('00000000-0000-4000-8000-00000000000a', current_setting('t.creator')::uuid, 'project_creator');
insert into api_connections (id, workspace_id, project_id, name, endpoint_url, auth_type) values
  ('00000000-0000-4000-8000-0000000000c1', null, current_setting('t.p')::uuid, 'API', 'https://api.example.com/v1', 'bearer'),
  ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-00000000000a', null, 'API', 'https://api.example.com/v1', 'bearer');
create function pg_temp.set_secret(n text, secret text) returns void language sql as $$
  select set_api_connection_secret(('00000000-0000-4000-8000-0000000000' || n)::uuid, secret)
$$;
grant execute on function pg_temp.set_secret to public;
create function pg_temp.kept() returns text language sql as $$
  select tests.value_of($q$select private.api_connection_secret('00000000-0000-4000-8000-0000000000c1')$q$)
$$;
grant execute on function pg_temp.kept to public;
select set_config('t.vault', tests.value_of('select count(*) from vault.secrets'), true);
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT404', null, 'for a stranger there is no such connection');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT404', null, 'nor for a viewer, who does not see them');
select tests.as_user(current_setting('t.contributor')::uuid);
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT403', null, 'a contributor sees it but may not');
select throws_ok($$select pg_temp.set_secret('c2', 'x')$$, 'PT404', null, 'and one of a workspace they are not in does not exist');
select tests.as_user(current_setting('t.creator')::uuid);
select throws_ok($$select pg_temp.set_secret('c2', 'x')$$, 'PT403', null, 'a member of the workspace may not');
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok($$select pg_temp.set_secret('c2', 'x')$$, 'an admin may');
select throws_ok($$select pg_temp.set_secret('ff', 'x')$$, 'PT404', null, 'what is not there has no secret');
select tests.as_user(current_setting('t.manager')::uuid);
select lives_ok($$select pg_temp.set_secret('c1', 'first')$$, 'a manager sets it');
select is((select has_secret from api_connections), true, 'that it is set can be seen');
select is(pg_temp.kept(), 'first', 'the service role reads it');
select set_config('t.first', tests.value_of($$select secret_id from public.api_connections where project_id is not null$$), true);
select pg_temp.set_secret('c1', 'second');
select is(pg_temp.kept(), 'second', 'set again');
select is(tests.value_of($$select secret_id from public.api_connections where project_id is not null$$), current_setting('t.first'), 'it is replaced in its place');
select throws_ok($$select pg_temp.set_secret('c1', ' ')$$, 'PT400', null, 'an empty one is none');
update api_connections set endpoint_url = 'https://api.example.com/v2', name = 'Renamed' where project_id is not null;
select is(pg_temp.kept(), 'second', 'another path of the same host keeps it');
update api_connections set endpoint_url = 'http://api.example.com/v2';
select is(pg_temp.kept(), null, 'another scheme does not');
select is(tests.value_of(format('select count(*) from vault.secrets where id = %L', current_setting('t.first'))), '0', 'it is gone from Vault');
select pg_temp.set_secret('c1', 'third');
update api_connections set auth_type = 'basic';
select is(pg_temp.kept(), null, 'nor does another way to sign in');
select throws_ok($$select pg_temp.set_secret('c1', 'third')$$, 'PT400', 'The secret of basic is user:password', 'which has a form of its own');
select pg_temp.set_secret('c1', 'user:password');
update api_connections set endpoint_url = 'http://api.example.com.evil.example/v2';
select is((select has_secret from api_connections), false, 'a host that only begins alike is another');
update api_connections set auth_type = 'none';
select throws_ok($$select pg_temp.set_secret('c1', 'x')$$, 'PT409', null, 'who sends none keeps none');
update api_connections set auth_type = 'api_key';
select pg_temp.set_secret('c1', 'fourth');
select pg_temp.set_secret('c1', null);
select is((select has_secret from api_connections), false, 'null removes it');
select is(tests.value_of('select count(*) from vault.secrets'), (current_setting('t.vault')::int + 1)::text, 'nothing is left in Vault but the workspace''s');
select pg_temp.set_secret('c1', 'fifth');
select isnt_empty('delete from api_connections returning id', 'the connection goes');
select is(tests.value_of('select count(*) from vault.secrets'), (current_setting('t.vault')::int + 1)::text, 'with its secret');
select * from finish();
rollback;
