create function private.points_elsewhere(schema jsonb, old_config jsonb, new_config jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select exists (
    select from jsonb_each(schema -> 'properties') field
    where field.value -> 'x-destination' = 'true'
      and coalesce(new_config -> field.key, field.value -> 'default') is distinct from coalesce(old_config -> field.key, field.value -> 'default')
  )
$$;
comment on function private.points_elsewhere is 'Whether two configs send credentials to different hosts.';

-- Security definer: the catalogue is read for people who may not be active; that they may not make a connector is said by the policies.
create function private.check_connector_config()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  catalogued public.connector_schemas;
begin
  if tg_op = 'UPDATE' and (new.type, new.config) is not distinct from (old.type, old.config) then return new; end if;
  select * into catalogued from public.connector_schemas where connector_type = new.type;
  if not found or (tg_op = 'INSERT' and not catalogued.is_active) then
    perform private.raise_error('PT400', format('There is no connector type "%s"', left(new.type, 40)), 'The types are in connector_schemas.');
  end if;
  perform private.check_document(new.config, catalogued.config_schema, 'config');
  if tg_op = 'UPDATE' and (new.type <> old.type or private.points_elsewhere(catalogued.config_schema, old.config, new.config)) then
    new.secret_id := null;
  end if;
  return new;
end
$$;
comment on function private.check_connector_config is 'Checks config by its type''s schema. Pointed to another host, a connector loses its credentials: they were not given for that one.';
create trigger check_config before insert or update of type, config on public.connectors
  for each row execute function private.check_connector_config();

-- Not security definer: a connection that the one who asks cannot see does not exist for them.
-- Where a connection is never changes, and the foreign key keeps it from going away meanwhile: nothing here can be outrun.
create function private.check_connector_connections()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  home uuid := (select workspace_id from public.projects where id = new.project_id);
  provider text;
begin
  if new.api_connection_id is not null and (tg_op = 'INSERT' or (new.api_connection_id, new.project_id) is distinct from (old.api_connection_id, old.project_id)) then
    perform from public.api_connections c where c.id = new.api_connection_id and (c.project_id = new.project_id or c.workspace_id = home);
    if not found then
      perform private.raise_error('PT404', 'There is no such API connection in this project or its workspace', 'Choose another one, or make it.');
    end if;
  end if;
  if new.oauth2_connection_id is not null and (
    tg_op = 'INSERT' or (new.oauth2_connection_id, new.project_id, new.type) is distinct from (old.oauth2_connection_id, old.project_id, old.type)
  ) then
    select c.provider into provider from public.oauth2_connections c
    where c.id = new.oauth2_connection_id and (c.project_id = new.project_id or c.workspace_id = home);
    if not found then
      perform private.raise_error('PT404', 'There is no such OAuth connection in this project or its workspace', 'Choose another one, or make it.');
    end if;
    if provider is distinct from (select auth_config ->> 'provider' from public.connector_schemas where connector_type = new.type) then
      perform private.raise_error('PT400', format('A connector of type %s cannot sign in with %s', new.type, provider), 'Choose a connection of its own provider.');
    end if;
  end if;
  return new;
end
$$;
comment on function private.check_connector_connections is 'A connector uses connections of its own project or that project''s workspace, of the provider its type signs in with.';
create trigger check_connections before insert or update of project_id, type, api_connection_id, oauth2_connection_id on public.connectors
  for each row execute function private.check_connector_connections();
