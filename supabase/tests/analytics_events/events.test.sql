begin;
select plan(26);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'other']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.other')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
insert into leads (id, project_id, email) values ('00000000-0000-4000-8000-0000000000e1', current_setting('t.p')::uuid, 'a@example.com'), ('00000000-0000-4000-8000-0000000000e9', current_setting('t.q')::uuid, 'z@example.com');
create function tests.happens(rest text default '', vals text default '') returns text language sql as $$
  select format('insert into analytics_events (project_id, event_type, event_name%s) values (%L, ''page'', ''Pricing''%s)', rest, current_setting('t.p'), vals)
$$;
grant execute on function tests.happens to public;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('request.headers', '{"user-agent": "Mozilla", "x-forwarded-for": "10.0.0.1, 192.0.2.7"}', true);
select results_eq(tests.happens(', lead_id, properties, session_id', $$, '00000000-0000-4000-8000-0000000000e1', '{"path": "/pricing"}', 's1'$$) || ' returning user_id, ip_address, user_agent',
  format('values (%L::uuid, inet %L, %L::text)', current_setting('t.ada'), '192.0.2.7', 'Mozilla'), 'who did it and from where is recorded');
select throws_ok(tests.happens(', user_id', $$, gen_random_uuid()$$), '42501', null, 'not given');
select throws_ok(tests.happens(', ip_address', $$, '10.0.0.1'$$), '42501', null, 'nor the address');
select throws_ok(tests.happens(', user_agent', $$, 'x'$$), '42501', null, 'nor the browser');
select throws_ok(tests.happens(', lead_id', $$, '00000000-0000-4000-8000-0000000000e9'$$), '23503', null, 'a lead is of the project');
select throws_ok(tests.happens(', properties', $$, '[]'$$), '23514', null, 'properties are an object');
select set_config('request.headers', '{"x-forwarded-for": "nonsense"}', true);
select results_eq(tests.happens() || ' returning ip_address', 'values (null::inet)', 'a header that is nonsense harms nothing');
select throws_ok(tests.happens(', occurred_at', format(', %L', at)), 'PT400', 'An event lies in the last 400 days', 'none is at ' || at)
from unnest(array['2019-05-05', '2035-05-05', 'infinity', '-infinity', (now() - interval '401 days')::text, (now() + interval '25 hours')::text]) at;
select lives_ok(tests.happens(', occurred_at', $$, now() - interval '399 days'$$), 'what was a year ago is taken');
select lives_ok(tests.happens(', occurred_at', $$, now() + interval '23 hours'$$), 'and what a clock that is fast tells');
select throws_ok('update analytics_events set event_name = event_name', '42501', null, 'what happened is not changed');
select throws_ok('delete from analytics_events', '42501', null, 'nor deleted');
select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from analytics_events), 4::bigint, 'viewers read');
select throws_ok(tests.happens(), '42501', null, 'and record nothing');
select tests.as_service();
select throws_ok('update analytics_events set event_name = event_name', '42501', null, 'the service role changes nothing either');
select lives_ok(tests.happens(', user_id, ip_address', format(', %L, ''10.1.1.1''', current_setting('t.other'))), 'but records for others');
select lives_ok(tests.happens(', occurred_at', $$, '2019-05-05'$$), 'and from long ago');
select tests.as_admin();
select throws_ok('delete from analytics_events', 'PT403', null, 'whoever owns the table deletes nothing');
select throws_ok('update analytics_events set lead_id = null where lead_id is not null', 'PT403', null, 'nor takes a lead off it');
delete from leads where id = '00000000-0000-4000-8000-0000000000e1';
select is((select count(*) from analytics_events where session_id = 's1' and lead_id is null), 1::bigint, 'a deleted lead leaves what happened, without it');
delete from projects where id = current_setting('t.p')::uuid;
select is((select count(*) from analytics_events where project_id = current_setting('t.p')::uuid), 0::bigint, 'a deleted project does not');
select * from finish();
rollback;
