insert into storage.buckets (id, name, public) values ('uploads', 'uploads', false) on conflict (id) do nothing;

create function private.project_of_path(path text)
returns uuid
language sql
immutable
set search_path = ''
as $$
  select case
    when path ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.' and path !~ '(^|/)\.\.?(/|$)' and path !~ '//' then split_part(path, '/', 1)::uuid
  end
$$;
comment on function private.project_of_path is 'The project an object belongs to by the first folder of its path; null for a path that is refused.';
grant execute on function private.project_of_path to authenticated, service_role;

create policy "Viewers read uploads" on storage.objects for select to authenticated
  using (bucket_id = 'uploads' and private.project_of_path(name) = any (array(select private.project_ids('viewer'))));
create policy "Contributors upload" on storage.objects for insert to authenticated
  with check (bucket_id = 'uploads' and private.project_of_path(name) = any (array(select private.project_ids('contributor'))));
create policy "Contributors replace their uploads, managers all" on storage.objects for update to authenticated
  using (
    bucket_id = 'uploads' and (
      private.project_of_path(name) = any (array(select private.project_ids('manager')))
      or (owner_id = (select auth.uid())::text and private.project_of_path(name) = any (array(select private.project_ids('contributor'))))
    )
  )
  with check (bucket_id = 'uploads' and private.project_of_path(name) = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete their uploads, managers all" on storage.objects for delete to authenticated
  using (
    bucket_id = 'uploads' and (
      private.project_of_path(name) = any (array(select private.project_ids('manager')))
      or (owner_id = (select auth.uid())::text and private.project_of_path(name) = any (array(select private.project_ids('contributor'))))
    )
  );
