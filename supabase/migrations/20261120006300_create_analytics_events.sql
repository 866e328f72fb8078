create table public.analytics_events (
  id uuid not null default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid references public.users on delete set null,
  lead_id uuid,
  event_type text not null,
  event_name text not null,
  properties jsonb not null default '{}',
  occurred_at timestamptz not null default now(),
  session_id text,
  user_agent text,
  ip_address inet,
  created_at timestamptz not null default now(),
  primary key (id, occurred_at),
  foreign key (lead_id, project_id) references public.leads (id, project_id) on delete set null (lead_id),
  constraint an_event_has_a_type check (event_type ~ '^[a-z][a-z0-9_.-]{0,99}$'),
  constraint an_event_has_a_name check (btrim(event_name) <> '' and length(event_name) <= 200),
  constraint properties_are_an_object check (jsonb_typeof(properties) = 'object' and pg_column_size(properties) <= 32768),
  constraint a_session_has_a_short_id check (length(session_id) <= 200)
) partition by range (occurred_at);
comment on table public.analytics_events is
  'What leads and users did on a project''s pages, by month, append-only. Who asked, and from where, is set by a trigger.';
create index on public.analytics_events (project_id, occurred_at desc);
create index on public.analytics_events (lead_id, project_id, occurred_at desc);
create index on public.analytics_events (user_id);
select private.make_month_partitions('public.analytics_events');

alter table public.analytics_events enable row level security;
create policy "Viewers read analytics" on public.analytics_events for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors record analytics" on public.analytics_events for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
grant select, insert (project_id, lead_id, event_type, event_name, properties, occurred_at, session_id) on public.analytics_events to authenticated;
revoke update, delete, truncate on public.analytics_events from service_role;
