begin;
select plan(31);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
create function pg_temp.make(type text, config jsonb, name text default gen_random_uuid()::text) returns uuid language sql as $$
  insert into connectors (project_id, name, type, config) values (current_setting('t.p')::uuid, name, type, config) returning id
$$;
create function pg_temp.refusal(type text, config jsonb) returns text language plpgsql as $$
begin
  perform pg_temp.make(type, config);
  return 'none';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;
select is(pg_temp.refusal('oracle', '{}'), 'PT400 There is no connector type "oracle"', 'a type is one of the catalogue');
select is(pg_temp.refusal('postgres', '{}'), 'PT400 config: "host" is missing', 'what is required must be there');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com"}'), 'PT400 config: "database" is missing', 'all of it');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "pasword": "hunter2"}'), 'PT400 config: There is no field "pasword"', 'what nobody knows is refused, by name');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "port": "5432"}'), 'PT400 config: "port" is not of type integer', 'a type is minded');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "port": 54.5}'), 'PT400 config: "port" is not of type integer', 'whole numbers are whole');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "port": 70000}'), 'PT400 config: "port" is not from 1 to 65535', 'bounds');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "ssl_mode": "maybe"}'), 'PT400 config: "ssl_mode" is none of verify-full, verify-ca, require, disable', 'choices');
select is(pg_temp.refusal('postgres', '{"host": "user:secret@db", "database": "x"}'), 'PT400 config: "host" does not have the form it needs', 'patterns; what was given is not repeated');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "schemas": []}'), 'PT400 config: "schemas" has too few or too many elements', 'lengths of lists');
select is(pg_temp.refusal('postgres', '{"host": "db.example.com", "database": "x", "schemas": ["public", 1]}'), 'PT400 config: "schemas" is not of type string', 'elements of lists');
select is(pg_temp.refusal('rest_api', '{"query": {"api_key": "k"}}'), 'PT400 config: "api_key" in "query" looks like a secret, which is kept elsewhere', 'a secret among free fields is refused');
select is(pg_temp.refusal('rest_api', '{"query": {"limit": 1}}'), 'PT400 config: "limit" is not of type string', 'free fields have a type');
select is(pg_temp.refusal('rest_api', '{"path": "//evil.example/x"}'), 'PT400 config: "path" does not have the form it needs', 'a path stays on its host');
select is(pg_temp.refusal('rest_api', '{"path": "https://evil.example"}'), 'PT400 config: "path" does not have the form it needs', 'whatever it begins with');
select is(pg_temp.refusal('salesforce', '{"instance_url": "https://evil.example/.salesforce.com"}'), 'PT400 config: "instance_url" does not have the form it needs', 'what signs in elsewhere names the vendor''s hosts only');
select is(pg_temp.refusal('rest_api', '[]'), 'PT400 config: "config" is not an object', 'a config is an object');

select set_config('t.c', pg_temp.make('postgres', '{"host": "db.example.com", "database": "shop"}', 'Shop')::text, true);
select throws_ok($$select pg_temp.make('csv', '{}', 'Shop')$$, '23505', null, 'names are unique in a project');
select throws_ok($$update connectors set config = '{}'$$, 'PT400', null, 'a change is checked too');
select throws_ok($$update connectors set type = 'csv'$$, '42501', null, 'the type stays');
select throws_ok($$update connectors set sync_frequency = 59$$, '23514', null, 'once a minute at most');
select results_eq('select status, created_by::text, next_sync_at from connectors', format($$values ('pending', %L, null::timestamptz)$$, current_setting('t.ada')), 'a new connector waits for its first sync, by hand');
update connectors set sync_frequency = 3600;
select is((select next_sync_at from connectors), now(), 'with a frequency it is due at once');
update connectors set is_enabled = false;
select is((select next_sync_at from connectors), null, 'disabled it is not');
update connectors set is_enabled = true;
select tests.as_admin();
update connectors set last_sync_at = now() - interval '10 minutes', status = 'active' where id = current_setting('t.c')::uuid;
select is((select next_sync_at from connectors), now() + interval '50 minutes', 'it is due again a frequency after its last sync');
update connectors set status = 'inactive';
select is((select next_sync_at from connectors), null, 'not while it is inactive');
update connectors set status = 'active', sync_frequency = null;
select is((select next_sync_at from connectors), null, 'nor by hand');
select throws_ok($$update connectors set status = 'odd'$$, '23514', null, 'statuses are known');
update connector_schemas set is_active = false where connector_type = 'postgres';
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select pg_temp.make('postgres', '{"host": "db.example.com", "database": "shop"}')$$, 'PT400', null, 'a type that was withdrawn takes no new connectors');
select lives_ok($$update connectors set config = '{"host": "db.example.com", "database": "till"}'$$, 'those there are go on');
select lives_ok('delete from connectors', 'a connector can be deleted');
select * from finish();
rollback;
