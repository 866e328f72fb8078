-- For functions that act as the service role. Security definer, all here: nobody else reads Vault.
create function private.connector_credentials(connector_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_secret(c.secret_id)::jsonb from public.connectors c where c.id = connector_id
$$;
comment on function private.connector_credentials is 'The credentials of a connector; null when there are none.';

create function private.api_connection_secret(id uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_secret(c.secret_id) from public.api_connections c where c.id = api_connection_secret.id
$$;
comment on function private.api_connection_secret is 'The secret of an API connection, for requests to the origin of its endpoint_url and nowhere else; null when there is none.';

create function private.oauth2_client_secret(id uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_secret(c.client_secret_id) from public.oauth2_connections c where c.id = oauth2_client_secret.id
$$;
comment on function private.oauth2_client_secret is 'The client secret of an OAuth connection; null when there is none.';

create function private.oauth2_tokens(connection_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'access_token', private.read_secret(t.access_token_id), 'refresh_token', private.read_secret(t.refresh_token_id),
    'token_type', t.token_type, 'expires_at', t.expires_at, 'scope', t.scope
  )
  from public.oauth2_tokens t where t.connection_id = oauth2_tokens.connection_id
  order by t.created_at desc
  limit 1
$$;
comment on function private.oauth2_tokens is '{access_token, refresh_token, token_type, expires_at, scope} of an OAuth connection; null when nobody has signed in.';

create function private.social_connection_tokens(id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'access_token', private.read_secret(s.access_token_id), 'refresh_token', private.read_secret(s.refresh_token_id), 'expires_at', s.expires_at
  )
  from public.social_connections s where s.id = social_connection_tokens.id and s.is_active
$$;
comment on function private.social_connection_tokens is '{access_token, refresh_token, expires_at} of a social account; null when it is switched off.';

create function private.user_secret(user_id uuid, secret_name text, project_id uuid default null)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select private.read_secret(s.secret_id) from public.user_secrets s
  where s.user_id = user_secret.user_id and s.secret_name = user_secret.secret_name and (s.project_id = user_secret.project_id or s.project_id is null)
  order by s.project_id nulls last
  limit 1
$$;
comment on function private.user_secret is 'A person''s secret: the project''s where there is one, else the one for everywhere; null when there is none.';

create function private.rotate_secrets()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  kept record;
  rotated int := 0;
begin
  for kept in select id, decrypted_secret from vault.decrypted_secrets order by id loop
    perform vault.update_secret(kept.id, kept.decrypted_secret);
    rotated := rotated + 1;
  end loop;
  return rotated;
end
$$;
comment on function private.rotate_secrets is 'Encrypts every secret anew, under the key Vault has now, in one transaction. Returns how many. A secret Vault cannot read any more makes it fail and changes nothing.';

grant execute on function
  private.connector_credentials, private.api_connection_secret, private.oauth2_client_secret, private.oauth2_tokens,
  private.social_connection_tokens, private.user_secret, private.rotate_secrets
  to service_role;
