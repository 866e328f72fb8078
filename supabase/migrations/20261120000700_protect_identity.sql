alter table public.users enable row level security;
alter table public.user_profiles enable row level security;
alter table public.workspaces enable row level security;
alter table public.workspace_users enable row level security;
alter table public.workspace_subscriptions enable row level security;
alter table public.teams enable row level security;
alter table public.user_team_memberships enable row level security;
alter table public.projects enable row level security;
alter table public.project_users enable row level security;

create policy "People read their own account, super users all" on public.users for select to authenticated
  using (id = (select private.user_id()) or (select private.is_super_user()));
create policy "People edit their own account" on public.users for update to authenticated
  using (id = (select private.user_id())) with check (id = (select private.user_id()));

create policy "People read the profiles of those they work with" on public.user_profiles for select to authenticated
  using (id = any (array(select private.peer_ids())) or (select private.is_super_user()));
create policy "People edit their own profile" on public.user_profiles for update to authenticated
  using (id = (select private.user_id())) with check (id = (select private.user_id()));

create policy "Members read their workspaces" on public.workspaces for select to authenticated
  using (id = any (array(select private.visible_workspace_ids())));
create policy "Admins edit their workspaces" on public.workspaces for update to authenticated
  using (id = any (array(select private.workspace_ids('admin')))) with check (id = any (array(select private.workspace_ids('admin'))));

create policy "Members read who is in their workspaces" on public.workspace_users for select to authenticated
  using (workspace_id = any (array(select private.workspace_ids('project_creator'))));
create policy "Admins add members" on public.workspace_users for insert to authenticated
  with check (workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Admins change members" on public.workspace_users for update to authenticated
  using (workspace_id = any (array(select private.workspace_ids('admin')))) with check (workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Admins remove members, and everybody may leave" on public.workspace_users for delete to authenticated
  using (workspace_id = any (array(select private.workspace_ids('admin'))) or user_id = (select private.user_id()));

create policy "Admins read the subscription" on public.workspace_subscriptions for select to authenticated
  using (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy "Members read their teams" on public.teams for select to authenticated
  using (id = any (array(select private.team_ids('viewer'))) or workspace_id = any (array(select private.workspace_ids('project_creator'))));
create policy "Workspace admins make teams" on public.teams for insert to authenticated
  with check (workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Team admins edit teams" on public.teams for update to authenticated
  using (id = any (array(select private.team_ids('admin')))) with check (id = any (array(select private.team_ids('admin'))));

create policy "Members read who is in their teams" on public.user_team_memberships for select to authenticated
  using (team_id = any (array(select private.team_ids('viewer'))));
create policy "Team admins add members" on public.user_team_memberships for insert to authenticated
  with check (team_id = any (array(select private.team_ids('admin'))));
create policy "Team admins change members" on public.user_team_memberships for update to authenticated
  using (team_id = any (array(select private.team_ids('admin')))) with check (team_id = any (array(select private.team_ids('admin'))));
create policy "Team admins remove members, and everybody may leave" on public.user_team_memberships for delete to authenticated
  using (team_id = any (array(select private.team_ids('admin'))) or user_id = (select private.user_id()));

create policy "Viewers read their projects" on public.projects for select to authenticated
  using (id = any (array(select private.project_ids('viewer'))));
create policy "Managers edit their projects" on public.projects for update to authenticated
  using (id = any (array(select private.project_ids('manager')))) with check (id = any (array(select private.project_ids('manager'))));
create policy "Owners delete shared projects" on public.projects for delete to authenticated
  using (owner_user_id is null and owner_team_id is null and id = any (array(select private.project_ids('owner'))));

create policy "Viewers read who is in their projects" on public.project_users for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Managers add members" on public.project_users for insert to authenticated
  with check (project_id = any (array(select private.project_ids('manager'))));
create policy "Managers change members" on public.project_users for update to authenticated
  using (project_id = any (array(select private.project_ids('manager')))) with check (project_id = any (array(select private.project_ids('manager'))));
create policy "Managers remove members, and everybody may leave" on public.project_users for delete to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or user_id = (select private.user_id()));

-- Column grants say what a policy cannot: nobody writes their own status, super-user mark, or another's columns.
grant select, update (profile) on public.users to authenticated;
grant select, update (display_name, full_name, avatar_url, timezone, preferences, settings, workspace_settings, onboarding_completed)
  on public.user_profiles to authenticated;
grant select, update (name, description, company_name, logo_url, color_palette) on public.workspaces to authenticated;
grant select, delete, insert (id, workspace_id, user_id, role), update (role) on public.workspace_users to authenticated;
grant select on public.workspace_subscriptions to authenticated;
grant select, insert (id, workspace_id, name, description, avatar_url), update (name, description, avatar_url, settings) on public.teams to authenticated;
grant select, delete, insert (id, team_id, user_id, role), update (role) on public.user_team_memberships to authenticated;
grant select, delete, update (name, description, logo_url, color_palette, settings, is_active) on public.projects to authenticated;
grant select, delete, insert (id, project_id, user_id, role), update (role) on public.project_users to authenticated;
