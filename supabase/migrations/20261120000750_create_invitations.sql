create table public.workspace_invitations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete cascade,
  email text not null,
  role text not null,
  token_hash bytea not null unique,
  invited_by uuid references public.users on delete set null,
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint an_invitation_is_to_a_workspace_or_a_project check (num_nonnulls(workspace_id, project_id) = 1),
  constraint an_invitation_has_a_role_of_its_target check (
    case when project_id is null then role in ('owner', 'admin', 'project_creator') else role in ('owner', 'manager', 'contributor', 'viewer') end
  ),
  constraint an_address_is_written_in_lower_case check (email = lower(email collate "C") and email ~ '^[^\s@]+@[^\s@]+$' and length(email) <= 320),
  constraint a_token_is_kept_as_sha256 check (octet_length(token_hash) = 32),
  constraint an_invitation_expires_after_it_is_made check (expires_at > created_at)
);
comment on table public.workspace_invitations is
  'Invitations of an address to a workspace or to one project. Open until accepted_at or expires_at; only the hash of the token is kept.';
create unique index an_address_has_one_open_invitation_to_each on public.workspace_invitations ((coalesce(project_id, workspace_id)), email)
  where accepted_at is null;
create index on public.workspace_invitations (workspace_id, created_at desc);
create index on public.workspace_invitations (project_id, created_at desc);
create index on public.workspace_invitations (email) where accepted_at is null;
create index on public.workspace_invitations (invited_by);

create trigger touch_updated_at before update on public.workspace_invitations for each row execute function private.touch_updated_at();

alter table public.workspace_invitations enable row level security;
create policy "Admins and managers read invitations" on public.workspace_invitations for select to authenticated
  using (
    workspace_id = any (array(select private.workspace_ids('admin'))) or project_id = any (array(select private.project_ids('manager')))
  );
create policy "Admins and managers revoke invitations" on public.workspace_invitations for delete to authenticated
  using (
    workspace_id = any (array(select private.workspace_ids('admin'))) or project_id = any (array(select private.project_ids('manager')))
  );
grant delete, select (id, workspace_id, project_id, email, role, invited_by, expires_at, accepted_at, created_at, updated_at)
  on public.workspace_invitations to authenticated;
