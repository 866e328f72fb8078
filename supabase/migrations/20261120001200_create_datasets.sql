create table public.datasets (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  connector_id uuid,
  name text not null,
  description text,
  kind text not null default 'upload',
  stream text,
  columns jsonb not null,
  primary_key text[] not null default '{}',
  cursor_field text,
  sync_mode text not null default 'append',
  cursor_state jsonb,
  table_name text generated always as ('d_' || translate(id::text, '-', '')) stored,
  row_count bigint not null default 0,
  version bigint not null default 0,
  refreshed_at timestamptz,
  ttl_seconds int,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_id, name),
  unique (id, project_id),
  foreign key (connector_id, project_id) references public.connectors (id, project_id) on delete set null (connector_id),
  constraint a_dataset_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_dataset_has_a_known_kind check (kind in ('synced', 'upload', 'live', 'system')),
  constraint a_dataset_has_a_known_sync_mode check (sync_mode in ('full_refresh', 'append', 'dedup')),
  constraint a_system_dataset_has_a_stream check (kind <> 'system' or stream is not null),
  constraint names_beginning_with_orrery_are_those_of_system_datasets check ((kind = 'system') = starts_with(name, 'orrery.')),
  constraint columns_are_an_array check (jsonb_typeof(columns) = 'array'),
  constraint a_cache_lives_for_some_time check (ttl_seconds between 1 and 86400)
);
comment on table public.datasets is 'Typed tables people chart. The rows are in data.<table_name>; version grows with every change of them. Those of kind system show what Orrery itself keeps of the project, live, without version and row count.';
create index on public.datasets (connector_id, project_id);
create index on public.datasets (created_by);

create table public.sync_runs (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  connector_id uuid,
  dataset_id uuid,
  trigger text not null,
  status text not null default 'queued',
  attempt int not null default 0,
  rows_read bigint not null default 0,
  rows_written bigint not null default 0,
  rows_rejected bigint not null default 0,
  bytes_read bigint not null default 0,
  cursor_before jsonb,
  cursor_after jsonb,
  options jsonb not null default '{}',
  message_id bigint,
  error_code text,
  error_message text,
  started_at timestamptz,
  finished_at timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  foreign key (connector_id, project_id) references public.connectors (id, project_id) on delete set null (connector_id),
  foreign key (dataset_id, project_id) references public.datasets (id, project_id) on delete cascade,
  constraint a_run_has_a_known_trigger check (trigger in ('schedule', 'manual', 'webhook', 'backfill', 'upload')),
  constraint a_run_has_a_known_status check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  constraint a_run_ends_after_it_starts check (finished_at >= started_at),
  constraint options_are_an_object check (jsonb_typeof(options) = 'object')
);
comment on table public.sync_runs is 'One attempt series to fill a dataset. options is what the load was asked for, with the path of the file.';
create index on public.sync_runs (project_id, created_at desc);
create index on public.sync_runs (dataset_id, project_id);
create index on public.sync_runs (connector_id, project_id);
create index on public.sync_runs (created_by);
create index runs_under_way on public.sync_runs (updated_at) where status in ('queued', 'running');
create index connectors_under_way on public.sync_runs (connector_id) where status in ('queued', 'running');

create table public.sync_rejections (
  id bigint generated always as identity primary key,
  project_id uuid not null references public.projects on delete cascade,
  sync_run_id uuid not null,
  line_number bigint not null,
  reason text not null,
  record text,
  created_at timestamptz not null default now(),
  foreign key (sync_run_id, project_id) references public.sync_runs (id, project_id) on delete cascade
);
comment on table public.sync_rejections is 'Records of a run that did not fit, with the reason; the first 10,000 are kept.';
create index on public.sync_rejections (sync_run_id, project_id, line_number);
create index on public.sync_rejections (project_id);

create table public.data_cache (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  connector_id uuid,
  dataset_id uuid not null,
  cache_key text not null,
  query_hash text not null,
  data jsonb not null,
  dataset_version bigint not null,
  expires_at timestamptz not null,
  size_bytes bigint not null,
  hit_count bigint not null default 0,
  last_accessed_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dataset_id, cache_key),
  foreign key (connector_id, project_id) references public.connectors (id, project_id) on delete cascade,
  foreign key (dataset_id, project_id) references public.datasets (id, project_id) on delete cascade
);
comment on table public.data_cache is 'Answers of query_dataset, valid for one version of the dataset. No API role reads it directly.';
create index on public.data_cache (dataset_id, project_id);
create index on public.data_cache (project_id);
create index on public.data_cache (connector_id, project_id);
create index on public.data_cache (expires_at);

create table public.ingest_tokens (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  dataset_id uuid not null,
  name text not null,
  token_hash bytea not null unique,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (dataset_id, project_id) references public.datasets (id, project_id) on delete cascade,
  constraint a_token_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_token_is_kept_as_sha256 check (octet_length(token_hash) = 32)
);
comment on table public.ingest_tokens is 'Keys with which rows can be posted to one dataset. Only the hash is kept.';
create index on public.ingest_tokens (dataset_id, project_id);
create index on public.ingest_tokens (project_id);
create index on public.ingest_tokens (created_by);

create table private.ingest_keys (
  dataset_id uuid not null references public.datasets on delete cascade,
  idempotency_key text not null,
  result jsonb not null,
  created_at timestamptz not null default now(),
  primary key (dataset_id, idempotency_key)
);
comment on table private.ingest_keys is 'Answers already given to append_rows under an idempotency key, kept for a day.';
create index on private.ingest_keys (created_at);

create trigger touch_updated_at before update on public.datasets for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.sync_runs for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.ingest_tokens for each row execute function private.touch_updated_at();
