create table public.llm_models (
  id uuid primary key default gen_random_uuid(),
  provider text not null,
  model_id text not null,
  display_name text not null,
  description text,
  is_active boolean not null default true,
  capabilities jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider, model_id),
  constraint a_model_has_a_provider_and_an_id check (btrim(provider) <> '' and btrim(model_id) <> ''),
  constraint a_model_has_a_name check (btrim(display_name) <> '' and length(display_name) <= 200),
  constraint capabilities_are_an_object check (jsonb_typeof(capabilities) = 'object')
);
comment on table public.llm_models is
  'Catalogue of language models. capabilities: context window, longest answer, what it can do, prices. Written by migrations and the service role.';

create table public.agents (
  id uuid primary key default gen_random_uuid(),
  project_id uuid references public.projects on delete cascade,
  is_system boolean not null default false,
  name text not null,
  description text,
  instructions text not null default '',
  capabilities jsonb not null default '{}',
  model_id uuid references public.llm_models on delete set null,
  is_public boolean not null default false,
  settings jsonb not null default '{}',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (project_id, name),
  constraint a_built_in_agent_belongs_to_no_project check (is_system = (project_id is null)),
  constraint an_agent_has_a_name check (btrim(name) <> '' and length(name) <= 100),
  constraint instructions_are_of_readable_length check (length(instructions) <= 50000),
  constraint capabilities_and_settings_are_objects check (
    jsonb_typeof(capabilities) = 'object' and jsonb_typeof(settings) = 'object'
    and pg_column_size(capabilities) + pg_column_size(settings) <= 131072
  )
);
comment on table public.agents is 'Who answers in a chat: instructions, and the tools it may use. Built-in agents belong to no project.';
create index on public.agents (project_id, created_at desc);
create index on public.agents (model_id);
create index on public.agents (created_by);

create table public.custom_commands (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  name text not null,
  description text,
  command_pattern text not null,
  handler_config jsonb not null default '{}',
  is_public boolean not null default false,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, name),
  constraint a_command_has_a_name check (btrim(name) <> '' and length(name) <= 100),
  constraint a_pattern_is_not_blank check (btrim(command_pattern) <> '' and length(command_pattern) <= 500),
  constraint a_handler_is_an_object check (jsonb_typeof(handler_config) = 'object' and pg_column_size(handler_config) <= 131072)
);
comment on table public.custom_commands is 'Shortcuts of a project''s chats. command_pattern is matched by an engine of linear time, never by the database.';
create index on public.custom_commands (project_id, created_at desc);
create index on public.custom_commands (created_by);

create trigger touch_updated_at before update on public.llm_models for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.agents for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.custom_commands for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.agents for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.custom_commands for each row execute function private.set_created_by();

alter table public.llm_models enable row level security;
alter table public.agents enable row level security;
alter table public.custom_commands enable row level security;

create policy "Everybody reads models" on public.llm_models for select to authenticated
  using ((select private.user_id()) is not null);

create policy "Viewers read agents, and everybody the built-in ones" on public.agents for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))) or (project_id is null and (select private.user_id()) is not null));
create policy "Contributors make agents" on public.agents for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit agents" on public.agents for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete agents" on public.agents for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read commands" on public.custom_commands for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make commands" on public.custom_commands for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit commands" on public.custom_commands for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete commands" on public.custom_commands for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

grant select on public.llm_models to authenticated;
grant select, delete,
  insert (id, project_id, name, description, instructions, capabilities, model_id, settings),
  update (name, description, instructions, capabilities, model_id, settings)
  on public.agents to authenticated;
grant select, delete,
  insert (id, project_id, name, description, command_pattern, handler_config),
  update (name, description, command_pattern, handler_config)
  on public.custom_commands to authenticated;
