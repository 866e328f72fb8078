create function private.require_connection_manager(workspace_id uuid, project_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if (select auth.role()) = 'service_role' or project_id in (select private.project_ids('manager')) or workspace_id in (select private.workspace_ids('admin')) then
    return;
  elsif project_id in (select private.project_ids('contributor')) or workspace_id in (select private.workspace_ids('project_creator')) then
    perform private.raise_error('PT403', 'Only managers of the project or admins of the workspace set this secret', 'Ask one of them.');
  end if;
  perform private.raise_error('PT404', 'There is no such connection');
end
$$;
comment on function private.require_connection_manager is 'Raises PT403 when the role is too low to change a connection, and PT404 when it is out of sight or does not exist.';

-- Security definer, like all here: the ids of secrets are not writable by any API role, and Vault is closed to them.
create function private.set_connector_credentials(connector_id uuid, credentials jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  connector public.connectors;
begin
  select * into connector from public.connectors c where c.id = connector_id for no key update;
  if not found or not coalesce(private.can_access(connector.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such connector');
  end if;
  perform private.require_role(connector.project_id, 'manager');
  credentials := nullif(credentials, 'null');
  if credentials is not null then
    perform private.check_document(credentials, s.credential_schema, 'credentials') from public.connector_schemas s where s.connector_type = connector.type;
    if credentials = '{}' then
      perform private.raise_error('PT400', format('A connector of type %s has no credentials of its own', connector.type), 'Its connection signs in for it.');
    end if;
  end if;
  update public.connectors c
  set secret_id = private.put_secret(connector.secret_id, credentials::text, format('connectors/%s/credentials', connector.id))
  where c.id = connector.id;
end
$$;

create function public.set_connector_credentials(connector_id uuid, credentials jsonb)
returns void
language sql
set search_path = ''
as $$
  select private.set_connector_credentials(connector_id, credentials)
$$;
comment on function public.set_connector_credentials is 'Keeps a connector''s credentials, as its type''s credential_schema says; null removes them. Nobody can read them back. Managers. PT400 says which field is wrong. They go when config points to another host.';

create function private.set_api_connection_secret(id uuid, secret text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  connection public.api_connections;
begin
  select * into connection from public.api_connections c where c.id = set_api_connection_secret.id for no key update;
  perform private.require_connection_manager(connection.workspace_id, connection.project_id);
  if connection.id is null then
    perform private.raise_error('PT404', 'There is no such connection');
  elsif secret is not null and connection.auth_type = 'none' then
    perform private.raise_error('PT409', 'This connection sends no secret', 'Change its auth_type to bearer, basic or api_key first.');
  elsif secret not like '%_:%' and connection.auth_type = 'basic' then
    perform private.raise_error('PT400', 'The secret of basic is user:password', 'Put a colon between the two.');
  end if;
  update public.api_connections c
  set secret_id = private.put_secret(connection.secret_id, secret, format('api_connections/%s/secret', connection.id))
  where c.id = connection.id;
end
$$;

create function public.set_api_connection_secret(id uuid, secret text)
returns void
language sql
set search_path = ''
as $$
  select private.set_api_connection_secret(id, secret)
$$;
comment on function public.set_api_connection_secret is 'Keeps the secret of an API connection (bearer: the token; basic: user:password; api_key: the key); null removes it. Nobody can read it back. Managers, and admins where it belongs to a workspace. It goes when endpoint_url points to another origin or auth_type changes.';

create function private.set_oauth2_client_secret(id uuid, secret text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  connection public.oauth2_connections;
begin
  select * into connection from public.oauth2_connections c where c.id = set_oauth2_client_secret.id for no key update;
  perform private.require_connection_manager(connection.workspace_id, connection.project_id);
  if connection.id is null then
    perform private.raise_error('PT404', 'There is no such connection');
  end if;
  update public.oauth2_connections c
  set client_secret_id = private.put_secret(connection.client_secret_id, secret, format('oauth2_connections/%s/client_secret', connection.id))
  where c.id = connection.id;
end
$$;

create function public.set_oauth2_client_secret(id uuid, secret text)
returns void
language sql
set search_path = ''
as $$
  select private.set_oauth2_client_secret(id, secret)
$$;
comment on function public.set_oauth2_client_secret is 'Keeps the client secret of an OAuth connection; null removes it. Nobody can read it back. Managers, and admins where it belongs to a workspace. It goes when client_id or the token URL changes.';

create function private.set_user_secret(secret_name text, secret text, project_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  me uuid := private.user_id();
  kept public.user_secrets;
begin
  if me is null then
    perform private.raise_error('PT403', 'Only active accounts keep secrets of their own', 'Sign in as the person whose secret it is.');
  elsif project_id is not null then
    perform private.require_role(project_id, 'viewer');
  end if;
  if coalesce(btrim(secret_name), '') = '' or length(secret_name) > 200 then
    perform private.raise_error('PT400', 'A secret needs a name of 1 to 200 characters');
  end if;
  -- The lock makes two calls of one person follow each other.
  perform from public.users u where u.id = me for no key update;
  select * into kept from public.user_secrets s
  where s.user_id = me and s.project_id is not distinct from set_user_secret.project_id and s.secret_name = set_user_secret.secret_name;
  if secret is null then
    delete from public.user_secrets s where s.id = kept.id;
    return;
  end if;
  kept.id := coalesce(kept.id, gen_random_uuid());
  insert into public.user_secrets as s (id, user_id, project_id, secret_name, secret_id)
  values (kept.id, me, project_id, secret_name, private.put_secret(kept.secret_id, secret, format('user_secrets/%s/secret', kept.id)))
  on conflict on constraint user_secrets_pkey do update set secret_id = excluded.secret_id;
end
$$;

create function public.set_user_secret(secret_name text, secret text, project_id uuid default null)
returns void
language sql
set search_path = ''
as $$
  select private.set_user_secret(secret_name, secret, project_id)
$$;
comment on function public.set_user_secret is 'Keeps a secret of the one who asks, for everywhere or for one project they are in; null removes it. Nobody can read it back.';

grant execute on function private.require_connection_manager to authenticated, service_role;
grant execute on function
  public.set_connector_credentials, private.set_connector_credentials, public.set_api_connection_secret, private.set_api_connection_secret,
  public.set_oauth2_client_secret, private.set_oauth2_client_secret, public.set_user_secret, private.set_user_secret
  to authenticated, service_role;
