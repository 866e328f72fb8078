-- Security definer, all here: Vault is closed to the API's roles, and nothing here is granted to them.
create function private.put_secret(secret_id uuid, secret text, name text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
begin
  if secret is null then return null; end if;
  if btrim(secret) = '' or octet_length(secret) > 65536 then
    perform private.raise_error('PT400', 'A secret has 1 to 65,536 bytes', 'To remove it, set it to null.');
  end if;
  if exists (select from vault.secrets s where s.id = secret_id) then
    perform vault.update_secret(secret_id, secret);
    return secret_id;
  end if;
  return vault.create_secret(secret, name);
end
$$;
comment on function private.put_secret is
  'Keeps a secret in Vault and returns its id: in place of the one there was, or as a new one. A null is kept by nobody; forget_secrets removes what was there.';

create function private.read_secret(secret_id uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select decrypted_secret from vault.decrypted_secrets where id = secret_id
$$;

create function private.keep_own_secrets()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  held text;
begin
  foreach held in array tg_argv loop
    if to_jsonb(new) ->> held is not null and not exists (
      select from vault.secrets s where s.id = (to_jsonb(new) ->> held)::uuid and starts_with(s.name, format('%s/%s/', tg_table_name, new.id))
    ) then
      new := jsonb_populate_record(new, jsonb_build_object(held, null));
    end if;
  end loop;
  return new;
end
$$;
comment on function private.keep_own_secrets is 'A row points to secrets of its own only: one that was copied, or restored after its secrets went, has none.';

create function private.forget_secrets()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  held text;
begin
  foreach held in array tg_argv loop
    -- Only what was kept for this very row: names begin with its table and id.
    delete from vault.secrets s
    where s.id = (to_jsonb(old) ->> held)::uuid and starts_with(s.name, format('%s/%s/', tg_table_name, old.id))
      and (to_jsonb(new) ->> held) is distinct from (to_jsonb(old) ->> held);
  end loop;
  return null;
end
$$;
comment on function private.forget_secrets is 'Removes from Vault what the columns named in its arguments no longer point to.';

create trigger keep_own_secrets before insert or update of secret_id on public.api_connections
  for each row execute function private.keep_own_secrets('secret_id');
create trigger keep_own_secrets before insert or update of client_secret_id on public.oauth2_connections
  for each row execute function private.keep_own_secrets('client_secret_id');
create trigger keep_own_secrets before insert or update of access_token_id, refresh_token_id on public.oauth2_tokens
  for each row execute function private.keep_own_secrets('access_token_id', 'refresh_token_id');
create trigger keep_own_secrets before insert or update of access_token_id, refresh_token_id on public.social_connections
  for each row execute function private.keep_own_secrets('access_token_id', 'refresh_token_id');
create trigger keep_own_secrets before insert or update of secret_id on public.user_secrets
  for each row execute function private.keep_own_secrets('secret_id');
create trigger keep_own_secrets before insert or update of secret_id on public.connectors
  for each row execute function private.keep_own_secrets('secret_id');

create trigger forget_secrets after delete or update of secret_id, endpoint_url, auth_type on public.api_connections
  for each row execute function private.forget_secrets('secret_id');
create trigger forget_secrets after delete or update of client_secret_id, provider, provider_config, client_id on public.oauth2_connections
  for each row execute function private.forget_secrets('client_secret_id');
create trigger forget_secrets after delete or update of access_token_id, refresh_token_id on public.oauth2_tokens
  for each row execute function private.forget_secrets('access_token_id', 'refresh_token_id');
create trigger forget_secrets after delete or update of access_token_id, refresh_token_id on public.social_connections
  for each row execute function private.forget_secrets('access_token_id', 'refresh_token_id');
create trigger forget_secrets after delete or update of secret_id on public.user_secrets
  for each row execute function private.forget_secrets('secret_id');
create trigger forget_secrets after delete or update of secret_id, type, config on public.connectors
  for each row execute function private.forget_secrets('secret_id');

create function private.forget_person()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.user_secrets where user_id = new.id;
  delete from public.social_connections where user_id = new.id;
  return null;
end
$$;
comment on function private.forget_person is 'The row of a deleted account stays, their secrets and accounts elsewhere do not.';
create trigger forget_person after update of status on public.users
  for each row when (new.status = 'archived' and old.status <> 'archived') execute function private.forget_person();
