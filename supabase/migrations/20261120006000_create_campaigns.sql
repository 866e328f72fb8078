create table public.campaigns (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  name text not null,
  type text not null,
  status text not null default 'draft',
  description text,
  config jsonb not null default '{}',
  starts_at timestamptz,
  ends_at timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  constraint a_campaign_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_campaign_has_a_known_type check (type in ('email', 'social', 'content', 'mixed')),
  constraint a_campaign_has_a_known_status check (status in ('draft', 'active', 'paused', 'completed')),
  constraint a_campaign_ends_after_it_starts check (ends_at > starts_at),
  constraint config_is_an_object check (jsonb_typeof(config) = 'object' and pg_column_size(config) <= 131072)
);
comment on table public.campaigns is 'What belongs together in marketing: e-mails, posts and articles with one aim and period.';
create index on public.campaigns (project_id, created_at desc);
create index on public.campaigns (created_by);

create table public.content (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  campaign_id uuid,
  title text not null,
  content_type text not null,
  content text not null default '',
  metadata jsonb not null default '{}',
  status text not null default 'draft',
  scheduled_at timestamptz,
  announced_for timestamptz,
  published_at timestamptz,
  social_connection_id uuid,
  external_url text,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  due_at timestamptz generated always as (case when status = 'scheduled' and announced_for is distinct from scheduled_at then scheduled_at end) stored,
  unique (id, project_id),
  foreign key (campaign_id, project_id) references public.campaigns (id, project_id) on delete set null (campaign_id),
  foreign key (social_connection_id, project_id) references public.social_connections (id, project_id) on delete set null (social_connection_id),
  constraint content_has_a_title check (btrim(title) <> '' and length(title) <= 300),
  constraint content_has_a_known_type check (content_type in ('blog_post', 'social_post', 'email', 'ad_copy')),
  constraint content_has_a_known_status check (status in ('draft', 'scheduled', 'published', 'failed', 'archived')),
  constraint scheduled_content_has_a_time check (status <> 'scheduled' or scheduled_at is not null),
  constraint published_content_says_since_when check (status <> 'published' or published_at is not null),
  constraint content_is_of_readable_length check (length(content) <= 500000),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 131072)
);
comment on table public.content is 'Posts, articles, e-mails and advertisements, from draft to published.';
comment on column public.content.announced_for is 'The scheduled_at that was announced as due. Another time is due again.';
comment on column public.content.due_at is 'When it is to be announced; null when it is not.';
create index on public.content (project_id, created_at desc);
create index on public.content (campaign_id, project_id);
create index on public.content (social_connection_id, project_id);
create index on public.content (created_by);
create index content_due on public.content (due_at) where due_at is not null;

create trigger touch_updated_at before update on public.campaigns for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.content for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.campaigns for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.content for each row execute function private.set_created_by();

alter table public.campaigns enable row level security;
alter table public.content enable row level security;

create policy "Viewers read campaigns" on public.campaigns for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make campaigns" on public.campaigns for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit campaigns" on public.campaigns for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete campaigns" on public.campaigns for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read content" on public.content for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make content" on public.content for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit content" on public.content for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete content" on public.content for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

grant select, delete,
  insert (id, project_id, name, type, status, description, config, starts_at, ends_at),
  update (name, type, status, description, config, starts_at, ends_at)
  on public.campaigns to authenticated;
grant select, delete,
  insert (id, project_id, campaign_id, title, content_type, content, metadata, status, scheduled_at, social_connection_id),
  update (campaign_id, title, content_type, content, metadata, status, scheduled_at, social_connection_id)
  on public.content to authenticated;
