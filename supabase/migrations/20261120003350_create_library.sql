create table public.workspace_folders (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid not null references public.users on delete cascade,
  name text not null,
  parent_folder_id uuid,
  path text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, project_id, path),
  unique (id, project_id),
  unique (id, project_id, user_id),
  foreign key (parent_folder_id, project_id, user_id) references public.workspace_folders (id, project_id, user_id) on delete cascade,
  constraint a_folder_name_is_one_step_of_a_path check (
    btrim(name) <> '' and length(name) <= 80 and name !~ '[/\x01-\x1f]' and name not in ('.', '..')
  )
);
comment on table public.workspace_folders is 'A person''s folders in a project. path is /name/name…, at most eight deep, and kept by a trigger.';
create index on public.workspace_folders (parent_folder_id, project_id, user_id);
create index on public.workspace_folders (project_id);

create table public.workspace_items (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  user_id uuid not null references public.users on delete cascade,
  folder_id uuid,
  item_type text not null,
  title text not null,
  content jsonb not null default '{}',
  reference_id uuid,
  tags text[] not null default '{}',
  is_favorite boolean not null default false,
  created_from_message_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  foreign key (folder_id, project_id, user_id) references public.workspace_folders (id, project_id, user_id) on delete set null (folder_id),
  constraint an_item_has_a_known_type check (item_type in ('chart', 'template', 'dataset', 'note', 'file', 'analysis', 'artifact')),
  constraint an_item_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint tags_are_short check (pg_column_size(tags) <= 16384),
  constraint content_is_an_object check (jsonb_typeof(content) = 'object' and pg_column_size(content) <= 1048576)
);
comment on table public.workspace_items is 'What a person keeps: a note, or a pointer (reference_id) to a chart, template, dataset … with what was worth keeping of it.';
create index on public.workspace_items (user_id, project_id, created_at desc);
create index on public.workspace_items (folder_id, project_id, user_id);
create index on public.workspace_items (created_from_message_id, project_id);
create index on public.workspace_items (project_id);

create function private.set_user_id()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if private.is_api_user() then new.user_id := private.user_id(); end if;
  return new;
end
$$;
comment on function private.set_user_id is 'Whoever makes a row of their own owns it; nobody makes one for somebody else.';

-- Before any row is locked: who waited for this with a folder in hand would block who moves that folder with the one above it.
create function private.lock_folders()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('workspace_folders ' || coalesce((select auth.uid())::text, ''), 0));
  return null;
end
$$;
comment on function private.lock_folders is 'One writer of a person''s folders at a time: a path says where all the folders above are.';
create trigger lock_folders before insert or update or delete on public.workspace_folders for each statement execute function private.lock_folders();

-- Security definer: it keeps paths whatever the one who writes may update.
create function private.keep_folder_path()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  parent public.workspace_folders;
begin
  -- The platform itself may write the folders of anybody.
  perform pg_advisory_xact_lock(hashtextextended('workspace_folders ' || new.user_id, 0));
  if new.parent_folder_id is not null then
    select * into parent from public.workspace_folders f
    where f.id = new.parent_folder_id and f.project_id = new.project_id and f.user_id = new.user_id;
    if not found then
      perform private.raise_error('PT404', 'There is no such folder among yours in this project');
    end if;
    if tg_op = 'UPDATE' and (parent.id = new.id or starts_with(parent.path, old.path || '/')) then
      perform private.raise_error('PT422', format('The folder "%s" cannot be moved into itself', new.name), 'Choose a folder outside of it.');
    end if;
  end if;
  new.name := btrim(new.name);
  new.path := coalesce(parent.path, '') || '/' || new.name;
  if length(new.path) - length(replace(new.path, '/', '')) > 8 then
    perform private.raise_error('PT422', 'Folders are at most eight deep', 'Move it further up.');
  end if;
  return new;
end
$$;
comment on function private.keep_folder_path is 'path is made from the name and the folder above, which is one''s own and not below.';

create function private.move_subfolders()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Their own path follows by the trigger above, and in turn that of those below.
  update public.workspace_folders f set path = '' where f.parent_folder_id = new.id;
  return null;
end
$$;
comment on function private.move_subfolders is 'What lies in a folder moves with it.';

create trigger set_user_id before insert on public.workspace_folders for each row execute function private.set_user_id();
-- Triggers fire in the order of their names: whose folder it is comes first.
create trigger update_path before insert or update on public.workspace_folders for each row execute function private.keep_folder_path();
create trigger move_subfolders after update on public.workspace_folders
  for each row when (new.path <> old.path) execute function private.move_subfolders();
create trigger touch_updated_at before update on public.workspace_folders for each row execute function private.touch_updated_at();
create trigger set_user_id before insert on public.workspace_items for each row execute function private.set_user_id();
create trigger touch_updated_at before update on public.workspace_items for each row execute function private.touch_updated_at();
