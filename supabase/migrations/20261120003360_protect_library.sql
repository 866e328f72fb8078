alter table public.workspace_folders enable row level security;
alter table public.workspace_items enable row level security;

create policy "Members read their own folders" on public.workspace_folders for select to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "Members make folders of their own" on public.workspace_folders for insert to authenticated
  with check (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "Members rename and move their own folders" on public.workspace_folders for update to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))))
  with check (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "Members delete their own folders" on public.workspace_folders for delete to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));

create policy "Members read what they keep" on public.workspace_items for select to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "Members keep things" on public.workspace_items for insert to authenticated
  with check (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "Members edit what they keep" on public.workspace_items for update to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))))
  with check (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));
create policy "Members throw away what they keep" on public.workspace_items for delete to authenticated
  using (user_id = (select private.user_id()) and project_id = any (array(select private.project_ids('viewer'))));

grant select, delete, insert (id, project_id, name, parent_folder_id), update (name, parent_folder_id) on public.workspace_folders to authenticated;
grant select, delete,
  insert (id, project_id, folder_id, item_type, title, content, reference_id, tags, is_favorite, created_from_message_id),
  update (folder_id, title, content, tags, is_favorite)
  on public.workspace_items to authenticated;
