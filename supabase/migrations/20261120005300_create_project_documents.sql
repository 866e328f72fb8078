create table public.project_requirements (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  title text not null,
  content jsonb not null default '{}',
  version int not null default 1,
  status text not null default 'draft',
  updated_by uuid references public.users on delete set null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_document_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint a_document_has_a_known_status check (status in ('draft', 'review', 'approved', 'archived')),
  constraint content_is_an_object check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 1048576)
);
comment on table public.project_requirements is 'What a project is to do, written by people and agents together. version counts its edits.';

create table public.technical_architecture (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  title text not null,
  content jsonb not null default '{}',
  apis_used jsonb not null default '[]',
  data_schemas jsonb not null default '[]',
  security_requirements jsonb not null default '[]',
  version int not null default 1,
  status text not null default 'draft',
  updated_by uuid references public.users on delete set null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_document_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint a_document_has_a_known_status check (status in ('draft', 'review', 'approved', 'archived')),
  constraint apis_schemas_and_requirements_are_arrays check (
    jsonb_typeof(apis_used) = 'array' and jsonb_typeof(data_schemas) = 'array' and jsonb_typeof(security_requirements) = 'array'
    and pg_column_size(apis_used) + pg_column_size(data_schemas) + pg_column_size(security_requirements) <= 1048576
  ),
  constraint content_is_an_object check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 1048576)
);
comment on table public.technical_architecture is 'How a project is built: interfaces, data and what keeps it safe. version counts its edits.';

create table public.ui_design (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  title text not null,
  content jsonb not null default '{}',
  color_palette jsonb not null default '{}',
  ui_framework text,
  components jsonb not null default '[]',
  version int not null default 1,
  status text not null default 'draft',
  updated_by uuid references public.users on delete set null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_document_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint a_document_has_a_known_status check (status in ('draft', 'review', 'approved', 'archived')),
  constraint a_palette_is_an_object check (jsonb_typeof(color_palette) = 'object' and pg_column_size(color_palette) <= 16384),
  constraint a_framework_has_a_short_name check (length(ui_framework) <= 100),
  constraint components_are_an_array check (jsonb_typeof(components) = 'array' and pg_column_size(components) <= 1048576),
  constraint content_is_an_object check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 1048576)
);
comment on table public.ui_design is 'How a project looks: colours, framework, components. version counts its edits.';

create table public.project_context (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  context_type text not null,
  title text not null,
  content jsonb not null default '{}',
  metadata jsonb not null default '{}',
  version int not null default 1,
  updated_by uuid references public.users on delete set null,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_document_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint context_has_a_known_type check (context_type in ('search', 'data', 'quality')),
  constraint content_and_metadata_are_objects check (
    jsonb_typeof(content) = 'object' and jsonb_typeof(metadata) = 'object' and pg_column_size(content) + pg_column_size(metadata) <= 1048576
  )
);
comment on table public.project_context is 'What agents found out about a project: by searching, in its data, about its quality. version counts its edits.';

create index on public.project_requirements (project_id, updated_at desc);
create index on public.project_requirements (created_by);
create index on public.project_requirements (updated_by);
create index on public.technical_architecture (project_id, updated_at desc);
create index on public.technical_architecture (created_by);
create index on public.technical_architecture (updated_by);
create index on public.ui_design (project_id, updated_at desc);
create index on public.ui_design (created_by);
create index on public.ui_design (updated_by);
create index on public.project_context (project_id, updated_at desc);
create index on public.project_context (created_by);
create index on public.project_context (updated_by);

create function private.count_edit()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.version := old.version + 1;
  return new;
end
$$;
comment on function private.count_edit is 'Counts the edits of a document.';

create trigger set_updated_by before insert or update on public.project_requirements for each row execute function private.set_updated_by();
create trigger count_edit before update of title, content, status
  on public.project_requirements for each row when (new.* is distinct from old.*) execute function private.count_edit();
create trigger touch_updated_at before update on public.project_requirements for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.project_requirements for each row execute function private.set_created_by();
create trigger set_updated_by before insert or update on public.technical_architecture for each row execute function private.set_updated_by();
create trigger count_edit before update of title, content, status, apis_used, data_schemas, security_requirements
  on public.technical_architecture for each row when (new.* is distinct from old.*) execute function private.count_edit();
create trigger touch_updated_at before update on public.technical_architecture for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.technical_architecture for each row execute function private.set_created_by();
create trigger set_updated_by before insert or update on public.ui_design for each row execute function private.set_updated_by();
create trigger count_edit before update of title, content, status, color_palette, ui_framework, components
  on public.ui_design for each row when (new.* is distinct from old.*) execute function private.count_edit();
create trigger touch_updated_at before update on public.ui_design for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.ui_design for each row execute function private.set_created_by();
create trigger set_updated_by before insert or update on public.project_context for each row execute function private.set_updated_by();
create trigger count_edit before update of context_type, title, content, metadata
  on public.project_context for each row when (new.* is distinct from old.*) execute function private.count_edit();
create trigger touch_updated_at before update on public.project_context for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.project_context for each row execute function private.set_created_by();

alter table public.project_requirements enable row level security;
alter table public.technical_architecture enable row level security;
alter table public.ui_design enable row level security;
alter table public.project_context enable row level security;

create policy "Viewers read requirements" on public.project_requirements for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors write requirements" on public.project_requirements for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit requirements" on public.project_requirements for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete requirements" on public.project_requirements for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read the architecture" on public.technical_architecture for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors write the architecture" on public.technical_architecture for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit the architecture" on public.technical_architecture for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete the architecture" on public.technical_architecture for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read the design" on public.ui_design for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors write the design" on public.ui_design for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit the design" on public.ui_design for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete the design" on public.ui_design for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read the context" on public.project_context for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors write the context" on public.project_context for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit the context" on public.project_context for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete the context" on public.project_context for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

grant select, delete,
  insert (id, project_id, title, content, status),
  update (title, content, status)
  on public.project_requirements to authenticated;
grant select, delete,
  insert (id, project_id, title, content, status, apis_used, data_schemas, security_requirements),
  update (title, content, status, apis_used, data_schemas, security_requirements)
  on public.technical_architecture to authenticated;
grant select, delete,
  insert (id, project_id, title, content, status, color_palette, ui_framework, components),
  update (title, content, status, color_palette, ui_framework, components)
  on public.ui_design to authenticated;
grant select, delete,
  insert (id, project_id, context_type, title, content, metadata),
  update (context_type, title, content, metadata)
  on public.project_context to authenticated;
