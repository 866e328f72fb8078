create table public.workflow_webhooks (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  workflow_id uuid not null,
  token_hash bytea not null unique,
  signing_secret_id uuid,
  is_active boolean not null default true,
  last_received_at timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (workflow_id, project_id) references public.workflows (id, project_id) on delete cascade,
  constraint a_token_is_kept_as_sha256 check (octet_length(token_hash) = 32),
  constraint an_active_webhook_has_a_signing_secret check (signing_secret_id is not null or not is_active)
);
comment on table public.workflow_webhooks is 'Addresses that start a workflow. Only the hash of the token is kept, and the signing secret in Vault.';
create index on public.workflow_webhooks (workflow_id, project_id);
create index on public.workflow_webhooks (project_id, created_at desc);
create index on public.workflow_webhooks (created_by);

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  external_id text not null,
  received_at timestamptz not null default now(),
  headers jsonb not null default '{}',
  body_hash bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (source, external_id),
  constraint a_source_has_a_name check (btrim(source) <> '' and length(source) <= 100),
  constraint a_delivery_has_an_id check (btrim(external_id) <> '' and length(external_id) <= 500),
  constraint a_body_is_kept_as_sha256 check (octet_length(body_hash) = 32),
  constraint headers_hold_no_secrets check (
    jsonb_typeof(headers) = 'object' and pg_column_size(headers) <= 16384
    and not headers ?| array['authorization', 'proxy-authorization', 'cookie', 'apikey', 'x-api-key']
  )
);
comment on table public.webhook_deliveries is 'What came in from outside, by the sender''s own id: who inserts the row takes the delivery, and takes it once. Header names in lower case.';
create index on public.webhook_deliveries (received_at);

-- Security definer: no API role may touch Vault.
create function private.forget_signing_secret()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from vault.secrets where id = old.signing_secret_id;
  return null;
end
$$;
comment on function private.forget_signing_secret is 'A webhook''s signing secret goes with it.';

create trigger forget_signing_secret after delete on public.workflow_webhooks
  for each row when (old.signing_secret_id is not null) execute function private.forget_signing_secret();
create trigger forget_revoked_secret after update of signing_secret_id on public.workflow_webhooks
  for each row when (old.signing_secret_id is distinct from new.signing_secret_id) execute function private.forget_signing_secret();
create trigger set_created_by before insert on public.workflow_webhooks for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.workflow_webhooks for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.webhook_deliveries for each row execute function private.touch_updated_at();

alter table public.workflow_webhooks enable row level security;
alter table public.webhook_deliveries enable row level security;
create policy "Managers read webhooks" on public.workflow_webhooks for select to authenticated
  using (project_id = any (array(select private.project_ids('manager'))));
grant select (id, project_id, workflow_id, is_active, last_received_at, created_by, created_at, updated_at)
  on public.workflow_webhooks to authenticated;
