create table public.projects (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  name text not null,
  description text,
  logo_url text,
  color_palette jsonb not null default '{}',
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  deleted_at timestamptz,
  owner_user_id uuid references public.users on delete restrict,
  owner_team_id uuid,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_project_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_project_has_one_kind_of_owner check (owner_user_id is null or owner_team_id is null),
  constraint a_description_is_short check (length(description) <= 10000),
  constraint a_logo_is_an_address check (length(logo_url) <= 2000),
  constraint a_palette_is_an_object check (jsonb_typeof(color_palette) = 'object' and pg_column_size(color_palette) <= 16384),
  -- What is deleted may have archived_reason beside what fills them.
  constraint settings_are_an_object check (jsonb_typeof(settings) = 'object' and (deleted_at is not null or pg_column_size(settings) <= 65536)),
  -- Not "restrict": that would keep a workspace from being deleted with its teams and projects.
  foreign key (owner_team_id, workspace_id) references public.teams (id, workspace_id) on delete no action
);
comment on table public.projects is 'The container of everything a user makes and the wall between tenants: personal (owner_user_id), team space (owner_team_id) or shared.';
create index on public.projects (workspace_id);
create index on public.projects (created_by);
create unique index a_user_has_one_personal_project on public.projects (owner_user_id) where owner_user_id is not null;
create unique index a_team_has_one_space on public.projects (owner_team_id, workspace_id) where owner_team_id is not null;

create table public.project_users (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid not null references public.users on delete cascade,
  role text not null,
  invited_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, user_id),
  constraint a_member_has_a_known_role check (role in ('owner', 'manager', 'contributor', 'viewer'))
);
comment on table public.project_users is 'Who was added to a project, and as what. Workspace, team and personal ownership give roles besides.';
create index on public.project_users (user_id);
create index on public.project_users (invited_by);

create trigger touch_updated_at before update on public.projects for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.project_users for each row execute function private.touch_updated_at();
