create function private.header_problem(headers jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when jsonb_typeof(headers) <> 'object' then 'Custom headers are an object of names and texts'
    else (
      select case
        when name !~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]{1,100}$' then format('"%s" is no name of a header', left(name, 63))
        when jsonb_typeof(value) <> 'string' then format('The header "%s" is not a text', name)
        when value #>> '{}' ~ '[[:cntrl:]]' then format('The header "%s" has control characters', name)
        else format('The header "%s" carries a secret', name)
      end
      from jsonb_each(headers) header (name, value)
      where name !~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]{1,100}$' or jsonb_typeof(value) <> 'string' or value #>> '{}' ~ '[[:cntrl:]]'
        -- {{secret}} says where the secret goes; beside it only a scheme such as Token is left.
        or ((private.names_a_secret(name) or value #>> '{}' ~* '^(bearer|basic|token|apikey)\s') and value #>> '{}' !~ '^([A-Za-z-]{1,20} )?\{\{secret\}\}$')
      order by name
      limit 1
    )
  end
$$;
comment on function private.header_problem is 'What is wrong with custom_headers; null when nothing is.';
grant execute on function private.header_problem to authenticated, service_role;

create function private.guard_api_connection()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  problem text := private.header_problem(new.custom_headers);
begin
  if problem is not null then
    perform private.raise_error('PT400', problem, 'Set the secret with set_api_connection_secret; a header has it where its value is {{secret}}.');
  end if;
  if new.endpoint_url ~* '[?&][^=&#]*(api[-_]?key|access[-_]?token|auth[-_]?token|secret|passw|signature)[^=&#]*=' then
    perform private.raise_error('PT400', 'The address carries a secret in its query', 'Leave it out, and set it with set_api_connection_secret.');
  end if;
  if tg_op = 'UPDATE' and (private.origin(new.endpoint_url), new.auth_type) is distinct from (private.origin(old.endpoint_url), old.auth_type) then
    new.secret_id := null;
  end if;
  return new;
end
$$;
comment on function private.guard_api_connection is 'Keeps secrets out of the row, and from being sent to another host than they were set for.';
create trigger guard_connection before insert or update of endpoint_url, auth_type, custom_headers on public.api_connections
  for each row execute function private.guard_api_connection();

create function private.guard_oauth2_connection()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.check_document(new.provider_config, '{
    "additionalProperties": false,
    "properties": {
      "authorize_url": {"type": "string", "pattern": "^https?://"},
      "token_url": {"type": "string", "pattern": "^https?://"},
      "revoke_url": {"type": "string", "pattern": "^https?://"},
      "client_authentication": {"type": "string", "enum": ["basic", "body"]},
      "pkce": {"type": "boolean"},
      "scope_separator": {"type": "string", "enum": [" ", ","]}
    }
  }', 'provider_config');
  perform private.check_document(new.additional_params, '{"additionalProperties": {"type": "string", "maxLength": 2000}}', 'additional_params');
  if exists (select from jsonb_each_text(new.provider_config) where key like '%\_url' and not private.is_web_address(value)) then
    perform private.raise_error('PT400', 'provider_config: an address is not a web address', 'Write it as https://host/path, without user and password.');
  end if;
  if tg_op = 'UPDATE' and (new.provider, new.client_id, new.provider_config -> 'token_url', new.provider_config -> 'revoke_url')
    is distinct from (old.provider, old.client_id, old.provider_config -> 'token_url', old.provider_config -> 'revoke_url')
  then
    new.client_secret_id := null;
    delete from public.oauth2_tokens where connection_id = new.id;
  end if;
  return new;
end
$$;
comment on function private.guard_oauth2_connection is 'Another application or other addresses: the client secret and the tokens are not for them.';
create trigger guard_connection before insert or update of provider, provider_config, client_id, additional_params on public.oauth2_connections
  for each row execute function private.guard_oauth2_connection();

create function private.keep_home()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if (new.workspace_id, new.project_id) is distinct from (old.workspace_id, old.project_id) then
    perform private.raise_error('PT409', 'A connection stays in its workspace or project', 'Make another one there.');
  end if;
  return new;
end
$$;
comment on function private.keep_home is 'Connectors that use a connection were checked against where it is.';
create trigger keep_home before update of workspace_id, project_id on public.api_connections for each row execute function private.keep_home();
create trigger keep_home before update of workspace_id, project_id on public.oauth2_connections for each row execute function private.keep_home();
