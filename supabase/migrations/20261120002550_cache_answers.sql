-- Security definer, both: no API role reads or writes the cache.
create function private.read_cache(dataset public.datasets, hash text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  hit public.data_cache;
begin
  select * into hit from public.data_cache c
  where c.dataset_id = dataset.id and c.cache_key = hash and c.dataset_version = dataset.version and c.expires_at > now();
  if not found then return null; end if;
  -- Many readers of one answer do not queue up to count themselves.
  update public.data_cache set hit_count = hit_count + 1, last_accessed_at = now()
  where id in (select id from public.data_cache where id = hit.id for no key update skip locked);
  return hit.data;
end
$$;

create function private.write_cache(dataset public.datasets, hash text, answer jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Nobody counts the changes of a live table: its answers are kept only for the time its project says.
  if pg_column_size(answer) > 2097152 or (dataset.kind in ('system', 'live') and dataset.ttl_seconds is null) then return; end if;
  -- Who keeps it already is not waited for: of two that keep several, each could wait for the other.
  if not pg_try_advisory_xact_lock(hashtextextended(dataset.id || hash, 0)) then return; end if;
  insert into public.data_cache as c (project_id, connector_id, dataset_id, cache_key, query_hash, data, dataset_version, expires_at, size_bytes)
  values (
    dataset.project_id, dataset.connector_id, dataset.id, hash, hash, answer, dataset.version,
    now() + make_interval(secs => coalesce(dataset.ttl_seconds, 86400)), pg_column_size(answer)
  )
  on conflict (dataset_id, cache_key) do update
  set data = excluded.data, dataset_version = excluded.dataset_version, expires_at = excluded.expires_at, size_bytes = excluded.size_bytes, updated_at = now()
  where c.dataset_version < excluded.dataset_version or c.expires_at <= now();
exception when foreign_key_violation then
  -- The dataset or its connector was deleted meanwhile.
  return;
end
$$;
comment on function private.write_cache is 'Keeps an answer of at most 2 MB for this version of the dataset.';

-- Security definer, for cron and the service role.
create function private.cleanup_expired_cache()
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  removed bigint;
begin
  delete from public.data_cache c using public.datasets d
  where d.id = c.dataset_id and (c.expires_at <= now() or c.dataset_version < d.version);
  get diagnostics removed = row_count;
  delete from public.data_cache where id in (
    select id from (
      select id, sum(size_bytes) over (partition by project_id order by greatest(created_at, updated_at) desc, id) as total from public.data_cache
    ) newest
    where total > 268435456
  );
  delete from private.ingest_keys where created_at < now() - interval '1 day';
  return removed;
end
$$;

create function public.cleanup_expired_cache()
returns bigint
language sql
set search_path = ''
as $$
  select private.cleanup_expired_cache()
$$;
comment on function public.cleanup_expired_cache is 'Removes answers that can no longer be given, and old idempotency keys. Returns how many answers. For the service role; cron calls it every 6 hours.';
grant execute on function public.cleanup_expired_cache, private.cleanup_expired_cache to service_role;
