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
comment on function private.is_super_user is 'Whether the one who asks operates this installation: reads everything, approves the waitlist.';

create function private.project_roles()
returns table (project_id uuid, role text)
language sql
stable
security definer
rows 20
set search_path = ''
as $$
  with me as (select private.user_id() as id),
  given as (
    select m.project_id, m.role from public.project_users m, me where m.user_id = me.id
    union all
    select p.id, case w.role when 'owner' then 'owner' else 'manager' end
    from public.workspace_users w join public.projects p on p.workspace_id = w.workspace_id, me
    where w.user_id = me.id and w.role in ('owner', 'admin')
    union all
    select p.id, 'owner' from public.projects p, me where p.owner_user_id = me.id
    union all
    select p.id, case t.role when 'admin' then 'manager' when 'editor' then 'contributor' else 'viewer' end
    from public.user_team_memberships t join public.projects p on p.owner_team_id = t.team_id, me
    where t.user_id = me.id
    union all
    select p.id, 'viewer' from public.projects p where (select private.is_super_user())
  )
  select g.project_id, g.role
  from given g join public.projects p on p.id = g.project_id
  where p.deleted_at is null
$$;
comment on function private.project_roles is 'Every role the one who asks has, in every project; a project can appear more than once.';

create function private.project_ids(minimum_role text)
returns setof uuid
language sql
stable
security definer
rows 20
set search_path = ''
as $$
  select distinct project_id from private.project_roles() where private.role_rank(role) >= private.role_rank(minimum_role)
$$;
comment on function private.project_ids is 'Projects in which the one who asks has at least this role: viewer, contributor, manager or owner. The wall between tenants.';

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
  select w.id from public.workspaces w where minimum_role = 'project_creator' and (select private.is_super_user())
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
  from public.user_team_memberships m, ranks
  where m.user_id = (select private.user_id())
    and array_position(ranks.all, m.role) >= array_position(ranks.all, minimum_role)
  union
  select t.id from public.teams t where t.workspace_id in (select private.workspace_ids('admin'))
  union
  select t.id from public.teams t where minimum_role = 'viewer' and (select private.is_super_user())
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
  select auth.uid()
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

grant execute on function
  private.role_rank, private.user_id, private.is_super_user, private.project_ids, private.workspace_ids, private.team_ids,
  private.visible_workspace_ids, private.peer_ids, private.can_access, private.require_role
  to authenticated, service_role;
