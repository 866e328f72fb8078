-- Security definer, like all here: written by functions that act as the service role, after a person came back from the provider.
create function private.store_oauth2_tokens(
  connection_id uuid, access_token text, refresh_token text default null, token_type text default 'bearer', expires_at timestamptz default null, scope text default null
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  connection public.oauth2_connections;
  kept public.oauth2_tokens;
begin
  if coalesce(btrim(access_token), '') = '' then
    perform private.raise_error('PT400', 'There is no access token to keep');
  end if;
  -- The lock makes two who sign in or refresh at once follow each other: a connection has one pair of tokens.
  select * into connection from public.oauth2_connections c where c.id = connection_id for no key update;
  if not found then
    perform private.raise_error('PT404', 'There is no such OAuth connection');
  end if;
  select * into kept from public.oauth2_tokens t where t.connection_id = connection.id;
  kept.id := coalesce(kept.id, gen_random_uuid());
  insert into public.oauth2_tokens as t (id, workspace_id, project_id, connection_id, access_token_id, refresh_token_id, token_type, expires_at, scope)
  values (
    kept.id, connection.workspace_id, connection.project_id, connection.id,
    private.put_secret(kept.access_token_id, access_token, format('oauth2_tokens/%s/access_token', kept.id)),
    -- A provider that does not send another refresh token means the one there is.
    coalesce(private.put_secret(kept.refresh_token_id, refresh_token, format('oauth2_tokens/%s/refresh_token', kept.id)), kept.refresh_token_id),
    coalesce(token_type, 'bearer'), expires_at, scope
  )
  on conflict (id) do update
  set access_token_id = excluded.access_token_id, refresh_token_id = excluded.refresh_token_id, token_type = excluded.token_type,
    expires_at = excluded.expires_at, scope = coalesce(excluded.scope, t.scope);
  return kept.id;
end
$$;

create function public.store_oauth2_tokens(
  connection_id uuid, access_token text, refresh_token text default null, token_type text default 'bearer', expires_at timestamptz default null, scope text default null
)
returns uuid
language sql
set search_path = ''
as $$
  select private.store_oauth2_tokens(connection_id, access_token, refresh_token, token_type, expires_at, scope)
$$;
comment on function public.store_oauth2_tokens is 'Keeps the tokens of an OAuth connection, in place of those it had; without a refresh token the old one stays. Returns the id of oauth2_tokens. For the service role.';

create function private.store_social_connection(
  project_id uuid, user_id uuid, platform text, platform_user_id text, username text,
  access_token text, refresh_token text default null, expires_at timestamptz default null
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  kept public.social_connections;
begin
  if coalesce(btrim(access_token), '') = '' then
    perform private.raise_error('PT400', 'There is no access token to keep');
  end if;
  perform from public.users u where u.id = user_id for no key update;
  select * into kept from public.social_connections s
  where s.user_id = store_social_connection.user_id and s.project_id = store_social_connection.project_id and s.platform = store_social_connection.platform;
  -- Another account's refresh token would not fit this one.
  if kept.platform_user_id <> store_social_connection.platform_user_id and refresh_token is null then
    update public.social_connections s set refresh_token_id = null where s.id = kept.id returning * into kept;
  end if;
  kept.id := coalesce(kept.id, gen_random_uuid());
  insert into public.social_connections as s (id, project_id, user_id, platform, platform_user_id, username, access_token_id, refresh_token_id, expires_at)
  values (
    kept.id, project_id, user_id, platform, platform_user_id, username,
    private.put_secret(kept.access_token_id, access_token, format('social_connections/%s/access_token', kept.id)),
    coalesce(private.put_secret(kept.refresh_token_id, refresh_token, format('social_connections/%s/refresh_token', kept.id)), kept.refresh_token_id),
    expires_at
  )
  on conflict on constraint social_connections_pkey do update
  set platform_user_id = excluded.platform_user_id, username = excluded.username, access_token_id = excluded.access_token_id,
    refresh_token_id = excluded.refresh_token_id, expires_at = excluded.expires_at, is_active = true;
  return kept.id;
end
$$;

create function public.store_social_connection(
  project_id uuid, user_id uuid, platform text, platform_user_id text, username text,
  access_token text, refresh_token text default null, expires_at timestamptz default null
)
returns uuid
language sql
set search_path = ''
as $$
  select private.store_social_connection(project_id, user_id, platform, platform_user_id, username, access_token, refresh_token, expires_at)
$$;
comment on function public.store_social_connection is 'Keeps a person''s account of a social network for a project, in place of the one they had there. Returns its id. For the service role.';

grant execute on function
  public.store_oauth2_tokens, private.store_oauth2_tokens, public.store_social_connection, private.store_social_connection to service_role;
