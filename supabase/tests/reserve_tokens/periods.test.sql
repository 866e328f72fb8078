begin;
select plan(11);
insert into workspaces (name) values ('Acme');
select set_config('t.w', (select id::text from workspaces where name = 'Acme'), true);
insert into projects (workspace_id, name) values (current_setting('t.w')::uuid, 'One');
select set_config('t.p', (select id::text from projects where name = 'One'), true);
create function pg_temp.subscription() returns workspace_subscriptions language sql as $$ select * from workspace_subscriptions where workspace_id = current_setting('t.w')::uuid $$;
create function pg_temp.balance() returns jsonb language sql as $$ select public.token_balance(current_setting('t.w')::uuid) $$;
grant execute on function pg_temp.subscription, pg_temp.balance to public;
update workspace_subscriptions set base_token_limit = 1000, base_tokens_used = 900, additional_tokens = 70,
  current_period_start = date_trunc('day', now()) - interval '40 days', current_period_end = date_trunc('day', now()) - interval '9 days'
where workspace_id = current_setting('t.w')::uuid;
-- The change of the period itself began anew.
update workspace_subscriptions set base_tokens_used = 900 where workspace_id = current_setting('t.w')::uuid;
select tests.as_service();
select is(pg_temp.balance() - '{period_start,period_end}'::text[], '{"limit": 1000, "additional": 70, "used": 0, "reserved": 0, "remaining": 1070}', 'a new period has nothing used, and keeps what was bought');
select is((pg_temp.balance() ->> 'period_start')::timestamptz, date_trunc('day', now()) - interval '9 days', 'it begins when the one before ends');
select is((pg_temp.subscription()).base_tokens_used, 900::bigint, 'looking changes nothing');
select is(public.reserve_tokens(current_setting('t.p')::uuid, 1070, 'a') ->> 'status', 'open', 'it can be used');
select is((pg_temp.subscription()).base_tokens_used, 0::bigint, 'and is on record then');
select ok((pg_temp.subscription()).current_period_end > now(), 'with its end');
update workspace_subscriptions set current_period_end = now() - interval '100 days', current_period_start = now() - interval '130 days';
select ok((pg_temp.balance() ->> 'period_start')::timestamptz <= now() and (pg_temp.balance() ->> 'period_end')::timestamptz > now(), 'months nobody asked in are passed over');
update workspace_subscriptions set base_tokens_used = 500 where workspace_id = current_setting('t.w')::uuid;
update workspace_subscriptions set current_period_start = now(), current_period_end = now() + interval '1 year' where workspace_id = current_setting('t.w')::uuid;
select is((pg_temp.subscription()).base_tokens_used, 0::bigint, 'a period the payment provider begins has nothing used');
update workspace_subscriptions set base_tokens_used = 500, plan_type = 'pro' where workspace_id = current_setting('t.w')::uuid;
update workspace_subscriptions set current_period_start = current_period_start where workspace_id = current_setting('t.w')::uuid;
select is((pg_temp.subscription()).base_tokens_used, 500::bigint, 'the same period told again is no new one');
update workspace_subscriptions set status = 'canceled' where workspace_id = current_setting('t.w')::uuid;
select public.release_tokens((public.reserve_tokens(current_setting('t.p')::uuid, 1, 'a') ->> 'id')::uuid);
select is(pg_temp.balance() ->> 'remaining', '70', 'a canceled subscription leaves what was bought');
update workspace_subscriptions set status = 'past_due' where workspace_id = current_setting('t.w')::uuid;
select is(pg_temp.balance() ->> 'remaining', '570', 'one that is late with paying goes on');
select * from finish();
rollback;
