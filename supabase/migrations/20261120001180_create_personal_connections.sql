create table public.social_connections (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid not null references public.users on delete cascade,
  platform text not null,
  platform_user_id text not null,
  username text,
  access_token_id uuid,
  refresh_token_id uuid,
  expires_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, project_id, platform),
  unique (id, project_id),
  constraint a_platform_is_known check (platform in ('twitter', 'facebook', 'instagram', 'linkedin')),
  constraint an_account_has_an_id check (btrim(platform_user_id) <> '' and length(platform_user_id) <= 200),
  constraint a_username_is_short check (length(username) <= 200)
);
comment on table public.social_connections is 'An account of a social network that its owner lets a project publish with. Written by store_social_connection.';
create index on public.social_connections (project_id, created_at desc);

create table public.user_secrets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users on delete cascade,
  project_id uuid references public.projects on delete cascade,
  secret_name text not null,
  secret_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (user_id, project_id, secret_name),
  constraint a_secret_has_a_name check (btrim(secret_name) <> '' and length(secret_name) <= 200)
);
comment on table public.user_secrets is 'Secrets of a person, for everywhere or for one project. Written by set_user_secret.';
create index on public.user_secrets (project_id);

create trigger touch_updated_at before update on public.social_connections for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.user_secrets for each row execute function private.touch_updated_at();

alter table public.social_connections enable row level security;
alter table public.user_secrets enable row level security;

create policy "Viewers read social connections" on public.social_connections for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors edit their social connections, managers all" on public.social_connections for update to authenticated
  using (
    project_id = any (array(select private.project_ids('manager')))
    or (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('contributor'))))
  )
  with check (
    project_id = any (array(select private.project_ids('manager')))
    or (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('contributor'))))
  );
create policy "Contributors delete their social connections, managers all" on public.social_connections for delete to authenticated
  using (
    project_id = any (array(select private.project_ids('manager')))
    or (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('contributor'))))
  );

create policy "People read which secrets they have" on public.user_secrets for select to authenticated
  using (user_id = (select private.user_id()) and (project_id is null or project_id = any (array(select private.project_ids('viewer')))));
create policy "People delete their secrets" on public.user_secrets for delete to authenticated
  using (user_id = (select private.user_id()) and (project_id is null or project_id = any (array(select private.project_ids('viewer')))));

grant delete, update (is_active),
  select (id, project_id, user_id, platform, platform_user_id, username, expires_at, is_active, created_at, updated_at)
  on public.social_connections to authenticated;
grant delete, select (id, user_id, project_id, secret_name, created_at, updated_at) on public.user_secrets to authenticated;
