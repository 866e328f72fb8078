create table public.workspace_stats (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  stats_date date not null,
  total_projects bigint not null default 0,
  total_users bigint not null default 0,
  total_chats bigint not null default 0,
  total_artifacts bigint not null default 0,
  total_files bigint not null default 0,
  total_tokens_used bigint not null default 0,
  tokens_remaining bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, stats_date)
);
comment on table public.workspace_stats is 'A workspace at the end of each day (UTC): what it has, what it used since its beginning, and the tokens left.';

create table public.project_stats (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  stats_date date not null,
  total_users bigint not null default 0,
  total_chats bigint not null default 0,
  total_artifacts bigint not null default 0,
  total_files bigint not null default 0,
  total_tokens_used bigint not null default 0,
  tokens_remaining bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, stats_date)
);
comment on table public.project_stats is 'A project at the end of each day (UTC). tokens_remaining are those of its workspace.';

create trigger touch_updated_at before update on public.workspace_stats for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.project_stats for each row execute function private.touch_updated_at();

alter table public.workspace_stats enable row level security;
alter table public.project_stats enable row level security;
create policy "Admins read the stats of their workspaces" on public.workspace_stats for select to authenticated
  using (workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Viewers read the stats of their projects" on public.project_stats for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select on public.workspace_stats, public.project_stats to authenticated;
