begin;
select plan(4);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into connectors (project_id, name, type, status, sync_frequency, last_sync_at) values
  (current_setting('t.p')::uuid, 'new', 'csv', 'pending', 60, null),
  (current_setting('t.p')::uuid, 'broken before it ever worked', 'csv', 'error', 60, null),
  (current_setting('t.p')::uuid, 'broken', 'csv', 'error', 60, now()),
  (current_setting('t.p')::uuid, 'two beats ago', 'csv', 'active', 3600, now() - interval '2 hours'),
  (current_setting('t.p')::uuid, 'longer ago', 'csv', 'active', 3600, now() - interval '2 hours 1 second'),
  (current_setting('t.p')::uuid, 'slow', 'csv', 'active', 86400, now() - interval '25 hours'),
  (current_setting('t.p')::uuid, 'by hand', 'csv', 'active', null, now() - interval '1 year');
select tests.as_user(current_setting('t.ada')::uuid);
select results_eq('select name, health from connector_health order by name', $$values
  ('broken', 'error'), ('broken before it ever worked', 'error'), ('by hand', 'healthy'), ('longer ago', 'stale'), ('new', 'never_synced'),
  ('slow', 'healthy'), ('two beats ago', 'healthy')
$$, 'stale is what is older than twice its own frequency');
select tests.as_user(current_setting('t.stranger')::uuid);
select is_empty('select 1 from connector_health', 'it shows whose connectors one sees');
select throws_ok($$update connector_health set name = 'x'$$, '42501', null, 'and is not written to');
select tests.as_anon();
select throws_ok('select 1 from connector_health', '42501', null, 'or read by who is not signed in');
select * from finish();
rollback;
