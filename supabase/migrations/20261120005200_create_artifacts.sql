create table public.artifacts (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  chat_session_id uuid,
  chat_message_id uuid,
  parent_id uuid,
  name text not null,
  description text,
  type text not null,
  data jsonb not null default '{}',
  status text not null default 'pending',
  progress int not null default 0,
  version int not null default 1,
  is_public boolean not null default false,
  tags text[] not null default '{}',
  metadata jsonb not null default '{}',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  foreign key (chat_session_id, project_id) references public.chat_sessions (id, project_id) on delete set null (chat_session_id),
  foreign key (chat_message_id, project_id) references public.chat_messages (id, project_id) on delete set null (chat_message_id),
  -- No action: a version that has a next one stays, so that the chain has no gaps.
  constraint a_version_with_a_next_one_stays foreign key (parent_id, project_id) references public.artifacts (id, project_id),
  constraint a_version_has_one_next_version unique (parent_id, project_id),
  constraint an_artifact_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint an_artifact_has_a_known_type check (
    type in ('dashboard', 'chart', 'report', 'workflow', 'widget', 'document', 'code', 'dataset', 'email')
  ),
  constraint an_artifact_has_a_known_status check (status in ('pending', 'generating', 'ready', 'failed', 'archived')),
  constraint progress_is_in_percent check (progress between 0 and 100),
  constraint versions_count_from_one check (version >= 1 and (version = 1) = (parent_id is null)),
  constraint data_is_an_object check (jsonb_typeof(data) = 'object' and pg_column_size(data) <= 5242880),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 65536),
  constraint an_artifact_has_few_tags check (cardinality(tags) <= 50)
);
comment on table public.artifacts is 'What chats, people and workflows make. Versions are a chain: parent_id is the one before, and each has at most one next.';
create index on public.artifacts (project_id, created_at desc);
create index on public.artifacts (chat_session_id, project_id);
create index on public.artifacts (chat_message_id, project_id);
create index on public.artifacts (created_by);

create table public.artifact_files (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  artifact_id uuid not null,
  file_name text not null,
  file_type text,
  mime_type text,
  file_size bigint,
  file_path text,
  storage_path text not null,
  is_main_file boolean not null default false,
  metadata jsonb not null default '{}',
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (artifact_id, file_path),
  foreign key (artifact_id, project_id) references public.artifacts (id, project_id) on delete cascade,
  constraint a_file_has_a_name check (btrim(file_name) <> '' and length(file_name) <= 255 and file_name !~ '[/\\\x01-\x1f]'),
  constraint a_file_has_a_short_type check (length(file_type) <= 100),
  constraint a_mime_type_has_two_parts check (mime_type ~ '^[A-Za-z0-9.+-]{1,80}/[A-Za-z0-9.+-]{1,80}$'),
  constraint a_file_has_a_size check (file_size >= 0),
  constraint a_path_stays_in_its_artifact check (length(file_path) between 1 and 500 and file_path !~ '(^/|(^|/)\.\.?(/|$)|\\|[\x01-\x1f])'),
  constraint a_file_lies_in_the_folder_of_its_project check (
    starts_with(storage_path, project_id || '/') and length(storage_path) between 38 and 1024 and storage_path !~ '((^|/)\.\.?(/|$)|//|\\|[\x01-\x1f])'
  ),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 65536)
);
comment on table public.artifact_files is 'Files of an artifact: file_path is where it is within it, storage_path where it is in the bucket artifact-files.';
create unique index an_artifact_has_one_main_file on public.artifact_files (artifact_id) where is_main_file;
create index on public.artifact_files (artifact_id, project_id);
create index on public.artifact_files (project_id, created_at desc);
create index on public.artifact_files (created_by);

create trigger touch_updated_at before update on public.artifacts for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.artifact_files for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.artifacts for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.artifact_files for each row execute function private.set_created_by();

alter table public.artifacts enable row level security;
alter table public.artifact_files enable row level security;

create policy "Viewers read artifacts" on public.artifacts for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make artifacts, in chats they take part in" on public.artifacts for insert to authenticated
  with check (
    project_id = any (array(select private.project_ids('contributor')))
    and (chat_session_id is null or chat_session_id = any (array(select private.chat_ids())))
  );
create policy "Contributors edit artifacts" on public.artifacts for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete artifacts" on public.artifacts for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

create policy "Viewers read the files of artifacts" on public.artifact_files for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors add files to artifacts" on public.artifact_files for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit the files of artifacts" on public.artifact_files for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))))
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors remove the files of artifacts" on public.artifact_files for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));

grant select, delete,
  insert (id, project_id, chat_session_id, parent_id, name, description, type, data, tags, metadata),
  update (name, description, data, tags, metadata, status)
  on public.artifacts to authenticated;
grant select, delete,
  insert (id, project_id, artifact_id, file_name, file_type, mime_type, file_size, file_path, storage_path, is_main_file, metadata),
  update (file_name, is_main_file, metadata)
  on public.artifact_files to authenticated;
