create table public.chat_sessions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  title text not null default 'New chat',
  description text,
  context_type text not null default 'global',
  context_id uuid,
  context jsonb not null default '{}',
  model_config jsonb not null default '{}',
  settings jsonb not null default '{}',
  is_active boolean not null default true,
  is_archived boolean not null default false,
  message_count int not null default 0,
  last_message_at timestamptz,
  updated_by uuid references public.users on delete set null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  constraint a_chat_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint a_chat_is_about_something_known check (context_type in ('global', 'workspace', 'dashboard', 'chart', 'dataset')),
  constraint a_chat_about_something_names_it check (context_type in ('global', 'workspace') or context_id is not null),
  constraint context_and_settings_are_objects check (
    jsonb_typeof(context) = 'object' and jsonb_typeof(model_config) = 'object' and jsonb_typeof(settings) = 'object'
    and pg_column_size(context) + pg_column_size(model_config) + pg_column_size(settings) <= 262144
  )
);
comment on table public.chat_sessions is 'Chats of a project, each private to its participants. message_count and last_message_at are kept by a trigger.';
create index on public.chat_sessions (project_id, last_message_at desc);
create index on public.chat_sessions (created_by);
create index on public.chat_sessions (updated_by);

create table public.chat_participants (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  chat_session_id uuid not null,
  user_id uuid not null references public.users on delete cascade,
  joined_at timestamptz not null default now(),
  last_read_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (chat_session_id, user_id),
  foreign key (chat_session_id, project_id) references public.chat_sessions (id, project_id) on delete cascade
);
comment on table public.chat_participants is 'Who is in a chat, and up to when each has read it.';
create index on public.chat_participants (chat_session_id, project_id);
create index on public.chat_participants (user_id);
create index on public.chat_participants (project_id);

create function private.is_message_content(content jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select jsonb_typeof(content) = 'array' and pg_column_size(content) <= 2097152
    and not jsonb_path_exists(content, '$[500]')
    and not jsonb_path_exists(content, 'strict $[*] ? (@.type() != "object")')
    and not exists (
      select from jsonb_array_elements(case jsonb_typeof(content) when 'array' then content else '[]' end) part
      where coalesce(part ->> 'type', '') not in ('text', 'chart', 'table', 'file', 'tool_call', 'tool_result', 'artifact')
        or (part ->> 'type' = 'text' and jsonb_typeof(part -> 'text') is distinct from 'string')
    )
$$;
comment on function private.is_message_content is
  'Whether a document is an array of at most 500 parts of known types and 2 MB. What is in them is checked by the Content of shared/chat.ts.';

create function private.message_text(content jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(string_agg(part ->> 'text', e'\n' order by n), '')
  from jsonb_array_elements(case jsonb_typeof(content) when 'array' then content else '[]' end) with ordinality parts (part, n)
  where part ->> 'type' = 'text'
$$;
comment on function private.message_text is 'The text parts of a message, in order.';
grant execute on function private.is_message_content, private.message_text to authenticated, service_role;

create table public.chat_messages (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  chat_session_id uuid not null,
  message_type text not null default 'user',
  agent_type text,
  agent_id uuid references public.agents on delete set null,
  llm_model_id uuid references public.llm_models on delete set null,
  parent_message_id uuid,
  content jsonb not null default '[]',
  text text not null generated always as (private.message_text(content)) stored,
  -- The first 200,000 characters: a text search vector holds 1 MB.
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, left(private.message_text(content), 200000))) stored,
  output_routing jsonb,
  created_items jsonb not null default '[]',
  status text not null default 'complete',
  metadata jsonb not null default '{}',
  created_by uuid references public.users on delete set null,
  -- Not now(): messages written in one transaction keep their order.
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  unique (id, chat_session_id),
  foreign key (chat_session_id, project_id) references public.chat_sessions (id, project_id) on delete cascade,
  foreign key (parent_message_id, chat_session_id) references public.chat_messages (id, chat_session_id) on delete set null (parent_message_id),
  constraint a_message_has_a_known_type check (message_type in ('user', 'assistant', 'system', 'tool')),
  constraint a_message_has_a_known_status check (status in ('queued', 'streaming', 'complete', 'failed', 'cancelled')),
  constraint content_is_an_array_of_parts check (private.is_message_content(content)),
  constraint people_say_something check (message_type <> 'user' or content <> '[]'),
  constraint people_call_no_tools check (
    message_type <> 'user' or not jsonb_path_exists(content, '$[*] ? (@.type == "tool_call" || @.type == "tool_result")')
  ),
  constraint routing_is_an_object check (jsonb_typeof(output_routing) = 'object' and pg_column_size(output_routing) <= 16384),
  constraint created_items_are_an_array check (jsonb_typeof(created_items) = 'array'),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object')
);
comment on table public.chat_messages is 'What was said in a chat. People write user messages; answers, and what tools gave, are written by the service role.';
create index on public.chat_messages (chat_session_id, project_id, created_at desc);
create index on public.chat_messages (project_id, created_at desc);
create index on public.chat_messages (parent_message_id, chat_session_id);
create index on public.chat_messages (agent_id);
create index on public.chat_messages (llm_model_id);
create index on public.chat_messages (created_by);

alter table public.workspace_items add foreign key (created_from_message_id, project_id)
  references public.chat_messages (id, project_id) on delete set null (created_from_message_id);

create function private.set_updated_by()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if private.is_api_user() then new.updated_by := private.user_id(); end if;
  return new;
end
$$;
comment on function private.set_updated_by is 'Records who changed a row last.';

create trigger touch_updated_at before update on public.chat_sessions for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.chat_participants for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.chat_messages for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.chat_sessions for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.chat_messages for each row execute function private.set_created_by();
create trigger set_updated_by before update of title, description, context_type, context_id, context, model_config, settings, is_active, is_archived
  on public.chat_sessions for each row execute function private.set_updated_by();
