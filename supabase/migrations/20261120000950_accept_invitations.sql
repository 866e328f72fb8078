-- Security definer, as all here: who is invited is no member yet.
create function private.join_by_invitation(invitation public.workspace_invitations, user_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if invitation.project_id is null then
    insert into public.workspace_users as m (workspace_id, user_id, role, invited_by)
    values (invitation.workspace_id, join_by_invitation.user_id, invitation.role, invitation.invited_by)
    on conflict (workspace_id, user_id) do update set role = excluded.role
    where private.member_rank(m.role) < private.member_rank(excluded.role);
  else
    insert into public.project_users as m (project_id, user_id, role, invited_by)
    values (invitation.project_id, join_by_invitation.user_id, invitation.role, invitation.invited_by)
    on conflict (project_id, user_id) do update set role = excluded.role
    where private.member_rank(m.role) < private.member_rank(excluded.role);
  end if;
  update public.users set status = 'active' where id = join_by_invitation.user_id and status in ('waitlist', 'invited');
end
$$;
comment on function private.join_by_invitation is 'Makes somebody what they were invited to be; never lowers a role.';

create function private.accept_invitation(token text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  invitation public.workspace_invitations;
begin
  -- Of two who come with one token at once, the second waits here and then finds it used, replaced or revoked.
  select i.* into invitation from public.workspace_invitations i
  where i.token_hash = private.hash_token(accept_invitation.token) for update;
  if invitation.id is null or not exists (select from private.open_invitations() mine where mine.id = invitation.id) then
    perform private.raise_error(
      'PT404', 'There is no open invitation for you with this token',
      'Sign in with the address it was sent to, and confirm that address. If it is used or older than 7 days, ask for a new one.'
    );
  end if;
  if invitation.invited_by = (select auth.uid()) then
    perform private.raise_error('PT403', 'Nobody can change their own membership', 'Ask another owner or manager.');
  end if;
  update public.workspace_invitations set accepted_at = now() where id = invitation.id;
  perform private.join_by_invitation(invitation, (select auth.uid()));
  return jsonb_build_object(
    'workspace_id', coalesce(invitation.workspace_id, (select workspace_id from public.projects where id = invitation.project_id)),
    'project_id', invitation.project_id, 'role', invitation.role
  );
end
$$;

create function public.accept_invitation(token text)
returns jsonb
language sql
set search_path = ''
as $$
  select private.accept_invitation(token)
$$;
comment on function public.accept_invitation is
  'Takes up an invitation, once, as the account whose confirmed address it was sent to: {workspace_id, project_id, role}. Ends the wait of who still waits to be let in. 404 for every token that is not an open invitation of the caller''s.';

create function private.withdraw_invitations()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  ended jsonb := to_jsonb(old);
begin
  if tg_op = 'UPDATE' and private.member_rank(new.role) >= private.member_rank(old.role) then return null; end if;
  delete from public.workspace_invitations i
  where i.invited_by = old.user_id and i.accepted_at is null and (
    i.workspace_id = (ended ->> 'workspace_id')::uuid
    or i.project_id = (ended ->> 'project_id')::uuid
    or i.project_id in (
      select p.id from public.projects p
      where p.workspace_id = (ended ->> 'workspace_id')::uuid or p.owner_team_id = (ended ->> 'team_id')::uuid
    )
  );
  return null;
end
$$;
comment on function private.withdraw_invitations is 'Who is removed or demoted leaves no open invitation behind by which they could return.';

create trigger withdraw_invitations after delete or update of role on public.workspace_users for each row execute function private.withdraw_invitations();
create trigger withdraw_invitations after delete or update of role on public.project_users for each row execute function private.withdraw_invitations();
create trigger withdraw_invitations after delete or update of role on public.user_team_memberships for each row execute function private.withdraw_invitations();

create function private.withdraw_invitations_of_closed_account()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.workspace_invitations i where i.invited_by = new.id and i.accepted_at is null;
  return null;
end
$$;
comment on function private.withdraw_invitations_of_closed_account is 'Nobody comes in by an account that was closed.';

create trigger withdraw_invitations after update of status on public.users
  for each row when (new.status in ('inactive', 'banned', 'archived') and old.status <> new.status)
  execute function private.withdraw_invitations_of_closed_account();

grant execute on function public.accept_invitation, private.accept_invitation to authenticated, service_role;
