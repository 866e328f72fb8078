create function private.member_rank(role text)
returns int
language sql
immutable
set search_path = ''
as $$
  select array_position(array['viewer', 'editor', 'contributor', 'project_creator', 'manager', 'admin', 'owner'], role)
$$;
comment on function private.member_rank is 'Roles of one membership table as numbers that compare.';

create function private.refuse_own_membership()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- The role itself, not the token: functions of ours make the maker of a workspace, team or project, or who was invited, a member.
  if current_user = 'authenticated' and new.user_id = (select auth.uid()) then
    perform private.raise_error('PT403', 'Nobody can change their own membership', 'Ask another owner or manager.');
  end if;
  if tg_table_name <> 'user_team_memberships' and tg_op = 'INSERT' then new.invited_by := coalesce(new.invited_by, private.user_id()); end if;
  return new;
end
$$;
comment on function private.refuse_own_membership is 'Nobody gives themselves a membership or another role; records who added a member.';

-- Security definer, as all below: they count and change rows the one who asks may not see.
create function private.guard_owner_role()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  member record := case when tg_op = 'DELETE' then old else new end;
  touches_owner boolean := 'owner' in (
    case when tg_op = 'INSERT' then '' else old.role end,
    case when tg_op = 'DELETE' then '' else new.role end
  );
  is_owner boolean;
begin
  if not touches_owner or not private.is_api_user() or member.user_id = (select auth.uid()) then return member; end if;
  -- A parent being deleted takes its members along.
  if tg_table_name = 'project_users' then
    is_owner := member.project_id in (select private.project_ids('owner'))
      or not exists (select from public.projects where id = member.project_id);
  else
    is_owner := member.workspace_id in (select private.workspace_ids('owner'))
      or not exists (select from public.workspaces where id = member.workspace_id);
  end if;
  if not is_owner then
    perform private.raise_error('PT403', 'Only an owner can make, change or remove an owner', 'Ask an owner.');
  end if;
  return member;
end
$$;
comment on function private.guard_owner_role is 'An admin or manager can neither make an owner nor unmake one.';

create function private.keep_last_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  left_over boolean;
begin
  if old.role <> 'owner' or (tg_op = 'UPDATE' and new.role = 'owner') then return null; end if;
  -- The lock on the parent makes two owners who leave at once wait for each other. A parent being deleted takes its members along.
  if tg_table_name = 'project_users' then
    perform from public.projects where id = old.project_id for no key update;
    if not found then return null; end if;
    left_over := exists (
      select from public.project_users m join public.users u on u.id = m.user_id
      where m.project_id = old.project_id and m.role = 'owner' and u.status not in ('banned', 'archived')
    ) or exists (select from public.projects where id = old.project_id and (owner_user_id is not null or owner_team_id is not null));
  else
    perform from public.workspaces where id = old.workspace_id for no key update;
    if not found then return null; end if;
    left_over := exists (
      select from public.workspace_users m join public.users u on u.id = m.user_id
      where m.workspace_id = old.workspace_id and m.role = 'owner' and u.status not in ('banned', 'archived')
    );
  end if;
  if not left_over then
    perform private.raise_error('PT409', 'The last owner cannot leave or be demoted', 'Make somebody else an owner first.');
  end if;
  return null;
end
$$;
comment on function private.keep_last_owner is 'A workspace or shared project always keeps an owner whose account is not closed.';

create function private.activate_member()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.users set status = 'active' where id = new.user_id and status in ('waitlist', 'invited');
  return null;
end
$$;
comment on function private.activate_member is 'Who is added to a workspace, team or project need not wait any longer.';

create trigger guard_1_own before insert or update on public.workspace_users for each row execute function private.refuse_own_membership();
create trigger guard_1_own before insert or update on public.project_users for each row execute function private.refuse_own_membership();
create trigger guard_1_own before insert or update on public.user_team_memberships for each row execute function private.refuse_own_membership();
create trigger guard_2_owner before insert or update or delete on public.workspace_users for each row execute function private.guard_owner_role();
create trigger guard_2_owner before insert or update or delete on public.project_users for each row execute function private.guard_owner_role();
create trigger keep_last_owner after update or delete on public.workspace_users for each row execute function private.keep_last_owner();
create trigger keep_last_owner after update or delete on public.project_users for each row execute function private.keep_last_owner();
create trigger activate_member after insert on public.workspace_users for each row execute function private.activate_member();
create trigger activate_member after insert on public.project_users for each row execute function private.activate_member();
create trigger activate_member after insert on public.user_team_memberships for each row execute function private.activate_member();
