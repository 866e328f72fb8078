create table public.sharing_links (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  resource_type text not null,
  resource_id uuid not null,
  dashboard_id uuid generated always as (case when resource_type = 'dashboard' then resource_id end) stored,
  chart_id uuid generated always as (case when resource_type = 'chart' then resource_id end) stored,
  template_id uuid generated always as (case when resource_type = 'template' then resource_id end) stored,
  token_hash bytea not null unique,
  permissions jsonb not null default '{"view": true, "filter": false, "export": false}',
  password_hash text,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_accessed_at timestamptz,
  access_count bigint not null default 0,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (dashboard_id, project_id) references public.dashboards (id, project_id) on delete cascade,
  foreign key (chart_id, project_id) references public.charts (id, project_id) on delete cascade,
  foreign key (template_id, project_id) references public.dashboard_templates (id, project_id) on delete cascade,
  constraint a_link_opens_a_known_kind check (resource_type in ('dashboard', 'chart', 'template')),
  constraint a_token_is_kept_as_sha256 check (octet_length(token_hash) = 32),
  constraint a_password_is_kept_as_bcrypt check (password_hash ~ '^\$2[aby]\$'),
  constraint permissions_are_an_object check (jsonb_typeof(permissions) = 'object')
);
comment on table public.sharing_links is 'Addresses that open one dashboard, chart or template to whoever has them. Only hashes of token and password are kept.';
create index on public.sharing_links (project_id, created_at desc);
create index on public.sharing_links (dashboard_id, project_id);
create index on public.sharing_links (chart_id, project_id);
create index on public.sharing_links (template_id, project_id);
create index on public.sharing_links (created_by);
create trigger touch_updated_at before update on public.sharing_links for each row execute function private.touch_updated_at();

alter table public.sharing_links enable row level security;
create policy "Contributors read sharing links" on public.sharing_links for select to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));
grant select (
  id, project_id, resource_type, resource_id, dashboard_id, chart_id, template_id, permissions, expires_at, revoked_at,
  last_accessed_at, access_count, created_by, created_at, updated_at
) on public.sharing_links to authenticated;
