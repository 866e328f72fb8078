create table public.connectors (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  name text not null,
  type text not null references public.connector_schemas (connector_type),
  description text,
  config jsonb not null default '{}',
  api_connection_id uuid references public.api_connections on delete set null,
  oauth2_connection_id uuid references public.oauth2_connections on delete set null,
  secret_id uuid,
  has_credentials boolean not null generated always as (secret_id is not null) stored,
  encryption_key_id uuid,
  status text not null default 'pending',
  is_enabled boolean not null default true,
  sync_frequency int,
  next_sync_at timestamptz,
  announced_at timestamptz,
  last_sync_at timestamptz,
  last_error text,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, name),
  unique (id, project_id),
  constraint a_connector_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_description_is_short check (length(description) <= 2000),
  constraint a_config_is_an_object check (jsonb_typeof(config) = 'object' and pg_column_size(config) <= 65536),
  constraint a_connector_has_a_known_status check (status in ('active', 'inactive', 'error', 'pending')),
  constraint a_connector_syncs_at_most_once_a_minute check (sync_frequency >= 60)
);
comment on table public.connectors is 'A source that datasets are filled from. Its credentials are set by set_connector_credentials and removed when its config points to another host.';
comment on column public.connectors.sync_frequency is 'Seconds between syncs; null: by hand.';
comment on column public.connectors.announced_at is 'When it was last announced as due.';
comment on column public.connectors.encryption_key_id is 'The key of the secret where Vault has several. Vault 0.3 has one, so it is null.';
create index on public.connectors (project_id, created_at desc);
create index on public.connectors (type);
create index on public.connectors (api_connection_id);
create index on public.connectors (oauth2_connection_id);
create index on public.connectors (created_by);
create index connectors_due on public.connectors (next_sync_at) where next_sync_at is not null;

create function private.schedule_next_sync()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.next_sync_at := case
    when new.is_enabled and new.status <> 'inactive' and new.sync_frequency is not null
      then coalesce(greatest(new.last_sync_at, new.announced_at) + make_interval(secs => new.sync_frequency), now())
  end;
  return new;
end
$$;
comment on function private.schedule_next_sync is
  'A connector is due at once, then a frequency after it was synced or announced, so that one that fails is not due all the time; disabled, or synced by hand, it is never due.';

create trigger schedule_next_sync before insert or update of is_enabled, status, sync_frequency, last_sync_at, announced_at
  on public.connectors for each row execute function private.schedule_next_sync();
create trigger touch_updated_at before update on public.connectors for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.connectors for each row execute function private.set_created_by();

alter table public.connectors enable row level security;
create policy "Viewers read connectors" on public.connectors for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Managers make connectors" on public.connectors for insert to authenticated
  with check (project_id = any (array(select private.project_ids('manager'))));
create policy "Managers edit connectors" on public.connectors for update to authenticated
  using (project_id = any (array(select private.project_ids('manager')))) with check (project_id = any (array(select private.project_ids('manager'))));
create policy "Managers delete connectors" on public.connectors for delete to authenticated
  using (project_id = any (array(select private.project_ids('manager'))));
grant delete,
  select (
    id, project_id, name, type, description, config, api_connection_id, oauth2_connection_id, has_credentials, status, is_enabled,
    sync_frequency, next_sync_at, announced_at, last_sync_at, last_error, created_by, created_at, updated_at
  ),
  insert (id, project_id, name, type, description, config, api_connection_id, oauth2_connection_id, is_enabled, sync_frequency),
  update (name, description, config, api_connection_id, oauth2_connection_id, is_enabled, sync_frequency)
  on public.connectors to authenticated;

create view public.connector_health
with (security_invoker = true)
as
select
  c.id as connector_id, c.project_id, c.name, c.type, c.status, c.is_enabled, c.sync_frequency, c.last_sync_at, c.next_sync_at, c.last_error,
  case
    when c.status = 'error' then 'error'
    when c.last_sync_at is null then 'never_synced'
    when c.last_sync_at < now() - 2 * make_interval(secs => c.sync_frequency) then 'stale'
    else 'healthy'
  end as health
from public.connectors c;
comment on view public.connector_health is 'How each connector is doing: error, never_synced, stale (older than twice its own frequency) or healthy.';
grant select on public.connector_health to authenticated;
