create function private.require_operator()
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if (select auth.role()) = 'service_role' or private.is_super_user() then return; end if;
  perform private.raise_error('PT403', 'Only operators of this installation may do this');
end
$$;
comment on function private.require_operator is 'Raises PT403 unless a super user or the service role asks.';

-- Security definer, as all here: status and settings are not writable by any API role.
create function private.approve_user(user_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.require_operator();
  update public.users set status = 'active' where id = approve_user.user_id and status in ('waitlist', 'invited');
  if not found then
    perform private.raise_error('PT404', 'There is nobody waiting with this id');
  end if;
end
$$;

create function public.approve_user(user_id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.approve_user(user_id)
$$;
comment on function public.approve_user is 'Lets somebody in from the waitlist. For super users.';

create function private.set_user_status(user_id uuid, status text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_operator();
  if coalesce(set_user_status.status not in ('active', 'inactive', 'banned'), true) then
    perform private.raise_error('PT400', 'An account can be made active, inactive or banned', 'Accounts are archived by deleting them.');
  elsif set_user_status.user_id = (select auth.uid()) then
    perform private.raise_error('PT403', 'Nobody changes their own status', 'Ask another operator.');
  end if;
  update public.users set status = set_user_status.status where id = set_user_status.user_id and status <> 'archived';
  if not found then
    perform private.raise_error('PT404', 'There is no account with this id that is not deleted');
  end if;
end
$$;

create function public.set_user_status(user_id uuid, status text)
returns void
language sql
set search_path = ''
as $$
  select private.set_user_status(user_id, status)
$$;
comment on function public.set_user_status is
  'Makes an account active, inactive or banned; only an active one sees anything, from the next statement on. Memberships stay. For super users, not for their own account (403).';

create function private.set_signup_rule(rule text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.require_operator();
  if coalesce(rule not in ('open', 'waitlist'), true) then
    perform private.raise_error('PT400', 'Sign-up is open or leads to the waitlist', 'Use open or waitlist.');
  end if;
  update public.workspaces set settings = settings || jsonb_build_object('signup', rule) where id = private.global_workspace_id();
end
$$;

create function public.set_signup_rule(rule text)
returns void
language sql
set search_path = ''
as $$
  select private.set_signup_rule(rule)
$$;
comment on function public.set_signup_rule is
  'Whether who signs up is active at once (open) or waits to be approved (waitlist). Who waits already goes on waiting. For super users.';

grant execute on function
  public.approve_user, private.approve_user, public.set_user_status, private.set_user_status, public.set_signup_rule, private.set_signup_rule
  to authenticated, service_role;
