begin;
select plan(17);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'bob', 'carol']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.bob')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.carol')::uuid, 'contributor');
select set_config('t.vault', tests.value_of('select count(*) from vault.secrets'), true);
create function pg_temp.store(account text, access text, refresh text default null) returns uuid language sql as $$
  select store_social_connection(current_setting('t.p')::uuid, current_setting('t.bob')::uuid, 'linkedin', account, account, access, refresh)
$$;
create function pg_temp.kept(key text) returns text language sql as $$
  select tests.value_of(format('select private.social_connection_tokens(%L)', current_setting('t.s')))::jsonb ->> key
$$;
grant execute on function pg_temp.store, pg_temp.kept to public;
select tests.as_user(current_setting('t.bob')::uuid);
select throws_ok($$select pg_temp.store('b', 'x')$$, '42501', null, 'people store no tokens');
select tests.as_service();
select set_config('t.s', pg_temp.store('bob', 'access 1', 'refresh 1')::text, true);
select is(pg_temp.kept('access_token'), 'access 1', 'the service role stores and reads them');
select is(pg_temp.store('bob', 'access 2')::text, current_setting('t.s'), 'signing in again is the same row');
select results_eq($$select pg_temp.kept('access_token'), pg_temp.kept('refresh_token')$$, $$values ('access 2', 'refresh 1')$$, 'with a new access token');
select is(pg_temp.store('bobby', 'access 3')::text, current_setting('t.s'), 'another account of the network takes its place');
select results_eq($$select pg_temp.kept('access_token'), pg_temp.kept('refresh_token')$$, $$values ('access 3', null)$$, 'without the refresh token of the other');
select throws_ok($$select store_social_connection(current_setting('t.p')::uuid, current_setting('t.bob')::uuid, 'myspace', 'b', 'b', 'x')$$, '23514', null, 'networks are known');
select throws_ok($$select pg_temp.store('b', '')$$, 'PT400', null, 'no token is no token');
select tests.as_user(current_setting('t.carol')::uuid);
select results_eq('select username from social_connections', $$values ('bobby')$$, 'everybody in the project sees the account');
select is_empty('update social_connections set is_active = false returning id', 'but does not switch it off');
select is_empty('delete from social_connections returning id', 'or take it away');
select tests.as_user(current_setting('t.bob')::uuid);
select isnt_empty('update social_connections set is_active = false returning id', 'its owner does');
select is(pg_temp.kept('access_token'), null, 'then nobody publishes with it');
select throws_ok($$update social_connections set user_id = auth.uid()$$, '42501', null, 'whose it is stays');
select tests.as_user(current_setting('t.ada')::uuid);
select isnt_empty('update social_connections set is_active = true returning id', 'a manager may as well');
select isnt_empty('delete from social_connections returning id', 'and delete it');
select is(tests.value_of('select count(*) from vault.secrets'), current_setting('t.vault'), 'with its tokens');
select * from finish();
rollback;
