create function private.normal_address(address text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- Of letters outside ASCII none is taken for another.
  select lower(btrim(address) collate "C")
$$;
comment on function private.normal_address is 'An e-mail address as invitations keep and compare it.';

create function private.check_invitation(address text, role text, workspace_id uuid, project_id uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if num_nonnulls(workspace_id, project_id) <> 1 then
    perform private.raise_error('PT400', 'An invitation is to a workspace or to a project', 'Give either workspace_id or project_id.');
  elsif address is null or address !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' or length(address) > 320 then
    perform private.raise_error('PT400', 'This is not an e-mail address', 'Write it like name@example.com.');
  elsif project_id is null then
    perform private.require_workspace_role(workspace_id, case when role = 'owner' then 'owner' else 'admin' end);
    if coalesce(role not in ('owner', 'admin', 'project_creator'), true) then
      perform private.raise_error('PT400', 'A workspace has no such role', 'Use owner, admin or project_creator.');
    end if;
  else
    perform private.require_role(project_id, case when role = 'owner' then 'owner' else 'manager' end);
    if private.role_rank(role) is null then
      perform private.raise_error('PT400', 'A project has no such role', 'Use owner, manager, contributor or viewer.');
    end if;
  end if;
  if exists (select from public.users u where u.id = (select auth.uid()) and private.normal_address(u.email) = address) then
    perform private.raise_error('PT403', 'Nobody can change their own membership', 'Ask another owner or manager.');
  end if;
end
$$;
comment on function private.check_invitation is 'Raises what keeps the one who asks from inviting this address.';

create function private.hold_roles()
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.users u where u.id = (select auth.uid()) for share;
  perform from public.workspace_users m where m.user_id = (select auth.uid()) for share;
  perform from public.project_users m where m.user_id = (select auth.uid()) for share;
  perform from public.user_team_memberships m where m.user_id = (select auth.uid()) for share;
end
$$;
comment on function private.hold_roles is 'Whoever takes a role of the one who asks away, or closes the account, waits until the transaction has ended.';

-- Security definer: no API role writes invitations.
create function private.invite_member(email text, role text, workspace_id uuid, project_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  address text := private.normal_address(invite_member.email);
  token text := 'oinv_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  made uuid;
begin
  -- In the order in which they are deleted.
  perform from public.workspaces w where w.id = invite_member.workspace_id for key share;
  perform from public.projects p where p.id = invite_member.project_id for key share;
  -- Who takes away a role waits until this invitation is there to lapse with it.
  perform private.hold_roles();
  perform private.check_invitation(address, invite_member.role, invite_member.workspace_id, invite_member.project_id);
  if exists (
    select from public.users u
    join (
      select m.user_id, m.role from public.workspace_users m where m.workspace_id = invite_member.workspace_id
      union all
      select m.user_id, m.role from public.project_users m where m.project_id = invite_member.project_id
    ) m on m.user_id = u.id
    where u.email = address and u.status = 'active' and private.member_rank(m.role) >= private.member_rank(invite_member.role)
  ) then
    perform private.raise_error('PT409', 'This person is a member already', 'Change their role in the list of members.');
  end if;
  insert into public.workspace_invitations (workspace_id, project_id, email, role, token_hash, invited_by)
  values (
    invite_member.workspace_id, invite_member.project_id, address, invite_member.role, private.hash_token(token), private.user_id()
  )
  on conflict ((coalesce(project_id, workspace_id)), email) where accepted_at is null do update
  set role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by, expires_at = excluded.expires_at
  returning id into made;
  update public.users set status = 'invited' where email = address and email_confirmed_at is not null and status = 'waitlist';
  return jsonb_build_object('id', made, 'token', token);
end
$$;

create function public.invite_member(email text, role text, workspace_id uuid default null, project_id uuid default null)
returns jsonb
language sql
set search_path = ''
as $$
  select private.invite_member(email, role, workspace_id, project_id)
$$;
comment on function public.invite_member is
  'Invites an address for 7 days to a workspace (admins) or a project (managers): {id, token}. The token is shown this once; send it to that address. Inviting again replaces the invitation. Only owners invite owners (403); 409 when the person is a member already.';

-- Security definer: who is invited may not see the workspace or project yet, nor, waiting, anything else.
create function private.open_invitations()
returns setof public.workspace_invitations
language sql
stable
security definer
rows 5
set search_path = ''
as $$
  select i.*
  from public.users me
  join public.workspace_invitations i on i.email = private.normal_address(me.email)
  left join public.projects p on p.id = i.project_id
  join public.workspaces w on w.id = coalesce(i.workspace_id, p.workspace_id)
  where me.id = (select auth.uid()) and me.email_confirmed_at is not null and me.status in ('active', 'waitlist', 'invited')
    and i.accepted_at is null and i.expires_at > now() and w.deleted_at is null and p.deleted_at is null
$$;
comment on function private.open_invitations is 'What the confirmed address of the one who asks is invited to, who may still be waiting to be let in.';

create function private.my_invitations()
returns table (
  id uuid, workspace_id uuid, workspace_name text, project_id uuid, project_name text, role text, invited_by_name text, expires_at timestamptz
)
language sql
stable
security definer
set search_path = ''
as $$
  select i.id, w.id, w.name, p.id, p.name, i.role, inviter.display_name, i.expires_at
  from private.open_invitations() i
  left join public.projects p on p.id = i.project_id
  join public.workspaces w on w.id = coalesce(i.workspace_id, p.workspace_id)
  left join public.user_profiles inviter on inviter.id = i.invited_by
  order by i.created_at desc
$$;

create function public.my_invitations()
returns table (
  id uuid, workspace_id uuid, workspace_name text, project_id uuid, project_name text, role text, invited_by_name text, expires_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  select * from private.my_invitations()
$$;
comment on function public.my_invitations is
  'What the caller''s confirmed address is invited to. project_id is null for an invitation to the whole workspace. Also for who still waits to be let in.';

grant execute on function public.invite_member, private.invite_member, public.my_invitations, private.my_invitations to authenticated, service_role;
