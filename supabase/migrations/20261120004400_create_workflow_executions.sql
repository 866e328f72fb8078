create table public.workflow_executions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  workflow_id uuid not null,
  workflow_version int not null,
  trigger_type text not null,
  trigger_data jsonb not null default '{}',
  execution_context jsonb not null default '{}',
  current_step int not null default 0,
  step_results jsonb not null default '{}',
  status text not null default 'pending',
  error_message text,
  dedupe_key text,
  parent_execution_id uuid,
  started_at timestamptz,
  completed_at timestamptz,
  -- bigint: an execution may wait longer than the 24 days an int can count.
  duration_ms bigint generated always as ((extract(epoch from completed_at - started_at) * 1000)::bigint) stored,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  unique (workflow_id, dedupe_key),
  foreign key (workflow_id, project_id) references public.workflows (id, project_id) on delete cascade,
  foreign key (workflow_id, workflow_version) references public.workflow_versions (workflow_id, version) on delete cascade,
  foreign key (parent_execution_id, project_id) references public.workflow_executions (id, project_id) on delete set null (parent_execution_id),
  constraint an_execution_has_a_known_trigger check (trigger_type in ('manual', 'schedule', 'event', 'webhook', 'alert', 'workflow')),
  constraint an_execution_has_a_known_status check (status in ('pending', 'running', 'waiting', 'completed', 'failed', 'cancelled')),
  constraint an_execution_ends_after_it_starts check (completed_at >= started_at),
  constraint an_execution_that_is_over_has_an_end check ((completed_at is not null) = (status in ('completed', 'failed', 'cancelled'))),
  constraint an_execution_is_no_child_of_itself check (parent_execution_id <> id),
  constraint a_dedupe_key_is_short check (length(dedupe_key) between 1 and 200),
  constraint a_current_step_is_a_place check (current_step >= 0),
  constraint data_context_and_results_are_objects check (
    jsonb_typeof(trigger_data) = 'object' and jsonb_typeof(execution_context) = 'object' and jsonb_typeof(step_results) = 'object'
  )
);
comment on table public.workflow_executions is 'Runs of workflows. dedupe_key names what started one, so that a trigger told twice starts it once.';
create index on public.workflow_executions (project_id, created_at desc);
create index on public.workflow_executions (workflow_id, project_id, created_at desc);
create index on public.workflow_executions (workflow_id, workflow_version);
create index on public.workflow_executions (parent_execution_id, project_id);
create index on public.workflow_executions (created_by);
create index executions_under_way on public.workflow_executions (updated_at) where status in ('pending', 'running', 'waiting');

create table public.workflow_step_runs (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  execution_id uuid not null,
  step_id text not null,
  iteration int not null default 0,
  attempt int not null default 1,
  status text not null default 'queued',
  input jsonb not null default '{}',
  output jsonb,
  error jsonb,
  logs jsonb not null default '[]',
  idempotency_key text,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (execution_id, step_id, iteration, attempt),
  foreign key (execution_id, project_id) references public.workflow_executions (id, project_id) on delete cascade,
  constraint a_step_has_an_id check (step_id ~ '^[a-z][a-z0-9_]{0,63}$'),
  constraint a_step_run_has_a_known_status check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled')),
  constraint a_step_run_ends_after_it_starts check (finished_at >= started_at),
  constraint a_step_run_that_is_over_has_an_end check ((finished_at is not null) = (status in ('succeeded', 'failed', 'skipped', 'cancelled'))),
  constraint iterations_and_attempts_are_counted check (iteration >= 0 and attempt >= 1),
  constraint an_error_is_an_object check (jsonb_typeof(error) = 'object'),
  constraint logs_are_an_array check (jsonb_typeof(logs) = 'array')
);
comment on table public.workflow_step_runs is 'Each attempt of each step: iteration counts the rounds of a foreach, attempt the tries. Tries of one round share their idempotency_key.';
create index on public.workflow_step_runs (execution_id, project_id, created_at);
create index on public.workflow_step_runs (project_id, created_at desc);

create trigger set_created_by before insert on public.workflow_executions for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.workflow_executions for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.workflow_step_runs for each row execute function private.touch_updated_at();

alter table public.workflow_executions enable row level security;
alter table public.workflow_step_runs enable row level security;
create policy "Viewers read executions" on public.workflow_executions for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Viewers read step runs" on public.workflow_step_runs for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select on public.workflow_executions, public.workflow_step_runs to authenticated;
