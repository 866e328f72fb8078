begin;
select plan(11);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.vault', tests.value_of('select count(*) from vault.secrets'), true);
insert into connectors (id, project_id, name, type, config) values
  ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'One', 'github', '{"repositories": ["a/b"]}'),
  ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'Two', 'github', '{"repositories": ["a/b"]}');
select tests.as_user(current_setting('t.ada')::uuid);
select set_connector_credentials('00000000-0000-4000-8000-0000000000c1', '{"access_token": "one"}');
select set_user_secret('mine', 'x');
select tests.as_service();
select store_social_connection(current_setting('t.p')::uuid, current_setting('t.ada')::uuid, 'linkedin', 'ada', 'ada', 'access', 'refresh');
select tests.as_admin();
select set_config('t.one', (select secret_id from connectors where name = 'One')::text, true);

-- The row of one cannot be given the secret of another, whoever writes it.
update connectors set secret_id = current_setting('t.one')::uuid where name = 'Two';
select is((select has_credentials from connectors where name = 'Two'), false, 'a secret of another row is not taken over');
select is(private.connector_credentials('00000000-0000-4000-8000-0000000000c2'), null, 'so it is not read');
insert into connectors (project_id, name, type, config, secret_id) select project_id, 'Copy', type, config, secret_id from connectors where name = 'One';
select is((select has_credentials from connectors where name = 'Copy'), false, 'nor copied along');
delete from connectors where name in ('Two', 'Copy');
select is(private.connector_credentials('00000000-0000-4000-8000-0000000000c1'), '{"access_token": "one"}', 'the row it belongs to keeps it');
insert into connectors (project_id, name, type, config, secret_id)
select current_setting('t.p')::uuid, 'Platform', 'github', '{"repositories": ["a/b"]}', vault.create_secret('x', 'service_role_key_of_test');
select is((select has_credentials from connectors where name = 'Platform'), false, 'secrets of the platform are nobody''s');
create temp table gone as select * from connectors where name = 'One';
delete from connectors where name = 'One';
insert into connectors (id, project_id, name, type, config, secret_id) select id, project_id, name, type, config, secret_id from gone;
select is((select has_credentials from connectors where name = 'One'), false, 'a row that is restored has no credentials: they went with it');
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok($$select set_connector_credentials('00000000-0000-4000-8000-0000000000c1', '{"access_token": "two"}')$$, 'they can be given again');
select isnt_empty('select 1 from user_secrets', 'Ada has secrets');
select tests.run_sql(format('delete from auth.users where id = %L', current_setting('t.ada')));
select tests.as_admin();
select is_empty('select 1 from user_secrets', 'when her account is deleted they go');
select is_empty('select 1 from social_connections', 'her accounts elsewhere too');
select results_eq($$select name from vault.secrets where name ~ '^(user_secrets|social_connections|connectors)/'$$,
  $$values ('connectors/00000000-0000-4000-8000-0000000000c1/credentials')$$, 'in Vault only the project''s is left');
select * from finish();
rollback;
