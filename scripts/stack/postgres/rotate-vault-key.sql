-- Gives the embedded platform's Vault another key and encrypts every secret under it. Run as supabase_admin, after a backup; who reads a secret
-- meanwhile waits. The old key stays as vault.key.old beside the new one: if this is cut off, rename it back.
do $$
declare
  place constant text := current_setting('data_directory');
  kept vault.decrypted_secrets[];
begin
  lock table vault.secrets in access exclusive mode;
  select array_agg(s) into kept from vault.decrypted_secrets s;
  execute format('copy (select left(pg_read_file(''vault.key''), 64)) to %L', place || '/vault.key.old');
  execute format('copy (select encode(vault._random_bytes(32), ''hex'')) to %L', place || '/vault.key');
  perform vault.update_secret(s.id, s.decrypted_secret) from unnest(kept) s;
end
$$;
