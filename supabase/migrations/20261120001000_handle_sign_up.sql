create function private.display_name_for(account auth.users)
returns text
language sql
immutable
set search_path = ''
as $$
  select left(coalesce(
    nullif(btrim(account.raw_user_meta_data ->> 'display_name'), ''),
    nullif(btrim(account.raw_user_meta_data ->> 'full_name'), ''),
    nullif(btrim(account.raw_user_meta_data ->> 'name'), ''),
    nullif(btrim(split_part(account.email, '@', 1)), ''),
    'New user'
  ), 200)
$$;
comment on function private.display_name_for is 'The name a new account is shown with until its owner changes it.';

-- Security definer, like all of these: the Auth service, which has no rights here, inserts the row that fires them.
create function private.mirror_user(account auth.users)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.users as u (
    id, email, phone, confirmed_at, email_confirmed_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, deleted_at
  ) values (
    account.id, nullif(account.email, ''), nullif(account.phone, ''),
    coalesce(account.confirmed_at, least(account.email_confirmed_at, account.phone_confirmed_at)), account.email_confirmed_at,
    account.last_sign_in_at, coalesce(account.raw_app_meta_data, '{}'), coalesce(account.raw_user_meta_data, '{}'), account.deleted_at
  )
  on conflict (id) do update set
    email = excluded.email, phone = excluded.phone, confirmed_at = excluded.confirmed_at, email_confirmed_at = excluded.email_confirmed_at,
    last_sign_in_at = excluded.last_sign_in_at, raw_app_meta_data = excluded.raw_app_meta_data,
    raw_user_meta_data = excluded.raw_user_meta_data, deleted_at = excluded.deleted_at;
exception when unique_violation then
  -- Auth allows one address on several single-sign-on accounts; the first keeps it here.
  account.email := null;
  account.phone := null;
  perform private.mirror_user(account);
end
$$;
comment on function private.mirror_user is 'Copies an account into public.users.';

create function private.join_workspace_of_domain(account auth.users)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if account.email_confirmed_at is null then return false; end if;
  insert into public.workspace_users (workspace_id, user_id, role)
  select w.id, account.id, 'project_creator'
  from private.workspace_domains d join public.workspaces w on w.id = d.workspace_id
  where d.domain = private.mail_domain(account.email) and w.is_active
  on conflict do nothing;
  return found;
end
$$;
comment on function private.join_workspace_of_domain is 'Adds a person to the workspace of their e-mail''s domain, once the address is confirmed. Returns whether there was one.';

create function private.admit_user(account auth.users)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  is_confirmed boolean := account.email_confirmed_at is not null;
  is_open boolean := (select settings ->> 'signup' = 'open' from public.workspaces where id = private.global_workspace_id());
begin
  if private.join_workspace_of_domain(account) then return; end if;
  -- invited_at is Auth's own invitation, by an operator; other invitations let somebody in when they are accepted.
  update public.users
  set status = case
    when is_open or (account.invited_at is not null and is_confirmed) then 'active'
    when account.invited_at is not null or exists (
      select from public.workspace_invitations i
      where is_confirmed and i.email = private.normal_address(account.email) and i.accepted_at is null and i.expires_at > now()
    ) then 'invited'
    else status
  end
  where id = account.id and status in ('waitlist', 'invited');
end
$$;
comment on function private.admit_user is 'Lets a new account in by the workspace of its confirmed domain, or else by the installation''s sign-up rule.';

create function private.sign_up(account auth.users)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  shown_name text := private.display_name_for(account);
begin
  perform private.mirror_user(account);
  insert into public.user_profiles (id, display_name, full_name)
  values (account.id, shown_name, left(account.raw_user_meta_data ->> 'full_name', 200))
  on conflict (id) do nothing;
  perform private.admit_user(account);
  insert into public.projects (workspace_id, name, owner_user_id, created_by)
  values (private.global_workspace_id(), left(shown_name, 180) || '''s project', account.id, account.id)
  on conflict do nothing;
end
$$;
comment on function private.sign_up is
  'In order: mirror, profile, workspace of the verified domain or the installation''s sign-up rule, personal project.';

create function private.handle_auth_user_inserted()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.sign_up(new);
  return null;
end
$$;
comment on function private.handle_auth_user_inserted is 'The one trigger of sign-up.';

create function private.archive_user(user_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.projects
  set is_active = false, deleted_at = now(), settings = settings || '{"archived_reason": "owner_deleted"}'
  where owner_user_id = archive_user.user_id and deleted_at is null;
  update public.users
  set status = 'archived', deleted_at = now(), email = null, phone = null, profile = '{}',
    raw_app_meta_data = '{}', raw_user_meta_data = '{}', is_super_user = false
  where id = archive_user.user_id;
  update public.user_profiles
  set display_name = 'Deleted user', full_name = null, avatar_url = null, preferences = '{}', settings = '{}', workspace_settings = '{}'
  where id = archive_user.user_id;
end
$$;
comment on function private.archive_user is 'Archives the personal project, and keeps of the person only that somebody was there.';

create function private.handle_auth_user_updated()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- An archived account stays empty, whatever Auth still notes of it.
  if new.deleted_at is not null then
    if old.deleted_at is null then perform private.archive_user(new.id); end if;
    return null;
  end if;
  perform private.mirror_user(new);
  if (new.email_confirmed_at is not null and (old.email_confirmed_at is null or new.email is distinct from old.email))
    or new.invited_at is distinct from old.invited_at then
    perform private.admit_user(new);
  end if;
  return null;
end
$$;
comment on function private.handle_auth_user_updated is
  'Mirrors changes of an account, also its soft deletion; a newly confirmed address may open its company''s workspace.';

create function private.handle_auth_user_deleted()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.archive_user(old.id);
  return null;
end
$$;
comment on function private.handle_auth_user_deleted is 'The row in public.users stays, archived.';

create trigger orrery_user_inserted after insert on auth.users for each row execute function private.handle_auth_user_inserted();
create trigger orrery_user_updated after update on auth.users for each row execute function private.handle_auth_user_updated();
create trigger orrery_user_deleted after delete on auth.users for each row execute function private.handle_auth_user_deleted();

-- A hosted project may have had accounts before it had this.
select private.sign_up(account) from auth.users account;
