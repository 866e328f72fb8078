begin;
select plan(23);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'vic', 'eve']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.vic')::uuid, 'viewer');
create function pg_temp.tell(headers text) returns void language sql as $$
  select set_config('request.headers', headers, true);
  insert into usage_analytics (project_id, event_type, session_id) values (current_setting('t.p')::uuid, 'dashboard.opened', headers)
$$;
create function pg_temp.origin(headers text) returns text language sql as $$
  select set_config('request.headers', headers, true);
  select concat_ws(' ', coalesce(host(ip_address), '-'), coalesce(user_agent, '-')) from private.request_origin()
$$;
grant execute on function pg_temp.tell, pg_temp.origin to public;
select tests.as_user(current_setting('t.vic')::uuid);
select lives_ok($$select pg_temp.tell('{"x-forwarded-for": "10.0.0.1, 203.0.113.7", "user-agent": "Firefox"}')$$, 'a viewer tells what they do');
select tests.as_admin();
select results_eq('select user_id::text, host(ip_address), user_agent, event_data from usage_analytics', $$values (current_setting('t.vic'), '203.0.113.7', 'Firefox', '{}'::jsonb)$$, 'it is known who and from where');
select is(pg_temp.origin('{"x-forwarded-for": "203.0.113.7", "cf-connecting-ip": "198.51.100.2"}'), '198.51.100.2 -', 'the edge knows better than the last hop');
select is(pg_temp.origin('{"x-forwarded-for": "10.0.0.1, 203.0.113.7:80"}'), '203.0.113.7 -', 'which the proxy wrote; those before it whoever calls');
select is(pg_temp.origin('{"x-forwarded-for": "203.0.113.7:4711"}'), '203.0.113.7 -', 'a port is no part of an address');
select is(pg_temp.origin('{"x-forwarded-for": "[2001:db8::1]:443"}'), '2001:db8::1 -', 'of either kind');
select is(pg_temp.origin('{"x-forwarded-for": "2001:db8::1", "user-agent": "x"}'), '2001:db8::1 x', 'with or without');
select is(pg_temp.origin('{"x-forwarded-for": "not an address", "user-agent": "curl"}'), '- curl', 'nonsense is no address');
select is(pg_temp.origin('{"x-forwarded-for": "999.1.1.1"}'), '- -', 'nor what looks like one');
select is(pg_temp.origin('{"x-forwarded-for": "1.2.3.4, "}'), '- -', 'nor nothing');
select is(pg_temp.origin('not json'), '- -', 'headers that are none do no harm');
select is(pg_temp.origin('[]'), '- -', 'nor a list');
select is(pg_temp.origin(''), '- -', 'nor none at all');
select is(length(pg_temp.origin(json_build_object('user-agent', repeat('x', 9999))::text)), 502, 'a long name is cut');
select tests.as_user(current_setting('t.eve')::uuid);
select throws_ok($$select pg_temp.tell('{}')$$, '42501', null, 'a stranger tells nothing');
select throws_ok($$insert into usage_analytics (project_id, user_id, event_type) values (tests.project_of(auth.uid()), current_setting('t.ada')::uuid, 'x')$$, '42501', null, 'nobody speaks for another');
select tests.as_user(current_setting('t.vic')::uuid);
select is((select count(*) from usage_analytics), 0::bigint, 'viewers do not read it');
select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from usage_analytics), 1::bigint, 'managers do');
select tests.as_service();
select throws_ok('delete from usage_analytics', '42501', null, 'and not even the service role takes anything back');
select tests.as_admin();
select throws_ok($$update usage_analytics set event_type = 'x'$$, 'PT403', null, 'nor does the owner of the table change anything');
select throws_ok('delete from usage_analytics', 'PT403', null, 'or delete');
select throws_ok('truncate usage_analytics', 'PT403', null, 'or empty');
delete from projects where id = current_setting('t.p')::uuid;
select is((select count(*) from usage_analytics), 0::bigint, 'it goes with its project');
select * from finish();
rollback;
