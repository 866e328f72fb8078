begin;
select plan(26);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'contributor', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || role)::uuid, role) from unnest(array['viewer', 'contributor']) role;
insert into connectors (project_id, name, type, config) values
  (current_setting('t.p')::uuid, 'Shop', 'postgres', '{"host": "db.example.com", "database": "shop"}'), (current_setting('t.p')::uuid, 'File', 'csv', '{}');
select set_config('t.' || type, id::text, true) from connectors;
create function pg_temp.refusal(credentials jsonb, type text default 'postgres') returns text language plpgsql as $$
begin
  perform public.set_connector_credentials(current_setting('t.' || type)::uuid, credentials);
  return 'none';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;
grant execute on function pg_temp.refusal to public;
create function pg_temp.kept() returns jsonb language sql as $$
  select tests.value_of(format('select private.connector_credentials(%L)', current_setting('t.postgres')))::jsonb
$$;
grant execute on function pg_temp.kept to public;
select set_config('t.vault', tests.value_of('select count(*) from vault.secrets'), true);
select set_config('t.good', '{"username": "reader", "password": "hunter2"}', true);
select tests.as_user(current_setting('t.stranger')::uuid);
select matches(pg_temp.refusal(current_setting('t.good')::jsonb), 'PT404', 'for a stranger there is no such connector');
select throws_ok($$select set_connector_credentials(gen_random_uuid(), '{}')$$, 'PT404', null, 'just like one that is not');
select tests.as_user(current_setting('t.viewer')::uuid);
select matches(pg_temp.refusal(current_setting('t.good')::jsonb), 'PT403', 'a viewer may not');
select tests.as_user(current_setting('t.contributor')::uuid);
select matches(pg_temp.refusal(current_setting('t.good')::jsonb), 'PT403', 'a contributor neither');
select tests.as_user(current_setting('t.ada')::uuid);
select is(pg_temp.refusal('{"username": "reader"}'), 'PT400 credentials: "password" is missing', 'what is required must be there');
select is(pg_temp.refusal('{"username": "reader", "password": ""}'), 'PT400 credentials: "password" is too short or too long', 'and be something');
select is(pg_temp.refusal('{"username": "reader", "password": "hunter2", "host": "evil"}'), 'PT400 credentials: There is no field "host"', 'nothing else is taken');
select is(pg_temp.refusal('{"username": "reader", "password": 42}'), 'PT400 credentials: "password" is not of type string', 'of its type');
select is(pg_temp.refusal('"hunter2"'), 'PT400 credentials: "credentials" is not an object', 'credentials are an object, and never repeated');
select throws_ok($$select set_connector_credentials(current_setting('t.postgres')::uuid, '{"user": "x"}')$$, 'PT400', 'credentials: "username" is missing', 'a field of almost the name is not it');
select is(pg_temp.refusal('{}', 'csv'), 'PT400 A connector of type csv has no credentials of its own', 'a file has none');
select is(pg_temp.kept(), null, 'nothing was kept of all that');
select is(pg_temp.refusal(current_setting('t.good')::jsonb), 'none', 'a manager sets them');
select is(pg_temp.kept(), current_setting('t.good')::jsonb, 'the service role reads them');
select results_eq('select has_credentials from connectors order by type', 'values (false), (true)', 'that they are set can be seen');
select set_config('t.secret', tests.value_of(format('select secret_id from public.connectors where id = %L', current_setting('t.postgres'))), true);
select is(pg_temp.refusal('{"username": "reader", "password": "hunter3"}'), 'none', 'set again');
select is(tests.value_of(format('select secret_id from public.connectors where id = %L', current_setting('t.postgres'))), current_setting('t.secret'), 'they are replaced in their place');
update connectors set config = '{"host": "db.example.com", "port": 5432, "database": "till", "ssl_mode": "verify-full"}' where type = 'postgres';
select is(pg_temp.kept() ->> 'password', 'hunter3', 'another database of the same server keeps them; the usual port, written out, is no other');
update connectors set config = config || '{"port": 5433}' where type = 'postgres';
select is(pg_temp.kept(), null, 'another port does not');
select pg_temp.refusal(current_setting('t.good')::jsonb);
update connectors set config = config || '{"host": "evil.example"}' where type = 'postgres';
select is(pg_temp.kept(), null, 'nor another host');
select is(tests.value_of('select count(*) from vault.secrets'), current_setting('t.vault'), 'Vault has forgotten them');
select pg_temp.refusal(current_setting('t.good')::jsonb);
select tests.run_sql(format('update public.connectors set type = ''csv'', config = ''{}'' where id = %L', current_setting('t.postgres')));
select is(tests.value_of('select count(*) from vault.secrets'), current_setting('t.vault'), 'a connector that becomes another forgets them');
select tests.run_sql(format('update public.connectors set type = ''stripe'' where id = %L', current_setting('t.postgres')));
select is(pg_temp.refusal('{"api_key": "not a key"}'), 'PT400 credentials: "api_key" does not have the form it needs', 'a pattern is minded, without showing what was given');
select is(pg_temp.refusal('{"api_key": "rk_test_0123456789"}'), 'none', 'a key like Stripe''s is taken');
select is(pg_temp.refusal('null'), 'none', 'null removes them');
select is(tests.value_of('select count(*) from vault.secrets'), current_setting('t.vault'), 'from Vault too');
select * from finish();
rollback;
