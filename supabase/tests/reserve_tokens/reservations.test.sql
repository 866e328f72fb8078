begin;
select plan(25);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
insert into workspaces (name) values ('Acme');
select set_config('t.w', (select id::text from workspaces where name = 'Acme'), true);
insert into projects (workspace_id, name) values (current_setting('t.w')::uuid, 'One'), (current_setting('t.w')::uuid, 'Two');
select set_config('t.one', (select id::text from projects where name = 'One'), true), set_config('t.two', (select id::text from projects where name = 'Two'), true);
select is((select (plan_type, base_token_limit, status)::text from workspace_subscriptions where workspace_id = current_setting('t.w')::uuid), '(free,1000000,active)', 'a workspace begins with a free subscription');
update workspace_subscriptions set base_token_limit = 1000, additional_tokens = 500 where workspace_id = current_setting('t.w')::uuid;
create function pg_temp.reserve(tokens bigint, key text, project text default 'one') returns jsonb language sql as $$
  select public.reserve_tokens(current_setting('t.' || project)::uuid, tokens, key, current_setting('t.ada')::uuid)
$$;
create function pg_temp.left_over() returns text language sql as $$ select public.token_balance(current_setting('t.w')::uuid) ->> 'remaining' $$;
grant execute on function pg_temp.reserve, pg_temp.left_over to public;

select tests.as_service();
select is(pg_temp.reserve(600, 'a') - '{id,expires_at}'::text[], '{"status": "open", "tokens": 600}', 'tokens are held back');
select is(pg_temp.left_over(), '900', 'and are not left');
select is(pg_temp.reserve(600, 'a') ->> 'id', pg_temp.reserve(600, 'a') ->> 'id', 'the same key is the same reservation');
select is(pg_temp.left_over(), '900', 'and takes nothing again');
select is(pg_temp.reserve(700, 'a') ->> 'tokens', '700', 'which can be of another size');
select is(pg_temp.left_over(), '800', 'as that');
select throws_ok($$select pg_temp.reserve(801, 'b')$$, 'PT402', 'This workspace is out of tokens: 800 are left, and this needs 801', 'nobody overspends');
select throws_ok($$select pg_temp.reserve(801, 'b', 'two')$$, 'PT402', null, 'in no project of the workspace');
select is(pg_temp.reserve(800, 'a', 'two') ->> 'tokens', '800', 'a key belongs to its project, and the last token can be had');
select is(pg_temp.left_over(), '0', 'then none is left');
select throws_ok($$select pg_temp.reserve(1, 'c')$$, 'PT402', null, 'not one');
select ok(public.release_tokens((pg_temp.reserve(800, 'a', 'two') ->> 'id')::uuid), 'what was not used is given back');
select is(pg_temp.left_over(), '800', 'and is left again');
select ok(not public.release_tokens((select id from tests.value_of($$select id from private.token_reservations where status = 'released'$$) x (id))::uuid), 'once');
select is(pg_temp.reserve(10, 'a', 'two') ->> 'status', 'open', 'a released key can be reserved again');

select throws_ok($$select pg_temp.reserve(0, 'x')$$, 'PT400', null, 'no tokens are no reservation');
select throws_ok($$select pg_temp.reserve(-5, 'x')$$, 'PT400', null, 'nor less than none');
select throws_ok($$select pg_temp.reserve(null, 'x')$$, 'PT400', null, 'nor unknown');
select throws_ok($$select pg_temp.reserve(5, '')$$, 'PT400', null, 'nor without a key');
select throws_ok($$select public.reserve_tokens(gen_random_uuid(), 5, 'x')$$, 'PT404', null, 'nor in no project');
select throws_ok($$select public.release_tokens(gen_random_uuid())$$, 'PT404', null, 'a reservation is there or not');

select tests.run_sql('update private.token_reservations set expires_at = now() - interval ''1 second''');
select is(pg_temp.left_over(), '1500', 'an expired reservation holds nothing');
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select public.reserve_tokens(tests.project_of(auth.uid()), 5, 'x')$$, '42501', null, 'people reserve nothing');
select throws_ok($$select * from private.token_reservations$$, '42501', null, 'and see no reservations');
select * from finish();
rollback;
