create function private.set_created_by()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if private.is_api_user() then new.created_by := private.user_id(); end if;
  return new;
end
$$;
comment on function private.set_created_by is 'Records who made a row; nobody can claim to be somebody else.';

-- Security definer: the maker is not a member yet.
create function private.make_team_space()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- So that none is made in a workspace that is being deleted.
  perform from public.workspaces w where w.id = new.workspace_id and w.deleted_at is null for share;
  if not found then perform private.raise_error('PT404', 'There is no such workspace', 'Its owner may have deleted it.'); end if;
  insert into public.projects (workspace_id, name, owner_team_id, created_by) values (new.workspace_id, new.name, new.id, new.created_by);
  if new.created_by is not null then
    insert into public.user_team_memberships (user_id, team_id, role) values (new.created_by, new.id, 'admin');
  end if;
  return null;
end
$$;
comment on function private.make_team_space is 'A team comes with its project, and its maker is its admin.';

create function private.make_first_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.owner_user_id is null and new.owner_team_id is null and new.created_by is not null then
    insert into public.project_users (project_id, user_id, role) values (new.id, new.created_by, 'owner');
  end if;
  return null;
end
$$;
comment on function private.make_first_owner is 'Who makes a shared project owns it.';

create trigger set_created_by before insert on public.teams for each row execute function private.set_created_by();
create trigger make_team_space after insert on public.teams for each row execute function private.make_team_space();
create trigger make_first_owner after insert on public.projects for each row execute function private.make_first_owner();

-- Security definer: an insert policy could not return the row, because its maker becomes a member only afterwards.
create function private.create_project(workspace_id uuid, name text, description text)
returns public.projects
language plpgsql
security definer
set search_path = ''
as $$
declare
  made public.projects;
begin
  if create_project.workspace_id not in (select private.workspace_ids('project_creator')) or not exists (
    select from public.workspace_users m where m.workspace_id = create_project.workspace_id and m.user_id = private.user_id()
  ) then
    perform private.raise_error('PT403', 'Only members of a workspace make projects in it', 'Ask an admin of the workspace to add you.');
  end if;
  if coalesce(btrim(create_project.name), '') = '' or length(create_project.name) > 200 then
    perform private.raise_error('PT400', 'A project needs a name of 1 to 200 characters');
  end if;
  -- So that none is made in a workspace that is being deleted.
  perform from public.workspaces w where w.id = create_project.workspace_id and w.deleted_at is null for share;
  if not found then perform private.require_workspace_role(workspace_id, 'project_creator'); end if;
  insert into public.projects (workspace_id, name, description, created_by)
  values (create_project.workspace_id, btrim(create_project.name), create_project.description, private.user_id())
  returning * into made;
  return made;
end
$$;

create function public.create_project(workspace_id uuid, name text, description text default null)
returns public.projects
language sql
set search_path = ''
as $$
  select * from private.create_project(workspace_id, name, description)
$$;
comment on function public.create_project is 'Makes a shared project in a workspace; the caller becomes its owner.';

grant execute on function public.create_project, private.create_project to authenticated, service_role;
