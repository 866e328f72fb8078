-- What supabase_vault 0.3 offers in SQL. Secrets are AES-256-CBC with HMAC-SHA256 over id, nonce and ciphertext. The key is
-- a file beside the data (vault.key), made on first use, so that a dump of the database holds ciphertext only.
create function vault._encrypt_iv(data bytea, key bytea, iv bytea, type text) returns bytea
  as '$libdir/pgcrypto', 'pg_encrypt_iv' language c immutable strict;
create function vault._decrypt_iv(data bytea, key bytea, iv bytea, type text) returns bytea
  as '$libdir/pgcrypto', 'pg_decrypt_iv' language c immutable strict;
create function vault._hmac(data bytea, key bytea, type text) returns bytea
  as '$libdir/pgcrypto', 'pg_hmac' language c immutable strict;
create function vault._random_bytes(count int) returns bytea
  as '$libdir/pgcrypto', 'pg_random_bytes' language c volatile strict;

-- Not security definer: called by anybody but the functions below, it may not read the file.
create function vault._key(purpose text) returns bytea
language plpgsql volatile set search_path = pg_catalog as $$
begin
  if pg_stat_file('vault.key', true) is null then
    perform pg_advisory_xact_lock(hashtext('vault.key'));
    if pg_stat_file('vault.key', true) is null then
      execute format(
        'copy (select encode(vault._random_bytes(32), ''hex'')) to %L', current_setting('data_directory') || '/vault.key'
      );
    end if;
  end if;
  return vault._hmac(convert_to(purpose, 'UTF8'), decode(left(pg_read_file('vault.key'), 64), 'hex'), 'sha256');
end
$$;

create function vault._crypto_aead_det_noncegen() returns bytea
language sql volatile security definer set search_path = '' as $$
  select vault._random_bytes(16)
$$;

-- Security definer: only the superuser can read the key.
create function vault._crypto_aead_det_encrypt(
  message bytea, additional bytea, key_id bigint, context bytea default 'pgsodium', nonce bytea default null
) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  sealed bytea := vault._encrypt_iv(message, vault._key('encrypt'), nonce, 'aes-cbc/pad:pkcs');
begin
  return vault._hmac(additional || nonce || sealed, vault._key('authenticate'), 'sha256') || sealed;
end
$$;

create function vault._crypto_aead_det_decrypt(
  message bytea, additional bytea, key_id bigint, context bytea default 'pgsodium', nonce bytea default null
) returns bytea
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  sealed bytea := substr(message, 33);
begin
  if vault._hmac(additional || nonce || sealed, vault._key('authenticate'), 'sha256') <> substr(message, 1, 32) then
    raise exception using errcode = '22000', message = 'pgsodium_crypto_aead_det_decrypt_by_id: invalid ciphertext';
  end if;
  return vault._decrypt_iv(sealed, vault._key('encrypt'), nonce, 'aes-cbc/pad:pkcs');
end
$$;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
comment on table vault.secrets is 'Table with encrypted `secret` column for storing sensitive information on disk.';
create unique index on vault.secrets using btree (name) where name is not null;

create view vault.decrypted_secrets as
select
  s.id,
  s.name,
  s.description,
  s.secret,
  convert_from(
    vault._crypto_aead_det_decrypt(
      message := decode(s.secret, 'base64'), additional := convert_to(s.id::text, 'utf8'), key_id := 0, nonce := s.nonce
    ), 'utf8'
  ) as decrypted_secret,
  s.key_id,
  s.nonce,
  s.created_at,
  s.updated_at
from vault.secrets s;

-- Security definer: nobody may write the table itself, so that no plain text can get into it.
create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid
language plpgsql security definer set search_path = pg_catalog as $$
declare
  new_id uuid := gen_random_uuid();
  new_nonce bytea := vault._crypto_aead_det_noncegen();
begin
  insert into vault.secrets (id, secret, name, description, nonce)
  values (
    new_id,
    encode(vault._crypto_aead_det_encrypt(convert_to(new_secret, 'utf8'), convert_to(new_id::text, 'utf8'), 0, nonce := new_nonce), 'base64'),
    new_name,
    new_description,
    new_nonce
  );
  return new_id;
end
$$;

create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
  new_key_id uuid default null
) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  new_nonce bytea := vault._crypto_aead_det_noncegen();
begin
  update vault.secrets s set
    secret = case when new_secret is null then s.secret else
      encode(vault._crypto_aead_det_encrypt(convert_to(new_secret, 'utf8'), convert_to(s.id::text, 'utf8'), 0, nonce := new_nonce), 'base64')
    end,
    nonce = case when new_secret is null then s.nonce else new_nonce end,
    name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    updated_at = now()
  where s.id = secret_id;
end
$$;

select pg_catalog.pg_extension_config_dump('vault.secrets', '');

revoke all on schema vault from public;
revoke execute on all functions in schema vault from public;

do $$
declare
  reader name;
begin
  for reader in select rolname from pg_catalog.pg_roles where rolname in ('postgres', 'service_role') and not rolsuper loop
    execute format('grant usage on schema vault to %I', reader);
    execute format('grant select, delete on vault.secrets, vault.decrypted_secrets to %I', reader);
    execute format(
      'grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to %I', reader
    );
    if reader = 'postgres' then
      grant usage on schema vault to postgres with grant option;
      grant select, delete, truncate, references on vault.secrets, vault.decrypted_secrets to postgres with grant option;
      grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to postgres with grant option;
    end if;
  end loop;
end
$$;
