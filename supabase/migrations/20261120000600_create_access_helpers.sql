create function private.role_rank(role text)
returns int
language sql
immutable
set search_path = ''
as $$
  select array_position(array['viewer', 'contributor', 'manager', 'owner'], role)
$$;
comment on function private.role_rank is 'Project roles as numbers that compare; null for anything else.';

-- Security definer, like all of these: policies on the membership tables themselves ask it, and would otherwise ask themselves.
create function private.user_id()
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select id from public.users where id = (select auth.uid()) and status = 'active'
$$;
comment on function private.user_id is 'Who asks, if that account is active; null otherwise.';

create function private.is_super_user()
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (select from public.users where id = (select auth.uid()) and status = 'active' and is_super_user)
$$;
comment on function private.is_super_user is 'Whether the one who asks operates this installation: reads every project as a viewer, approves the waitlist.';

create function private.project_ids(minimum_role text)
returns setof uuid
language plpgsql
stable
security definer
rows 20
set search_path = ''
-- Every policy asks this: planned once per connection it takes 0.05 to 0.1 ms, as a plain SQL function 3 ms.
set plan_cache_mode = force_generic_plan
as $$
declare
  me record;
  all_roles constant text[] := array['viewer', 'contributor', 'manager', 'owner'];
  rank constant int := array_position(all_roles, minimum_role);
  -- Lists of the roles that suffice: private.role_rank, asked for each membership, would take half of the time.
  project_roles constant text[] := all_roles[rank:];
  team_roles constant text[] := (array['viewer', 'editor', 'admin'])[rank:];
  workspace_roles constant text[] := (array['admin', 'owner'])[rank - 2:];
begin
  select u.id, u.is_super_user into me from public.users u where u.id = auth.uid() and u.status = 'active';
  if not found then return; end if;
  if me.is_super_user and rank = 1 then
    return query select p.id from public.projects p where p.deleted_at is null;
    return;
  end if;
  return query
    select p.id from public.project_users m join public.projects p on p.id = m.project_id
    where m.user_id = me.id and m.role = any (project_roles) and p.deleted_at is null
    union
    select p.id from public.workspace_users m join public.projects p on p.workspace_id = m.workspace_id
    where m.user_id = me.id and m.role = any (workspace_roles) and p.deleted_at is null
    union
    select p.id from public.projects p where p.owner_user_id = me.id and rank is not null and p.deleted_at is null
    union
    select p.id from public.user_team_memberships m join public.projects p on p.owner_team_id = m.team_id
    where m.user_id = me.id and m.role = any (team_roles) and p.deleted_at is null;
end
$$;
comment on function private.project_ids is 'Projects in which the one who asks has at least this role: viewer, contributor, manager or owner. The wall between tenants. In policies: project_id = any (array(select private.project_ids(…))), which an index can answer.';

create function private.workspace_ids(minimum_role text)
returns setof uuid
language sql
stable
security definer
rows 5
set search_path = ''
as $$
  with ranks as (select array['project_creator', 'admin', 'owner'] as all)
  select m.workspace_id
  from public.workspace_users m join public.workspaces w on w.id = m.workspace_id, ranks
  where m.user_id = (select private.user_id()) and w.deleted_at is null
    and array_position(ranks.all, m.role) >= array_position(ranks.all, minimum_role)
  union
  select w.id from public.workspaces w where w.deleted_at is null and minimum_role = 'project_creator' and (select private.is_super_user())
$$;
comment on function private.workspace_ids is 'Workspaces in which the one who asks has at least this role: project_creator, admin or owner.';

create function private.team_ids(minimum_role text)
returns setof uuid
language sql
stable
security definer
rows 5
set search_path = ''
as $$
  with ranks as (select array['viewer', 'editor', 'admin'] as all)
  select m.team_id
  from public.user_team_memberships m
  join public.teams t on t.id = m.team_id
  join public.workspaces w on w.id = t.workspace_id, ranks
  where m.user_id = (select private.user_id()) and w.deleted_at is null
    and array_position(ranks.all, m.role) >= array_position(ranks.all, minimum_role)
  union
  select t.id from public.teams t where t.workspace_id in (select private.workspace_ids('admin'))
  union
  select t.id from public.teams t
  where minimum_role = 'viewer' and (select private.is_super_user()) and t.workspace_id in (select private.workspace_ids('project_creator'))
$$;
comment on function private.team_ids is 'Teams in which the one who asks has at least this role: viewer, editor or admin. Workspace admins are admins of its teams.';

create function private.visible_workspace_ids()
returns setof uuid
language sql
stable
security definer
rows 5
set search_path = ''
as $$
  select private.workspace_ids('project_creator')
  union
  select workspace_id from public.projects where id in (select private.project_ids('viewer'))
$$;
comment on function private.visible_workspace_ids is 'Workspaces a person may see the name of: their own, and those of their projects.';

create function private.peer_ids()
returns setof uuid
language sql
stable
security definer
rows 50
set search_path = ''
as $$
  select private.user_id()
  union select user_id from public.project_users where project_id in (select private.project_ids('viewer'))
  union select user_id from public.workspace_users where workspace_id in (select private.workspace_ids('project_creator'))
  union select user_id from public.user_team_memberships where team_id in (select private.team_ids('viewer'))
  union select owner_user_id from public.projects where owner_user_id is not null and id in (select private.project_ids('viewer'))
$$;
comment on function private.peer_ids is 'People whose names one may see: oneself and those one shares a project, team or workspace with.';

create function private.can_access(project_id uuid, minimum_role text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select (select auth.role()) = 'service_role' or can_access.project_id in (select private.project_ids(minimum_role))
$$;
comment on function private.can_access is 'For functions that act for a person: whether the role suffices in this project. The service role may always.';

create function private.require_role(project_id uuid, minimum_role text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if coalesce(private.can_access(project_id, minimum_role), false) then return; end if;
  if private.can_access(project_id, 'viewer') then
    perform private.raise_error('PT403', format('This needs the role %s in the project', minimum_role), 'Ask a manager of the project to change your role.');
  end if;
  perform private.raise_error('PT404', 'There is no such project, or you are not in it', 'Check the address, or ask a member of the project to add you.');
end
$$;
comment on function private.require_role is 'Raises PT403 when the role is too low, and PT404 when the project is out of sight.';

create function private.require_workspace_role(workspace_id uuid, minimum_role text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if (select auth.role()) = 'service_role' or require_workspace_role.workspace_id in (select private.workspace_ids(minimum_role)) then return; end if;
  if require_workspace_role.workspace_id in (select private.visible_workspace_ids()) then
    perform private.raise_error(
      'PT403', format('This needs the role %s in the workspace', replace(minimum_role, '_', ' ')), 'Ask an owner of the workspace to change your role.'
    );
  end if;
  perform private.raise_error('PT404', 'There is no such workspace, or you are not in it', 'Check the address, or ask an admin of the workspace to add you.');
end
$$;
comment on function private.require_workspace_role is 'Raises PT403 when the role in the workspace is too low, and PT404 when the workspace is out of sight.';

grant execute on function
  private.role_rank, private.user_id, private.is_super_user, private.project_ids, private.workspace_ids, private.team_ids,
  private.visible_workspace_ids, private.peer_ids
  to authenticated, service_role;
grant execute on function private.can_access, private.require_role, private.require_workspace_role to service_role;
