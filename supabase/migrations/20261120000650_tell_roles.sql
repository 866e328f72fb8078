-- Security definer: people do not see even their own row while their account is not active.
create function private.my_account()
returns public.users
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  me public.users;
begin
  select * into me from public.users where id = (select auth.uid());
  if me.status is distinct from 'active' then
    perform private.raise_error(
      'PT403',
      case
        when me.status in ('waitlist', 'invited') then 'This account is waiting to be let in'
        when me.status in ('inactive', 'banned') then 'This account is closed'
        else 'There is no such account any more'
      end,
      case me.status
        when 'waitlist' then 'An operator will let you in.'
        when 'invited' then 'Open the link of your invitation.'
        when 'inactive' then 'Ask an operator to open it again.'
      end,
      coalesce(me.status, 'archived')
    );
  end if;
  return me;
end
$$;

create function public.my_account()
returns public.users
language sql
stable
set search_path = ''
as $$
  select * from private.my_account()
$$;
comment on function public.my_account is
  'The caller''s account. While it is not active nothing is seen, and this says why: 403 with the status in details (waitlist, invited, inactive, banned, archived).';

create function public.my_role(project_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select role
  from unnest(array['viewer', 'contributor', 'manager', 'owner']) role
  where my_role.project_id in (select private.project_ids(role))
  order by private.role_rank(role) desc
  limit 1
$$;
comment on function public.my_role is 'The caller''s role in a project, the highest of all ways to it: viewer, contributor, manager or owner; null when it is out of sight.';

create function public.my_projects()
returns table (
  id uuid, name text, description text, logo_url text, kind text, role text, is_active boolean, workspace_id uuid, workspace_name text
)
language sql
stable
set search_path = ''
as $$
  with mine as (
    select project_id, max(private.role_rank(role)) as rank
    from unnest(array['viewer', 'contributor', 'manager', 'owner']) role, private.project_ids(role) project_id
    group by project_id
  )
  select
    p.id, p.name, p.description, p.logo_url,
    case when p.owner_user_id is not null then 'personal' when p.owner_team_id is not null then 'team' else 'shared' end,
    (array['viewer', 'contributor', 'manager', 'owner'])[mine.rank], p.is_active, p.workspace_id, w.name
  from mine
  join public.projects p on p.id = mine.project_id
  join public.workspaces w on w.id = p.workspace_id
  order by p.owner_user_id is distinct from (select auth.uid()), p.name, p.id
$$;
comment on function public.my_projects is
  'The projects the caller sees, with the kind of each (personal, team, shared) and the caller''s role in it: their own first, then by name.';

grant execute on function private.my_account, public.my_account, public.my_role, public.my_projects to authenticated, service_role;
