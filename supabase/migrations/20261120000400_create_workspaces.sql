create table public.workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  description text,
  company_name text,
  company_email_domains text[] not null default '{}',
  logo_url text,
  color_palette jsonb not null default '{}',
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  deleted_at timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_workspace_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_description_is_short check (length(description) <= 10000),
  constraint a_company_name_is_short check (length(company_name) <= 200),
  constraint a_logo_is_an_address check (length(logo_url) <= 2000),
  constraint a_palette_is_an_object check (jsonb_typeof(color_palette) = 'object' and pg_column_size(color_palette) <= 16384),
  -- What is deleted may have archived_reason beside what fills them.
  constraint settings_are_an_object check (jsonb_typeof(settings) = 'object' and (deleted_at is not null or pg_column_size(settings) <= 65536)),
  constraint domains_are_lower_case check (lower(company_email_domains::text) = company_email_domains::text),
  constraint a_star_stands_alone check (company_email_domains = '{*}' or '*' <> all (company_email_domains))
);
comment on table public.workspaces is 'A company or group: its members make projects and teams in it. The global workspace, marked by *, holds the personal projects.';
create index on public.workspaces (created_by);
create unique index there_is_one_global_workspace on public.workspaces ((true)) where company_email_domains = '{*}';

create table public.workspace_users (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  user_id uuid not null references public.users on delete cascade,
  role text not null,
  invited_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, user_id),
  constraint a_member_has_a_known_role check (role in ('owner', 'admin', 'project_creator'))
);
comment on table public.workspace_users is 'Who is in a workspace. Owners and admins have its projects too, project creators only their own.';
create index on public.workspace_users (user_id);
create index on public.workspace_users (invited_by);

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces on delete cascade,
  name text not null,
  description text,
  avatar_url text,
  settings jsonb not null default '{}',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, workspace_id),
  constraint a_team_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_description_is_short check (length(description) <= 10000),
  constraint an_avatar_is_an_address check (length(avatar_url) <= 2000),
  constraint settings_are_an_object check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 65536)
);
comment on table public.teams is 'People of a workspace who share a project, the team space.';
create index on public.teams (workspace_id);
create index on public.teams (created_by);

create table public.user_team_memberships (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users on delete cascade,
  team_id uuid not null references public.teams on delete cascade,
  role text not null default 'viewer',
  joined_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, team_id),
  constraint a_member_has_a_known_role check (role in ('admin', 'editor', 'viewer'))
);
comment on table public.user_team_memberships is 'Who is in a team: in its space an admin is a manager, an editor a contributor.';
create index on public.user_team_memberships (team_id);

create table public.workspace_subscriptions (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null unique references public.workspaces on delete cascade,
  stripe_customer_id text,
  stripe_subscription_id text,
  plan_type text not null default 'free',
  base_token_limit bigint not null default 1000000,
  base_tokens_used bigint not null default 0,
  additional_tokens bigint not null default 0,
  status text not null default 'active',
  current_period_start timestamptz not null default now(),
  current_period_end timestamptz not null default now() + interval '1 month',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_plan_is_known check (plan_type in ('free', 'hobby', 'pro', 'enterprise')),
  constraint a_subscription_has_a_known_status check (status in ('active', 'past_due', 'canceled', 'incomplete')),
  constraint tokens_are_not_negative check (base_token_limit >= 0 and base_tokens_used >= 0 and additional_tokens >= 0),
  constraint a_period_ends_after_it_starts check (current_period_end > current_period_start)
);
comment on table public.workspace_subscriptions is 'What a workspace may use: base_token_limit in each period, of which base_tokens_used are used, and additional_tokens that were bought and stay.';

create function private.make_subscription()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.workspace_subscriptions (workspace_id) values (new.id);
  return null;
end
$$;
comment on function private.make_subscription is 'Every workspace begins with a free subscription.';
create trigger make_subscription after insert on public.workspaces for each row execute function private.make_subscription();

create trigger touch_updated_at before update on public.workspaces for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.workspace_users for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.teams for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.user_team_memberships for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.workspace_subscriptions for each row execute function private.touch_updated_at();

-- The global workspace holds everybody's personal project; '*' marks it and matches no address.
insert into public.workspaces (id, name, description, company_email_domains, settings)
values ('00000000-0000-4000-8000-000000000001', 'Orrery', 'Everybody''s personal projects', '{*}', '{"signup": "open"}');

create function private.global_workspace_id()
returns uuid
language sql
stable
set search_path = ''
as $$
  select id from public.workspaces where company_email_domains = '{*}'
$$;
comment on function private.global_workspace_id is 'The one workspace of all personal projects.';
