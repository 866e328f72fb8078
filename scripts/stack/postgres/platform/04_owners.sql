-- Each service owns its schema; postgres may use all of it, API roles only what they need.
do $$
declare
  thing record;
begin
  for thing in
    select c.relkind, format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('auth', 'storage') and c.relkind in ('r', 'p', 'v')
  loop
    execute format('alter table %s owner to %I', thing.name, 'supabase_' || thing.schema || '_admin');
    if thing.relkind in ('r', 'p') then
      execute format('alter table %s enable row level security', thing.name);
    end if;
  end loop;
  for thing in
    select p.oid::regprocedure::text as name, n.nspname as schema
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('auth', 'storage')
  loop
    execute format('alter routine %s owner to %I', thing.name, 'supabase_' || thing.schema || '_admin');
  end loop;
end
$$;

alter schema auth owner to supabase_admin;
alter schema storage owner to supabase_admin;
grant all on schema auth to supabase_auth_admin, postgres;
grant all on schema storage to supabase_storage_admin, postgres;
grant usage on schema auth, storage to anon, authenticated, service_role;

grant all on all tables in schema auth to postgres;
grant all on all routines in schema auth to postgres;
grant select, insert, update, delete on all tables in schema auth to service_role;
grant all on all tables in schema storage to postgres, anon, authenticated, service_role;
grant all on all routines in schema storage to postgres, anon, authenticated, service_role;
