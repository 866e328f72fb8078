create table public.workflows (
  id uuid primary key default gen_random_uuid(),
  project_id uuid references public.projects on delete cascade,
  name text not null,
  description text,
  trigger_config jsonb not null default '{"type": "manual"}',
  steps jsonb not null default '[]',
  config jsonb not null default '{}',
  status text not null default 'draft',
  version int not null default 1,
  is_template boolean not null default false,
  template_category text,
  tags text[] not null default '{}',
  execution_count bigint not null default 0,
  last_executed_at timestamptz,
  next_run_at timestamptz,
  announced_for timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  constraint a_workflow_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_workflow_has_a_known_status check (status in ('draft', 'active', 'paused', 'archived')),
  constraint only_system_templates_belong_to_no_project check (project_id is not null or (is_template and status = 'draft')),
  constraint a_trigger_is_known check (
    jsonb_typeof(trigger_config) = 'object' and pg_column_size(trigger_config) <= 65536
    and coalesce(trigger_config ->> 'type', '') in ('manual', 'schedule', 'event', 'webhook', 'alert')
  ),
  constraint a_schedule_has_a_cron_expression check (
    trigger_config ->> 'type' <> 'schedule' or length(coalesce(trigger_config ->> 'cron', '')) between 6 and 100
  ),
  constraint steps_are_at_most_100 check (
    case when jsonb_typeof(steps) = 'array' then jsonb_array_length(steps) <= 100 and pg_column_size(steps) <= 524288 else false end
  ),
  constraint config_is_an_object check (jsonb_typeof(config) = 'object' and pg_column_size(config) <= 65536)
);
comment on table public.workflows is 'Automations: a trigger and the steps it starts. Those of no project are the templates everybody may copy.';
comment on column public.workflows.announced_for is 'The latest time of its schedule that was announced as due, or passed over.';
create index on public.workflows (project_id, updated_at desc);
create index on public.workflows (created_by);
create index workflows_due on public.workflows (next_run_at) where status = 'active' and next_run_at is not null;
create index active_workflows_of_an_event on public.workflows (project_id, (trigger_config ->> 'event'))
  where status = 'active' and trigger_config ->> 'type' = 'event';

create table public.workflow_versions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  workflow_id uuid not null,
  version int not null,
  trigger_config jsonb not null,
  steps jsonb not null,
  config jsonb not null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workflow_id, version),
  foreign key (workflow_id, project_id) references public.workflows (id, project_id) on delete cascade
);
comment on table public.workflow_versions is 'What a workflow was at each version, so that an execution can tell what it ran.';
create index on public.workflow_versions (workflow_id, project_id);
create index on public.workflow_versions (project_id);
create index on public.workflow_versions (created_by);

create function private.advance_workflow_version()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.version := 1;
  else
    new.version := old.version + ((new.trigger_config, new.steps, new.config) is distinct from (old.trigger_config, old.steps, old.config))::int;
  end if;
  return new;
end
$$;
comment on function private.advance_workflow_version is 'A change of trigger, steps or config is a new version. The lock of the row keeps numbers without gaps or doubles.';

-- Security definer: versions are written by this only.
create function private.keep_workflow_version()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.workflow_versions (project_id, workflow_id, version, trigger_config, steps, config)
  values (new.project_id, new.id, new.version, new.trigger_config, new.steps, new.config);
  return null;
end
$$;
comment on function private.keep_workflow_version is 'Keeps each version of a project''s workflow.';

-- Security definer: whoever writes a workflow needs no rights on what reads cron expressions.
create function private.schedule_next_run()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- A clock that is set back brings no time a second time.
  since constant timestamptz := greatest(now(), new.announced_for);
begin
  if tg_op = 'UPDATE' and (new.status, new.trigger_config) is not distinct from (old.status, old.trigger_config) then return new; end if;
  new.next_run_at := null;
  if new.trigger_config ->> 'type' = 'schedule' then
    new.next_run_at := private.next_occurrence(new.trigger_config ->> 'cron', coalesce(new.trigger_config ->> 'time_zone', 'UTC'), since);
    if new.status <> 'active' then new.next_run_at := null; end if;
  end if;
  return new;
end
$$;
comment on function private.schedule_next_run is 'Keeps next_run_at: when an active workflow with a schedule is due, null for all others. PT400 for a schedule that cannot be read.';

create trigger advance_version before insert or update on public.workflows for each row execute function private.advance_workflow_version();
create trigger schedule_next_run before insert or update of status, trigger_config on public.workflows
  for each row execute function private.schedule_next_run();
create trigger set_created_by before insert on public.workflows for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.workflow_versions for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.workflows for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.workflow_versions for each row execute function private.touch_updated_at();
create trigger keep_first_version after insert on public.workflows
  for each row when (new.project_id is not null) execute function private.keep_workflow_version();
create trigger keep_version after update on public.workflows
  for each row when (new.project_id is not null and new.version <> old.version) execute function private.keep_workflow_version();

alter table public.workflows enable row level security;
alter table public.workflow_versions enable row level security;
create policy "Viewers read workflows, everybody the system's templates" on public.workflows for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) or (project_id is null and (select private.user_id()) is not null));
create policy "Contributors make workflows" on public.workflows for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit workflows" on public.workflows for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete workflows" on public.workflows for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));
create policy "Viewers read versions of workflows" on public.workflow_versions for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select, delete,
  insert (id, project_id, name, description, trigger_config, steps, config, status, tags),
  update (name, description, trigger_config, steps, config, status, is_template, template_category, tags)
  on public.workflows to authenticated;
grant select on public.workflow_versions to authenticated;
-- What has run stays what it was.
revoke update on public.workflow_versions from service_role;
