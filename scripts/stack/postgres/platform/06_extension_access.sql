-- Extensions postgres creates run their scripts as the superuser (trusted); hosted projects hand their objects over afterwards, and so does this.
create or replace function extensions.grant_extension_access() returns event_trigger
language plpgsql security definer set search_path = '' as $$
declare
  made record;
begin
  for made in
    select e.extname
    from pg_catalog.pg_event_trigger_ddl_commands() c
    join pg_catalog.pg_extension e on e.oid = c.objid
    where c.object_type = 'extension'
  loop
    case made.extname
      when 'pg_cron' then perform extensions.grant_cron_access();
      when 'pg_net' then perform extensions.grant_net_access();
      when 'supabase_vault' then perform extensions.grant_vault_access();
      else null;
    end case;
  end loop;
end
$$;

create or replace function extensions.grant_cron_access() returns void
language sql set search_path = '' as $$
  grant usage on schema cron to postgres with grant option;
  grant all on all routines in schema cron to postgres with grant option;
  grant all on all tables in schema cron to postgres with grant option;
  revoke all on table cron.job, cron._change from postgres;
  grant select on table cron.job to postgres with grant option;
  grant all on all sequences in schema cron to postgres with grant option;
$$;

create or replace function extensions.grant_net_access() returns void
language sql set search_path = '' as $$
  grant usage on schema net to postgres with grant option;
  grant usage on schema net to anon, authenticated, service_role;
  grant all on all routines in schema net to postgres with grant option;
  grant execute on all routines in schema net to anon, authenticated, service_role;
  grant all on all tables in schema net to postgres with grant option;
  grant all on all sequences in schema net to postgres with grant option;
$$;

create or replace function extensions.grant_vault_access() returns void
language sql set search_path = '' as $$
  grant usage on schema vault to postgres with grant option;
  grant usage on schema vault to service_role;
  grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to postgres with grant option;
  grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to service_role;
  grant select, delete, truncate, references on all tables in schema vault to postgres with grant option;
  grant select, delete on all tables in schema vault to service_role;
$$;

revoke execute on function
  extensions.grant_extension_access(), extensions.grant_cron_access(), extensions.grant_net_access(), extensions.grant_vault_access()
  from public;

drop event trigger if exists grant_extension_access;
create event trigger grant_extension_access on ddl_command_end when tag in ('CREATE EXTENSION')
  execute function extensions.grant_extension_access();
