create function private.hash_token(token text)
returns bytea
language sql
immutable
set search_path = ''
as $$
  select sha256(convert_to(token, 'UTF8'))
$$;

-- Security definer: token_hash is not writable by any API role.
create function private.create_ingest_token(dataset_id uuid, name text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets := private.find_dataset(dataset_id, 'manager');
  token text := 'oit_' || translate(encode(extensions.gen_random_bytes(24), 'base64'), '+/', '-_');
  made uuid;
begin
  if dataset.kind not in ('upload', 'synced') then
    perform private.raise_error('PT409', format('Dataset "%s" takes no rows: it shows what is elsewhere', dataset.name), 'Choose a dataset of your own.');
  end if;
  if coalesce(btrim(name), '') = '' or length(name) > 200 then
    perform private.raise_error('PT400', 'A token needs a name of 1 to 200 characters', 'Say who will use it.');
  end if;
  insert into public.ingest_tokens (project_id, dataset_id, name, token_hash, created_by)
  values (dataset.project_id, dataset.id, btrim(name), private.hash_token(token), private.user_id())
  returning id into made;
  return jsonb_build_object('id', made, 'token', token);
end
$$;

create function public.create_ingest_token(dataset_id uuid, name text)
returns jsonb
language sql
set search_path = ''
as $$
  select private.create_ingest_token(dataset_id, name)
$$;
comment on function public.create_ingest_token is 'Makes a key for posting rows to one dataset: {id, token}. The token is shown this once. Managers.';

create function private.revoke_ingest_token(id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  token public.ingest_tokens;
begin
  select * into token from public.ingest_tokens t where t.id = revoke_ingest_token.id for update;
  if not found or not coalesce(private.can_access(token.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such token');
  end if;
  perform private.require_role(token.project_id, 'manager');
  update public.ingest_tokens t set revoked_at = now() where t.id = token.id and t.revoked_at is null;
end
$$;

create function public.revoke_ingest_token(id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.revoke_ingest_token(id)
$$;
comment on function public.revoke_ingest_token is 'Makes a key useless at once. Managers.';

grant execute on function public.create_ingest_token, private.create_ingest_token, public.revoke_ingest_token, private.revoke_ingest_token
  to authenticated, service_role;

-- For the function that takes posted rows. It has no user; the token is the right.
create function private.dataset_of_token(token text)
returns public.datasets
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets;
begin
  select d.* into dataset
  from public.ingest_tokens t
  join public.datasets d on d.id = t.dataset_id
  join public.projects p on p.id = d.project_id
  where t.token_hash = private.hash_token(token) and t.revoked_at is null and p.deleted_at is null and p.is_active;
  update public.ingest_tokens t set last_used_at = now()
  where t.token_hash = private.hash_token(token) and dataset.id is not null and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute');
  return dataset;
end
$$;
comment on function private.dataset_of_token is 'The dataset a token opens; an empty row for an unknown or revoked one.';

create unlogged table private.ingest_rates (
  token_id uuid primary key references public.ingest_tokens on delete cascade,
  began_at timestamptz not null,
  requests int not null
);
comment on table private.ingest_rates is 'Requests of each token in its current ten seconds. Lost in a crash, which does no harm.';

create function private.limit_ingest_rate(token text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  made int;
begin
  insert into private.ingest_rates as r (token_id, began_at, requests)
  select t.id, now(), 1 from public.ingest_tokens t where t.token_hash = private.hash_token(token)
  on conflict (token_id) do update set
    requests = case when r.began_at > now() - interval '10 seconds' then r.requests + 1 else 1 end,
    began_at = case when r.began_at > now() - interval '10 seconds' then r.began_at else now() end
  returning requests into made;
  if made > 600 then
    perform private.raise_error('PT429', 'More than 600 requests in 10 seconds', 'Send several rows in one request.');
  end if;
end
$$;
comment on function private.limit_ingest_rate is 'Raises PT429 when a token is used too often.';

create function private.ingest_dataset(token text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets := private.dataset_of_token(token);
begin
  if dataset.id is null then return null; end if;
  return jsonb_build_object('dataset_id', dataset.id, 'project_id', dataset.project_id, 'columns', dataset.columns);
end
$$;

create function private.ingest_rows(token text, rows jsonb, idempotency_key text default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  dataset public.datasets := private.dataset_of_token(token);
begin
  if dataset.id is null then
    perform private.raise_error('PT401', 'This token is unknown or was revoked', 'Make a new one on the page of the dataset.');
  end if;
  perform private.limit_ingest_rate(token);
  return private.write_rows_once(dataset, rows, idempotency_key);
end
$$;
comment on function private.ingest_rows is 'append_rows for whoever holds a token.';

grant execute on function private.ingest_dataset, private.ingest_rows to service_role;
