alter table public.api_connections enable row level security;
alter table public.oauth2_connections enable row level security;
alter table public.oauth2_tokens enable row level security;

create policy "Contributors and workspace members read API connections" on public.api_connections for select to authenticated
  using (
    project_id = any (array(select private.project_ids('contributor'))) or workspace_id = any (array(select private.workspace_ids('project_creator')))
  );
create policy "Managers and workspace admins make API connections" on public.api_connections for insert to authenticated
  with check (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Managers and workspace admins edit API connections" on public.api_connections for update to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))))
  with check (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Managers and workspace admins delete API connections" on public.api_connections for delete to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));

create policy "Contributors and workspace members read OAuth connections" on public.oauth2_connections for select to authenticated
  using (
    project_id = any (array(select private.project_ids('contributor'))) or workspace_id = any (array(select private.workspace_ids('project_creator')))
  );
create policy "Managers and workspace admins make OAuth connections" on public.oauth2_connections for insert to authenticated
  with check (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Managers and workspace admins edit OAuth connections" on public.oauth2_connections for update to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))))
  with check (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Managers and workspace admins delete OAuth connections" on public.oauth2_connections for delete to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));

create policy "Managers and workspace admins read tokens" on public.oauth2_tokens for select to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));
create policy "Managers and workspace admins delete tokens" on public.oauth2_tokens for delete to authenticated
  using (project_id = any (array(select private.project_ids('manager'))) or workspace_id = any (array(select private.workspace_ids('admin'))));

-- Neither where a row belongs nor the id of a secret can be written; the latter is not even shown.
grant delete,
  select (
    id, workspace_id, project_id, name, description, api_type, endpoint_url, auth_type, has_secret, custom_headers, http_method,
    request_body_template, response_path, response_schema, pagination, is_active, created_by, created_at, updated_at
  ),
  insert (
    id, workspace_id, project_id, name, description, api_type, endpoint_url, auth_type, custom_headers, http_method,
    request_body_template, response_path, response_schema, pagination, is_active
  ),
  update (
    name, description, api_type, endpoint_url, auth_type, custom_headers, http_method,
    request_body_template, response_path, response_schema, pagination, is_active
  )
  on public.api_connections to authenticated;
grant delete,
  select (
    id, workspace_id, project_id, provider, provider_config, client_id, has_client_secret, redirect_uri, scopes, additional_params,
    is_active, created_by, created_at, updated_at
  ),
  insert (id, workspace_id, project_id, provider, provider_config, client_id, redirect_uri, scopes, additional_params, is_active),
  update (provider_config, client_id, redirect_uri, scopes, additional_params, is_active)
  on public.oauth2_connections to authenticated;
grant delete, select (id, workspace_id, project_id, connection_id, token_type, expires_at, scope, created_at, updated_at)
  on public.oauth2_tokens to authenticated;
