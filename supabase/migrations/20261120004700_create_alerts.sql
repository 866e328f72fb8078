create table public.alerts (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  dataset_id uuid not null,
  chart_id uuid,
  name text not null,
  data_query jsonb not null default '{}',
  condition jsonb not null,
  channels jsonb not null default '[]',
  status text not null default 'active',
  last_evaluated_at timestamptz,
  last_state text,
  muted_until timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (dataset_id, project_id) references public.datasets (id, project_id) on delete cascade,
  foreign key (chart_id, project_id) references public.charts (id, project_id) on delete set null (chart_id),
  constraint an_alert_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint an_alert_has_a_known_status check (status in ('active', 'paused', 'archived')),
  constraint an_alert_has_a_known_state check (last_state in ('ok', 'firing', 'no_data', 'error')),
  constraint a_query_is_an_object check (jsonb_typeof(data_query) = 'object' and pg_column_size(data_query) <= 262144),
  constraint a_condition_is_known check (
    jsonb_typeof(condition) = 'object' and pg_column_size(condition) <= 16384
    and coalesce(condition ->> 'type', '') in ('threshold', 'change', 'no_data')
  ),
  constraint channels_are_at_most_20 check (
    case when jsonb_typeof(channels) = 'array' then jsonb_array_length(channels) <= 20 and pg_column_size(channels) <= 16384 else false end
  )
);
comment on table public.alerts is 'Conditions on the answer of a query, and who is told when they begin to hold.';
create index on public.alerts (project_id, updated_at desc);
create index on public.alerts (dataset_id, project_id);
create index on public.alerts (chart_id, project_id);
create index on public.alerts (created_by);

create trigger set_created_by before insert on public.alerts for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.alerts for each row execute function private.touch_updated_at();

alter table public.alerts enable row level security;
create policy "Viewers read alerts" on public.alerts for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make alerts" on public.alerts for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit alerts" on public.alerts for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete alerts" on public.alerts for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));
grant select, delete,
  insert (id, project_id, dataset_id, chart_id, name, data_query, condition, channels, status, muted_until),
  update (dataset_id, chart_id, name, data_query, condition, channels, status, muted_until)
  on public.alerts to authenticated;
