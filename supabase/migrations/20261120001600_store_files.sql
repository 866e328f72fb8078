-- Without a limit of its own a bucket has the platform's. Backups are in workspace-files.
insert into storage.buckets (id, name, public, file_size_limit) values
  ('uploads', 'uploads', false, null),
  ('workspace-files', 'workspace-files', false, null),
  ('project-files', 'project-files', false, 104857600),
  ('artifact-files', 'artifact-files', false, 104857600)
on conflict (id) do nothing;

create function private.folder_id(path text)
returns uuid
language sql
immutable
set search_path = ''
as $$
  select case
    when path ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.' and path !~ '(^|/)\.{0,2}(/|$)' and path !~ '[\\[:cntrl:]]'
    then split_part(path, '/', 1)::uuid
  end
$$;
comment on function private.folder_id is 'The workspace or project a file belongs to, by the first folder of its path; null for a path that is refused.';

create function private.is_backup(path text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select lower(split_part(path, '/', 2)) = 'backups'
$$;
comment on function private.is_backup is 'Whether a file of a workspace is in its folder backups, which the service role writes and admins read.';

-- Security definer: a policy on storage.objects cannot ask storage.objects. Stable: an update's check finds the row as it was before.
create function private.folder_before(object_id uuid)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select private.folder_id(name) from storage.objects where id = object_id
$$;
comment on function private.folder_before is 'The workspace or project an object belonged to when the statement began.';

grant execute on function private.folder_id, private.is_backup, private.folder_before to authenticated, service_role;

create policy "Members read files" on storage.objects for select to authenticated
  using (
    (bucket_id in ('uploads', 'project-files', 'artifact-files') and private.folder_id(name) = any (array(select private.project_ids('viewer'))))
    or (bucket_id = 'workspace-files' and (
      private.folder_id(name) = any (array(select private.workspace_ids('admin')))
      or (not private.is_backup(name) and private.folder_id(name) = any (array(select private.workspace_ids('project_creator'))))
    ))
  );
create policy "Contributors add files to projects, admins to workspaces" on storage.objects for insert to authenticated
  with check (
    (bucket_id in ('uploads', 'project-files', 'artifact-files') and private.folder_id(name) = any (array(select private.project_ids('contributor'))))
    or (bucket_id = 'workspace-files' and not private.is_backup(name)
      and private.folder_id(name) = any (array(select private.workspace_ids('admin'))))
  );
create policy "Contributors replace their files, managers and admins all" on storage.objects for update to authenticated
  using (
    (bucket_id in ('uploads', 'project-files', 'artifact-files') and (
      private.folder_id(name) = any (array(select private.project_ids('manager')))
      or (owner_id = (select auth.uid())::text and private.folder_id(name) = any (array(select private.project_ids('contributor'))))
    ))
    or (bucket_id = 'workspace-files' and not private.is_backup(name)
      and private.folder_id(name) = any (array(select private.workspace_ids('admin'))))
  )
  with check (
    private.folder_id(name) = private.folder_before(id) and (
      (bucket_id in ('uploads', 'project-files', 'artifact-files') and private.folder_id(name) = any (array(select private.project_ids('contributor'))))
      or (bucket_id = 'workspace-files' and not private.is_backup(name)
        and private.folder_id(name) = any (array(select private.workspace_ids('admin'))))
    )
  );
create policy "Contributors delete their files, managers and admins all" on storage.objects for delete to authenticated
  using (
    (bucket_id in ('uploads', 'project-files', 'artifact-files') and (
      private.folder_id(name) = any (array(select private.project_ids('manager')))
      or (owner_id = (select auth.uid())::text and private.folder_id(name) = any (array(select private.project_ids('contributor'))))
    ))
    or (bucket_id = 'workspace-files' and not private.is_backup(name)
      and private.folder_id(name) = any (array(select private.workspace_ids('admin'))))
  );
