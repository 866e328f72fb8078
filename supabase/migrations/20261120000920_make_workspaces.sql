-- Security definer: an insert policy could not return the row, because its maker becomes a member only afterwards.
create function private.create_workspace(name text, description text, company_name text)
returns public.workspaces
language plpgsql
security definer
set search_path = ''
as $$
declare
  me uuid := private.user_id();
  made public.workspaces;
begin
  if me is null then
    perform private.raise_error('PT403', 'Only active accounts make workspaces', 'Wait until an operator lets you in, or accept an invitation.');
  end if;
  if coalesce(btrim(create_workspace.name), '') = '' or length(create_workspace.name) > 200 then
    perform private.raise_error('PT400', 'A workspace needs a name of 1 to 200 characters');
  end if;
  -- Each brings free tokens, deleted ones too. The lock makes two calls of one person follow each other.
  perform from public.users u where u.id = me for no key update;
  if (select count(*) from public.workspaces w where w.created_by = me and w.created_at > now() - interval '30 days') >= 10 then
    perform private.raise_error('PT429', 'One person makes at most 10 workspaces in 30 days', 'Make projects in one you have, or ask an operator.');
  end if;
  insert into public.workspaces (name, description, company_name, created_by)
  values (btrim(create_workspace.name), create_workspace.description, nullif(btrim(create_workspace.company_name), ''), me)
  returning * into made;
  insert into public.workspace_users (workspace_id, user_id, role) values (made.id, me, 'owner');
  insert into public.workspace_subscriptions (workspace_id) values (made.id) on conflict do nothing;
  return made;
end
$$;

create function public.create_workspace(name text, description text default null, company_name text default null)
returns public.workspaces
language sql
set search_path = ''
as $$
  select * from private.create_workspace(name, description, company_name)
$$;
comment on function public.create_workspace is 'Makes a workspace with the free plan; the caller becomes its owner. Everybody whose account is active (403), 10 times in 30 days (429).';

-- Security definer: whoever marks a workspace as deleted need not be able to change all its projects.
create function private.archive_projects_of_workspace()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.deleted_at is null then
    update public.projects set deleted_at = null, settings = settings - 'archived_reason'
    where workspace_id = new.id and settings ->> 'archived_reason' = 'workspace_deleted';
  else
    update public.projects set deleted_at = new.deleted_at, settings = settings || '{"archived_reason": "workspace_deleted"}'
    where workspace_id = new.id and deleted_at is null;
  end if;
  return null;
end
$$;
comment on function private.archive_projects_of_workspace is 'The projects of a deleted workspace are deleted with it, and come back with it.';

create trigger archive_projects after update of deleted_at on public.workspaces
  for each row when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function private.archive_projects_of_workspace();

-- Security definer: deleted_at is not writable by any API role.
create function private.delete_workspace(workspace_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.require_workspace_role(workspace_id, 'owner');
  if workspace_id = private.global_workspace_id() then
    perform private.raise_error('PT409', 'The global workspace stays: it holds everybody''s personal project');
  end if;
  update public.workspaces
  set deleted_at = now(), is_active = false, settings = settings || '{"archived_reason": "deleted_by_owner"}'
  where id = workspace_id and deleted_at is null;
end
$$;

create function public.delete_workspace(workspace_id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.delete_workspace(workspace_id)
$$;
comment on function public.delete_workspace is
  'Puts a workspace with its teams and projects out of everybody''s sight; its mail domains are free again. An operator can bring it back. Owners.';

-- Security definer: a team and its space are deleted by no policy, since one cannot be without the other.
create function private.delete_team(team_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  workspace uuid := (select t.workspace_id from public.teams t where t.id = team_id);
begin
  perform private.require_workspace_role(workspace, 'owner');
  delete from public.projects where owner_team_id = team_id;
  delete from public.teams where id = team_id;
end
$$;

create function public.delete_team(team_id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.delete_team(team_id)
$$;
comment on function public.delete_team is 'Deletes a team with its space and everything in it, for good. Owners of the workspace.';

grant execute on function
  public.create_workspace, private.create_workspace, public.delete_workspace, private.delete_workspace, public.delete_team, private.delete_team
  to authenticated, service_role;
