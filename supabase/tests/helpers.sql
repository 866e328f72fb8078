-- What the pgTAP files use. Run once per test database, as postgres.
-- Functions are granted to nobody by default; tests call pgTAP's and these as whoever they are.
create schema if not exists tap;
grant usage on schema tap to public;
create extension if not exists pgtap with schema tap;
grant execute on all functions in schema tap to public;
do $$ begin execute format('alter role postgres in database %I set search_path = "$user", public, extensions, tap', current_database()); end $$;
create schema if not exists tests;
grant usage on schema tests to public;

create or replace function tests.as_user(user_id uuid) returns void language sql as $$
  select set_config('request.jwt.claims', json_build_object('sub', user_id, 'role', 'authenticated')::text, true), set_config('role', 'authenticated', true)
$$;
comment on function tests.as_user is 'From here on, statements are those of this signed-in user.';

create or replace function tests.as_anon() returns void language sql as $$
  select set_config('request.jwt.claims', '{"role": "anon"}', true), set_config('role', 'anon', true)
$$;

create or replace function tests.as_service() returns void language sql as $$
  select set_config('request.jwt.claims', '{"role": "service_role"}', true), set_config('role', 'service_role', true)
$$;

create or replace function tests.as_admin() returns void language sql as $$
  select set_config('request.jwt.claims', '', true), set_config('role', 'postgres', true)
$$;

-- Security definer, so that they can be called whoever one is at the moment.
create or replace function tests.make_user(email text, confirmed boolean default true, meta jsonb default '{}')
returns uuid language sql security definer as $$
  insert into auth.users (id, aud, role, email, email_confirmed_at, raw_user_meta_data)
  values (gen_random_uuid(), 'authenticated', 'authenticated', email, case when confirmed then now() end, meta)
  returning id
$$;

create or replace function tests.project_of(user_id uuid) returns uuid language sql stable security definer as $$
  select id from public.projects where owner_user_id = user_id
$$;
comment on function tests.project_of is 'The personal project of a user.';

create or replace function tests.add_member(project_id uuid, user_id uuid, role text) returns void language sql security definer as $$
  insert into public.project_users (project_id, user_id, role) values (project_id, user_id, role)
$$;

create or replace function tests.columns(variadic described text[]) returns jsonb language sql immutable as $$
  select jsonb_agg(jsonb_build_object(
    'name', split_part(d, ':', 1), 'type', rtrim(split_part(d, ':', 2), '!'), 'nullable', d not like '%!', 'role',
    case rtrim(split_part(d, ':', 2), '!') when 'number' then 'measure' when 'integer' then 'measure' when 'date' then 'time' when 'timestamp' then 'time' else 'dimension' end
  ) order by n)
  from unnest(described) with ordinality x (d, n)
$$;
comment on function tests.columns is 'A columns document from name:type; a ! at the end means not null.';

create or replace function tests.make_dataset(project_id uuid, name text, columns jsonb, rows jsonb default '[]')
returns uuid language plpgsql security definer as $$
declare
  made uuid := private.make_dataset(project_id, name, columns, null);
  d public.datasets;
begin
  select * into d from public.datasets where id = made;
  perform private.write_rows(d, rows);
  return made;
end
$$;

create or replace function tests.make_upload(project_id uuid, file text default 'orders.csv') returns text language sql security definer as $$
  insert into storage.objects (bucket_id, name) values ('uploads', project_id || '/' || gen_random_uuid() || '/' || file) returning name
$$;
comment on function tests.make_upload is 'Puts a file in the bucket, as far as the database can see; returns its path.';

create or replace function tests.run_sql(statement text) returns void language plpgsql security definer as $$
begin
  execute statement;
end
$$;
comment on function tests.run_sql is 'Runs a statement as the administrator.';

create or replace function tests.value_of(statement text) returns text language plpgsql security definer as $$
declare
  found text;
begin
  execute statement into found;
  return found;
end
$$;

-- Loads rows of text through the worker's functions, as the worker would.
create or replace function tests.run_load(run_id uuid, rows jsonb) returns jsonb language plpgsql security definer as $$
declare
  opened jsonb;
  delivered record;
  result jsonb;
begin
  -- A moment ahead, so that what this transaction sent is visible to pgmq.read.
  update pgmq.q_connector_sync q set vt = clock_timestamp() - interval '1 second' where q.message ->> 'id' = run_id::text;
  select * into delivered from pgmq.read('connector_sync', 30, 1000) r where r.message ->> 'id' = run_id::text;
  if private.start_run(run_id) is null then return null; end if;
  opened := private.open_load(run_id);
  execute (
    select format('insert into pg_temp.incoming select ordinality + 1, %s from jsonb_array_elements($1) with ordinality', string_agg(format('value ->> %s', n - 1), ', ' order by n))
    from jsonb_array_elements(opened -> 'columns') with ordinality c (v, n)
  ) using rows;
  result := private.take_staged_rows(run_id);
  perform private.finish_load(run_id, jsonb_array_length(rows), 1);
  perform private.acknowledge_messages('connector_sync', array[delivered.msg_id], array[delivered.read_ct]);
  drop table pg_temp.incoming, pg_temp.load_state;
  return result;
end
$$;
comment on function tests.run_load is 'rows: arrays of texts in the order of the file''s columns.';

grant execute on all functions in schema tests to public;
