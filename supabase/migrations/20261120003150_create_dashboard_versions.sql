create table public.dashboard_versions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  dashboard_id uuid not null,
  version_number int not null,
  snapshot jsonb not null,
  change_summary text,
  status text not null default 'published',
  base_version int,
  created_by uuid references public.users on delete set null,
  reviewed_by uuid references public.users on delete set null,
  reviewed_at timestamptz,
  review_note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dashboard_id, version_number),
  foreign key (dashboard_id, project_id) references public.dashboards (id, project_id) on delete cascade,
  foreign key (dashboard_id, base_version) references public.dashboard_versions (dashboard_id, version_number),
  constraint versions_count_from_one check (version_number >= 1),
  constraint a_version_has_a_known_status check (status in ('published', 'proposed', 'rejected')),
  constraint a_version_is_based_on_an_earlier_one check (base_version < version_number),
  constraint a_proposal_says_what_it_is_based_on check (status = 'published' or base_version is not null),
  constraint a_summary_is_short check (length(change_summary) <= 1000 and length(review_note) <= 1000),
  constraint a_snapshot_is_an_object check (jsonb_typeof(snapshot) = 'object' and pg_column_size(snapshot) <= 8388608)
);
comment on table public.dashboard_versions is 'Whole dashboards as they were, or as somebody proposes; snapshot is a DashboardSnapshot of shared/dashboard.ts.';
create index on public.dashboard_versions (dashboard_id, project_id);
create index on public.dashboard_versions (dashboard_id, base_version);
create index on public.dashboard_versions (project_id, created_at desc);
create index on public.dashboard_versions (created_by);
create index on public.dashboard_versions (reviewed_by);
create trigger set_created_by before insert on public.dashboard_versions for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.dashboard_versions for each row execute function private.touch_updated_at();

alter table public.dashboard_versions enable row level security;
create policy "Viewers read versions of dashboards" on public.dashboard_versions for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select on public.dashboard_versions to authenticated;
