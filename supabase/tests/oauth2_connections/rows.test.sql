begin;
select plan(17);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
create function pg_temp.make(config jsonb default '{}', params jsonb default '{}', back text default 'https://app.example.com/back') returns text language plpgsql as $$
begin
  insert into public.oauth2_connections (project_id, provider, provider_config, client_id, redirect_uri, additional_params)
  values (current_setting('t.p')::uuid, 'github', config, 'client', back, params);
  return 'made';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;
select is(pg_temp.make(), 'made', 'managers make one');
select is(pg_temp.make('{"token_url": "https://sso.example.com/token", "pkce": true, "client_authentication": "basic"}'), 'made', 'with a provider of their own');
select is(pg_temp.make('{"client_secret": "x"}'), 'PT400 provider_config: There is no field "client_secret"', 'the secret has a place of its own');
select is(pg_temp.make('{"token_url": "https://u:p@sso.example.com"}'), 'PT400 provider_config: an address is not a web address', 'addresses are web addresses');
select is(pg_temp.make('{"token_url": "file:///etc/passwd"}'), 'PT400 provider_config: "token_url" does not have the form it needs', 'of the web');
select is(pg_temp.make(params => '{"prompt": "consent", "token_access_type": "offline"}'), 'made', 'further parameters are texts');
select is(pg_temp.make(params => '{"prompt": true}'), 'PT400 additional_params: "prompt" is not of type string', 'and nothing else');
select is(pg_temp.make(params => '{"client_secret": "x"}'), 'PT400 additional_params: "client_secret" in "additional_params" looks like a secret, which is kept elsewhere', 'without secrets');
select matches(pg_temp.make(back => 'javascript:alert(1)'), 'a_redirect_uri_is_a_web_address', 'one comes back to a web address');
select throws_ok($$update oauth2_connections set provider = 'google'$$, '42501', null, 'the provider stays');

-- Tokens are where their connection is.
select tests.as_admin();
insert into oauth2_connections (id, workspace_id, provider, client_id, redirect_uri)
values ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-000000000001', 'github', 'client', 'https://app.example.com/back');
select throws_ok($$insert into oauth2_tokens (project_id, connection_id) values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-0000000000c1')$$, '23503', null, 'not elsewhere');
select throws_ok($$insert into oauth2_tokens (connection_id) values ('00000000-0000-4000-8000-0000000000c1')$$, '23514', null, 'not nowhere');
select throws_ok($$insert into oauth2_tokens (workspace_id, project_id, connection_id) values ('00000000-0000-4000-8000-000000000001', current_setting('t.p')::uuid, '00000000-0000-4000-8000-0000000000c1')$$, '23514', null, 'not in two places');
select lives_ok($$insert into oauth2_tokens (workspace_id, connection_id) values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-0000000000c1')$$, 'but there');
select tests.as_user(current_setting('t.ada')::uuid);
select is_empty('select id from oauth2_tokens', 'who is no admin of the workspace does not see that it is signed in');
select tests.as_admin();
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-000000000001', current_setting('t.ada')::uuid, 'admin');
select tests.as_user(current_setting('t.ada')::uuid);
select isnt_empty('select id from oauth2_tokens', 'an admin does');
select isnt_empty('delete from oauth2_tokens returning id', 'and may end it');
select * from finish();
rollback;
