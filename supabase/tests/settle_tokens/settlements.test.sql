begin;
select plan(21);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
insert into workspaces (name) values ('Acme');
select set_config('t.w', (select id::text from workspaces where name = 'Acme'), true);
insert into projects (workspace_id, name) values (current_setting('t.w')::uuid, 'One');
select set_config('t.p', (select id::text from projects where name = 'One'), true);
update workspace_subscriptions set base_token_limit = 1000, additional_tokens = 500 where workspace_id = current_setting('t.w')::uuid;
create function pg_temp.reserve(tokens bigint, key text) returns uuid language sql as $$
  select (public.reserve_tokens(current_setting('t.p')::uuid, tokens, key, current_setting('t.ada')::uuid) ->> 'id')::uuid
$$;
create function pg_temp.state() returns text language sql as $$
  select concat_ws(' ', x ->> 'used', x ->> 'additional', x ->> 'reserved', x ->> 'remaining') from public.token_balance(current_setting('t.w')::uuid) x
$$;
grant execute on function pg_temp.reserve, pg_temp.state to public;
select tests.as_service();
select set_config('t.r', pg_temp.reserve(700, 'a')::text, true);
select is((s.tokens_used, s.input_tokens, s.output_tokens, s.cached_tokens, s.usage_type, s.workspace_id::text, s.project_id::text, s.created_by::text)::text,
  format('(600,400,200,100,chat,%s,%s,%s)', current_setting('t.w'), current_setting('t.p'), current_setting('t.ada')), 'a settlement is written to the ledger')
from public.settle_tokens(current_setting('t.r')::uuid, 400, 200, 100, 'chat') s;
select is(pg_temp.state(), '600 500 0 900', 'what was used is used, and what was held back for it is free');
select is((public.settle_tokens(current_setting('t.r')::uuid, 9, 9, 9, 'search')).tokens_used, 600::bigint, 'the same again gets the same answer');
select is((select count(*) from token_usage), 1::bigint, 'and writes nothing');
select is(pg_temp.state(), '600 500 0 900', 'and uses nothing');
select is(public.reserve_tokens(current_setting('t.p')::uuid, 5, 'a') ->> 'status', 'settled', 'its key says that it is settled');
select ok(not public.release_tokens(current_setting('t.r')::uuid), 'and is not released');

select is((public.settle_tokens(pg_temp.reserve(700, 'b'), 500, 100, 0, 'workflow')).tokens_used, 600::bigint, 'more than is left of the plan');
select is(pg_temp.state(), '1000 300 0 300', 'comes off what was bought');
select is((public.settle_tokens(pg_temp.reserve(10, 'c'), 10, 400, null, 'artifact_generation')).tokens_used, 410::bigint, 'a call that used more than was held back is written all the same');
select is(pg_temp.state(), '1000 0 0 0', 'and nothing becomes negative');
select throws_ok($$select pg_temp.reserve(1, 'd')$$, 'PT402', null, 'then there is nothing left');

update workspace_subscriptions set additional_tokens = 100 where workspace_id = current_setting('t.w')::uuid;
select set_config('t.r', pg_temp.reserve(50, 'e')::text, true);
select tests.run_sql('update private.token_reservations set expires_at = now() - interval ''1 hour''');
select is((public.settle_tokens(current_setting('t.r')::uuid, 20, 20, 0, 'search')).tokens_used, 40::bigint, 'a call that outlasted its reservation is paid');
select set_config('t.r', pg_temp.reserve(50, 'f')::text, true);
select public.release_tokens(current_setting('t.r')::uuid);
select throws_ok($$select public.settle_tokens(current_setting('t.r')::uuid, 1, 1, 0, 'chat')$$, 'PT409', null, 'a released one is not settled');
select throws_ok($$select public.settle_tokens(gen_random_uuid(), 1, 1, 0, 'chat')$$, 'PT404', null, 'nor one that never was');
select throws_ok($$select public.settle_tokens(pg_temp.reserve(5, 'g'), 1, 1, 2, 'chat')$$, '23514', null, 'cached tokens are part of the input');
select throws_ok($$select public.settle_tokens(pg_temp.reserve(5, 'g'), -1, 1, 0, 'chat')$$, '23514', null, 'nobody uses less than nothing');
select throws_ok($$select public.settle_tokens(pg_temp.reserve(5, 'g'), 1, 1, 0, 'fun')$$, '23514', null, 'usage is of a known type');
select set_config('t.r', pg_temp.reserve(50, 'h')::text, true);
select tests.run_sql(format('delete from public.projects where id = %L', current_setting('t.p')));
select is((public.settle_tokens(current_setting('t.r')::uuid, 20, 20, 0, 'search')).project_id, null, 'a call is paid when its project is gone meanwhile');
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select public.settle_tokens(current_setting('t.r')::uuid, 1, 1, 0, 'chat')$$, '42501', null, 'people settle nothing');
select throws_ok($$select public.release_tokens(current_setting('t.r')::uuid)$$, '42501', null, 'and release nothing');
select * from finish();
rollback;
