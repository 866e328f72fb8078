create table public.connector_schemas (
  id uuid primary key default gen_random_uuid(),
  connector_type text not null unique,
  display_name text not null,
  category text not null,
  schema_version int not null default 1,
  config_schema jsonb not null,
  credential_schema jsonb not null,
  data_schema jsonb not null,
  auth_type text not null,
  auth_config jsonb not null default '{}',
  rate_limits jsonb not null default '{}',
  streams jsonb not null default '[]',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_type_is_a_short_word check (connector_type ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint a_category_is_known check (category in ('file', 'api', 'database', 'spreadsheet', 'social', 'crm', 'payments', 'development')),
  constraint an_auth_type_is_known check (auth_type in ('oauth2', 'api_key', 'basic', 'bearer', 'none')),
  constraint schemas_are_objects check (
    jsonb_typeof(config_schema) = 'object' and jsonb_typeof(credential_schema) = 'object' and jsonb_typeof(data_schema) = 'object'
  ),
  constraint auth_config_and_rate_limits_are_objects check (jsonb_typeof(auth_config) = 'object' and jsonb_typeof(rate_limits) = 'object'),
  constraint streams_are_an_array check (jsonb_typeof(streams) = 'array')
);
comment on table public.connector_schemas is 'The catalogue of connector types, written by migrations: JSON Schemas (2020-12) that forms are made from, how to sign in, and what can be read.';
comment on column public.connector_schemas.config_schema is 'Of connectors.config. x-destination marks what decides where credentials are sent: changing it removes them.';
comment on column public.connector_schemas.data_schema is 'A record of each stream, under $defs by the stream''s name.';

create trigger touch_updated_at before update on public.connector_schemas for each row execute function private.touch_updated_at();

alter table public.connector_schemas enable row level security;
create policy "Everybody reads the catalogue" on public.connector_schemas for select to authenticated
  using ((select private.user_id()) is not null);
grant select on public.connector_schemas to authenticated;
