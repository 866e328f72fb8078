begin;
select plan(16);
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

insert into api_connections (project_id, name, endpoint_url, auth_type, secret_id)
values (current_setting('t.p')::uuid, 'API', 'https://api.example.com', 'bearer', current_setting('t.one')::uuid);
select is((select secret_id from api_connections), null, 'an API connection takes no secret of a connector');
insert into oauth2_connections (project_id, provider, client_id, redirect_uri, client_secret_id)
values (current_setting('t.p')::uuid, 'google', 'id', 'https://example.com/back', current_setting('t.one')::uuid);
select is((select client_secret_id from oauth2_connections), null, 'nor does an OAuth connection');
insert into oauth2_tokens (project_id, connection_id, access_token_id) select project_id, id, current_setting('t.one')::uuid from oauth2_connections;
select is((select access_token_id from oauth2_tokens), null, 'nor do its tokens');
insert into social_connections (project_id, user_id, platform, platform_user_id, username, access_token_id)
values (current_setting('t.p')::uuid, current_setting('t.ada')::uuid, 'twitter', 'ada', 'ada', current_setting('t.one')::uuid);
select is((select access_token_id from social_connections where platform = 'twitter'), null, 'nor does a social account');
insert into user_secrets (user_id, secret_name, secret_id) values (current_setting('t.ada')::uuid, 'taken', current_setting('t.one')::uuid);
select is((select secret_id from user_secrets where secret_name = 'taken'), null, 'nor does a person');

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
