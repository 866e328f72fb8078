begin;
select plan(29);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
create function pg_temp.share(password text default null, expires timestamptz default null) returns text language sql as $$
  select create_sharing_link('dashboard', '00000000-0000-4000-8000-0000000000b1', null, password, expires) ->> 'token'
$$;
create function pg_temp.opens(token text, password text default null) returns boolean language sql as $$
  select open_shared_resource(token, password) ? 'document'
$$;
select set_config('t.open', pg_temp.share(), true), set_config('t.locked', pg_temp.share('correct horse'), true), set_config('t.expired', pg_temp.share(null, now() + interval '1 hour'), true), set_config('t.revoked', pg_temp.share(), true);
select revoke_sharing_link(id::uuid) from tests.value_of(format('select id from public.sharing_links where token_hash = sha256(%L)', current_setting('t.revoked'))) id;
select tests.run_sql($$update public.sharing_links set expires_at = now() - interval '1 second' where expires_at is not null$$);
select tests.as_anon();
select set_config('t.wrong', open_shared_resource('osl_wrong')::text, true);
select is(current_setting('response.status'), '404', 'an unknown token is answered 404');
select is(current_setting('t.wrong')::jsonb ->> 'code', 'PT404', 'with a code as any error');
select is(open_shared_resource(token, password)::text, current_setting('t.wrong'), what || ' is answered the same') from (values
  (current_setting('t.expired'), null, 'an expired link'), (current_setting('t.revoked'), null, 'a revoked one'), (current_setting('t.locked'), null, 'one without its password'),
  (current_setting('t.locked'), 'Correct horse', 'one with another password'), (current_setting('t.locked'), '', 'one with an empty one'), (null, null, 'no link at all'), ('', '', 'an empty one'),
  (repeat('x', 100000), repeat('x', 100000), 'a long one')
) refused (token, password, what);
select ok(pg_temp.opens(current_setting('t.locked'), 'correct horse'), 'the right password opens it all the same');
select is(tests.value_of($$select count(*) from public.sharing_links where access_count > 0$$), '1', 'only what is opened is counted');

-- The same work: a password is hashed whether or not there is one to compare.
create function pg_temp.cost(token text, password text) returns numeric language plpgsql as $$
declare
  best numeric;
  began timestamptz;
begin
  for i in 1..20 loop
    perform tests.run_sql('truncate private.sharing_attempts');
    began := clock_timestamp();
    perform open_shared_resource(token, password);
    best := least(best, extract(epoch from clock_timestamp() - began) * 1000);
  end loop;
  return best;
end
$$;
select cmp_ok(pg_temp.cost('osl_unknown', 'wrong horse') / pg_temp.cost(current_setting('t.locked'), 'wrong horse'), '>', 0.3, 'an unknown link is no faster to refuse than a wrong password');
select cmp_ok(pg_temp.cost('osl_unknown', null), '>', 3.0, 'hashing takes its time');

select tests.run_sql('truncate private.sharing_attempts');
select is((select count(*) from generate_series(1, 20) where open_shared_resource(current_setting('t.locked'), 'guess') ->> 'code' = 'PT404'), 20::bigint, 'twenty guesses are answered');
select is(open_shared_resource(current_setting('t.locked'), 'correct horse') ->> 'code', 'PT429', 'then even the right one has to wait');
select is(current_setting('response.status'), '429', 'which the status says');
select ok(pg_temp.opens(current_setting('t.open')), 'other links are not concerned');
select tests.run_sql($$update private.sharing_attempts set at = now() - interval '11 minutes'$$);
select ok(pg_temp.opens(current_setting('t.locked'), 'correct horse'), 'after a while it opens again');
select set_config('request.headers', '{"x-forwarded-for": "10.0.0.1, 192.0.2.7"}', true);
select open_shared_resource('osl_wrong');
select tests.run_sql($$insert into private.sharing_attempts (subject) select sha256('failed address 192.0.2.7') from generate_series(1, 198)$$);
select is(open_shared_resource('osl_guess') ->> 'code', 'PT404', 'an address may be wrong two hundred times');
select is(open_shared_resource(current_setting('t.open')) ->> 'code', 'PT429', 'then it has to wait, whatever it asks for');
select set_config('request.headers', '{"x-forwarded-for": "10.0.0.9, 192.0.2.7"}', true);
select is(open_shared_resource(current_setting('t.open')) ->> 'code', 'PT429', 'whatever it claims to come from');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.8"}', true);
select ok(pg_temp.opens(current_setting('t.open')), 'another address is not concerned');
select tests.run_sql($$insert into private.sharing_attempts (subject) select sha256('address 192.0.2.8') from generate_series(1, 598)$$);
select ok(pg_temp.opens(current_setting('t.open')), 'it may ask 600 times a minute');
select is(open_shared_resource(current_setting('t.open')) ->> 'code', 'PT429', 'and no more');
select tests.run_sql($$update private.sharing_attempts set at = at - interval '61 seconds'$$);
select ok(pg_temp.opens(current_setting('t.open')), 'until the minute is over');
select tests.run_sql($$update private.sharing_attempts set at = now() - interval '61 minutes' where subject = sha256('address 192.0.2.8'); select private.close_expired_links(now())$$);
select is(tests.value_of($$select count(*) from private.sharing_attempts where subject = sha256('address 192.0.2.8')$$), '0', 'what nobody counts any more is removed');
select set_config('request.headers', '', true);
select tests.run_sql('truncate private.sharing_attempts');
select tests.run_sql($$update public.dashboards set archived_at = now()$$);
select ok(not pg_temp.opens(current_setting('t.open')), 'an archived dashboard is not opened');
select tests.run_sql($$update public.dashboards set archived_at = null; update public.projects set deleted_at = now() where id = current_setting('t.p')::uuid$$);
select ok(not pg_temp.opens(current_setting('t.open')), 'nor one of a project that is gone');
select * from finish();
rollback;
