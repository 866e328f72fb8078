create table public.users (
  id uuid primary key,
  email text unique,
  phone text unique,
  confirmed_at timestamptz,
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb not null default '{}',
  raw_user_meta_data jsonb not null default '{}',
  profile jsonb not null default '{}',
  status text not null default 'waitlist',
  is_super_user boolean not null default false,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_user_has_a_known_status check (status in ('invited', 'waitlist', 'active', 'inactive', 'banned', 'archived')),
  constraint a_profile_is_an_object check (jsonb_typeof(profile) = 'object' and pg_column_size(profile) <= 65536)
);
comment on table public.users is 'Mirror of auth.users, kept by triggers. The row outlives the account, without its personal data, so that what was made keeps its maker.';

create trigger touch_updated_at before update on public.users for each row execute function private.touch_updated_at();

create function private.is_time_zone(name text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  perform now() at time zone name;
  -- Abbreviations and POSIX offsets are taken by Postgres too; a zone of the IANA list has a name of letters with a place, or is UTC.
  return name ~ '^(UTC|GMT|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+)+)$';
exception when invalid_parameter_value then
  return false;
end
$$;
comment on function private.is_time_zone is 'Whether a name is an IANA time zone this server knows.';
grant execute on function private.is_time_zone to authenticated, service_role;

create table public.user_profiles (
  id uuid primary key references public.users on delete cascade,
  display_name text not null,
  full_name text,
  avatar_url text,
  timezone text not null default 'UTC',
  preferences jsonb not null default '{}',
  settings jsonb not null default '{}',
  workspace_settings jsonb not null default '{}',
  onboarding_completed boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_display_name_is_not_blank check (btrim(display_name) <> '' and length(display_name) <= 200),
  constraint a_full_name_is_short check (length(full_name) <= 200),
  constraint an_avatar_is_an_address check (length(avatar_url) <= 2000),
  constraint a_time_zone_is_real check (private.is_time_zone(timezone)),
  constraint preferences_are_an_object check (jsonb_typeof(preferences) = 'object' and pg_column_size(preferences) <= 65536),
  constraint settings_are_an_object check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 65536),
  constraint workspace_settings_are_an_object check (jsonb_typeof(workspace_settings) = 'object' and pg_column_size(workspace_settings) <= 65536)
);
comment on table public.user_profiles is 'What a person says about themselves, and their preferences.';

create trigger touch_updated_at before update on public.user_profiles for each row execute function private.touch_updated_at();
