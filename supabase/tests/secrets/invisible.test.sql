begin;
create temp table ways (way text, hidden text);
grant select on ways to public;
insert into ways values
  ('api_connections', 'secret_id'), ('oauth2_connections', 'client_secret_id'), ('oauth2_tokens', 'access_token_id'),
  ('oauth2_tokens', 'refresh_token_id'), ('social_connections', 'access_token_id'), ('social_connections', 'refresh_token_id'),
  ('user_secrets', 'secret_id'), ('connectors', 'secret_id'), ('connectors', 'encryption_key_id');
select plan((select count(*) * 7 from ways)::int + 35);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'operator']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
update users set is_super_user = true where id = current_setting('t.operator')::uuid;

-- A secret in every place there is, given as people give it.
select tests.as_user(current_setting('t.ada')::uuid);
insert into api_connections (id, project_id, name, endpoint_url, auth_type)
values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'API', 'https://api.example.com', 'bearer');
insert into oauth2_connections (id, project_id, provider, client_id, redirect_uri)
values ('00000000-0000-4000-8000-0000000000c2', current_setting('t.p')::uuid, 'github', 'client', 'https://app.example.com/back');
insert into connectors (id, project_id, name, type, config)
values ('00000000-0000-4000-8000-0000000000c3', current_setting('t.p')::uuid, 'Shop', 'postgres', '{"host": "db.example.com", "database": "shop"}');
select set_api_connection_secret('00000000-0000-4000-8000-0000000000c1', 'hunter2 api');
select set_oauth2_client_secret('00000000-0000-4000-8000-0000000000c2', 'hunter2 client');
select set_connector_credentials('00000000-0000-4000-8000-0000000000c3', '{"username": "reader", "password": "hunter2 password"}');
select set_user_secret('mine', 'hunter2 mine');
select tests.as_service();
select store_oauth2_tokens('00000000-0000-4000-8000-0000000000c2', 'hunter2 access', 'hunter2 refresh');
select store_social_connection(current_setting('t.p')::uuid, current_setting('t.ada')::uuid, 'linkedin', 'ada', 'ada', 'hunter2 access', 'hunter2 refresh');
select tests.as_admin();
select is((select count(*) from vault.decrypted_secrets where decrypted_secret like '%hunter2%'), 8::bigint, 'all of them are in Vault');
select is_empty($$select 1 from vault.secrets where secret like '%hunter2%'$$, 'where nobody can read them without its key');
select is_empty($$select name from vault.decrypted_secrets where decrypted_secret like '%hunter2%' and name !~ '^[a-z0-9_]+/[0-9a-f-]{36}/[a-z_]+$'$$, 'each is named by its table and row');

-- The tables' hidden columns, whatever the statement.
create function pg_temp.refused(who text) returns setof text language plpgsql as $$
declare
  w record;
begin
  for w in select * from pg_temp.ways loop
    return next throws_ok(format('select %I from public.%I', w.hidden, w.way), '42501', null, format('%s does not read %s.%s', who, w.way, w.hidden));
    return next throws_ok(format('select id from public.%I where %I is not null', w.way, w.hidden), '42501', null, 'nor asks about it');
    return next throws_ok(format('select id from public.%I order by %I', w.way, w.hidden), '42501', null, 'nor sorts by it');
    return next throws_ok(format('select to_jsonb(t) from public.%I t', w.way), '42501', null, 'nor takes the whole row');
    return next throws_ok(format('delete from public.%I returning %I', w.way, w.hidden), '42501', null, 'nor takes it along');
    return next throws_ok(format('update public.%I set %I = gen_random_uuid()', w.way, w.hidden), '42501', null, 'nor points it elsewhere');
    return next throws_ok(format('insert into public.%I (%I) values (gen_random_uuid())', w.way, w.hidden), '42501', null, 'nor makes a row of it');
  end loop;
end
$$;
grant execute on function pg_temp.refused to public;
select tests.as_user(current_setting('t.ada')::uuid);
select pg_temp.refused('the owner');

-- Vault itself, and the functions that read it.
create function pg_temp.doors(who text) returns setof text language plpgsql as $$
declare
  door text;
begin
  foreach door in array array[
    'select * from vault.secrets', 'select * from vault.decrypted_secrets', 'select vault.create_secret(''x'')',
    'select vault.update_secret(gen_random_uuid(), ''x'')', 'select private.read_secret(gen_random_uuid())',
    'select private.put_secret(gen_random_uuid(), ''x'', ''y'')', 'select private.connector_credentials(''00000000-0000-4000-8000-0000000000c3'')',
    'select private.api_connection_secret(''00000000-0000-4000-8000-0000000000c1'')', 'select private.oauth2_client_secret(''00000000-0000-4000-8000-0000000000c2'')',
    'select private.oauth2_tokens(''00000000-0000-4000-8000-0000000000c2'')', 'select private.social_connection_tokens(gen_random_uuid())',
    'select private.user_secret(auth.uid(), ''mine'')', 'select private.rotate_secrets()'
  ] loop
    return next throws_ok(door, '42501', null, format('%s: %s', who, door));
  end loop;
end
$$;
grant execute on function pg_temp.doors to public;
select pg_temp.doors('the owner');
select tests.as_user(current_setting('t.operator')::uuid);
select pg_temp.doors('the operator');
select tests.as_anon();
select throws_ok('select * from vault.decrypted_secrets', '42501', null, 'nor who is not signed in');

select tests.as_admin();
select is_empty($$
  select p.oid::regprocedure::text from pg_proc p
  where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.prosrc ~ '(vault\.secrets|decrypted_secrets|read_secret)' and p.prorettype <> 'void'::regtype
    and (has_function_privilege('authenticated', p.oid, 'execute') or has_function_privilege('anon', p.oid, 'execute'))
$$, 'no function that reads Vault and answers is open to people');
select is_empty($$
  select p.oid::regprocedure::text from pg_proc p join pg_type t on t.oid = p.prorettype join pg_temp.ways w on t.typrelid = ('public.' || w.way)::regclass
  where has_function_privilege('authenticated', p.oid, 'execute')
$$, 'no function people may call answers with a whole row of these tables');

-- Whatever is written down anywhere, readable by people or not: events, audit, messages, caches.
create function pg_temp.spilt() returns setof text language plpgsql as $$
declare
  place record;
  n bigint;
begin
  for place in
    select c.oid::regclass as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where c.relkind in ('r', 'm') and s.nspname not in ('pg_catalog', 'information_schema', 'vault') and s.nspname !~ '^pg_toast' and has_table_privilege(c.oid, 'select')
  loop
    execute format('select count(*) from %s t where t::text ~ ''hunter2|aHVudGVyM''', place.name) into n;
    if n > 0 then return next place.name::text; end if;
  end loop;
end
$$;
select tests.run_sql($$insert into public.dead_letters (queue, message, idempotency_key) values ('test', '{"found": "hunter2"}', 'k')$$);
select results_eq('select pg_temp.spilt()', $$values ('dead_letters')$$, 'what is spilt is found');
select tests.run_sql($$delete from public.dead_letters$$);
select tests.as_user(current_setting('t.ada')::uuid);
update api_connections set name = 'Renamed';
update connectors set description = 'Changed', sync_frequency = 60;
delete from oauth2_connections;
select tests.as_admin();
select is_empty('select pg_temp.spilt()', 'no secret is in any table, after changes and deletions either');
select is_empty($$select 1 from pg_stats where schemaname <> 'vault' and most_common_vals::text like '%hunter2%'$$, 'nor in the planner''s statistics');
select * from finish();
rollback;
