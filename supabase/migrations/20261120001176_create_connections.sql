create table public.api_connections (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete cascade,
  name text not null,
  description text,
  api_type text not null default 'rest',
  endpoint_url text not null,
  auth_type text not null default 'none',
  secret_id uuid,
  has_secret boolean not null generated always as (secret_id is not null) stored,
  custom_headers jsonb not null default '{}',
  http_method text not null default 'GET',
  request_body_template jsonb,
  response_path text,
  response_schema jsonb,
  pagination jsonb not null default '{}',
  is_active boolean not null default true,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint a_connection_belongs_to_a_workspace_or_a_project check (num_nonnulls(workspace_id, project_id) = 1),
  constraint a_connection_has_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint a_description_is_short check (length(description) <= 2000),
  constraint an_api_type_is_a_short_word check (api_type ~ '^[a-z][a-z0-9_-]{0,39}$'),
  constraint an_endpoint_is_a_web_address check (private.is_web_address(endpoint_url)),
  constraint an_auth_type_is_known check (auth_type in ('bearer', 'basic', 'api_key', 'none')),
  constraint an_http_method_is_known check (http_method in ('GET', 'POST', 'PUT', 'DELETE', 'PATCH')),
  constraint custom_headers_are_an_object check (jsonb_typeof(custom_headers) = 'object' and pg_column_size(custom_headers) <= 16384),
  constraint a_body_is_small check (pg_column_size(request_body_template) <= 65536),
  constraint a_response_path_is_short check (length(response_path) <= 500),
  constraint a_response_schema_is_an_object check (jsonb_typeof(response_schema) = 'object' and pg_column_size(response_schema) <= 262144),
  constraint pagination_is_an_object check (jsonb_typeof(pagination) = 'object' and pg_column_size(pagination) <= 8192)
);
comment on table public.api_connections is 'An HTTP API with its secret, of a workspace (for all its projects) or of one project. Pointing endpoint_url to another origin or changing auth_type removes the secret: else whoever edits the row could have it sent to a host of their own.';
create index on public.api_connections (workspace_id, created_at desc);
create index on public.api_connections (project_id, created_at desc);
create index on public.api_connections (created_by);

create table public.oauth2_connections (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete cascade,
  provider text not null,
  provider_config jsonb not null default '{}',
  client_id text not null,
  client_secret_id uuid,
  has_client_secret boolean not null generated always as (client_secret_id is not null) stored,
  redirect_uri text not null,
  scopes text[] not null default '{}',
  additional_params jsonb not null default '{}',
  is_active boolean not null default true,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, workspace_id),
  unique (id, project_id),
  constraint a_connection_belongs_to_a_workspace_or_a_project check (num_nonnulls(workspace_id, project_id) = 1),
  constraint a_provider_is_a_short_word check (provider ~ '^[a-z][a-z0-9_-]{0,39}$'),
  constraint a_provider_config_is_an_object check (jsonb_typeof(provider_config) = 'object' and pg_column_size(provider_config) <= 8192),
  constraint a_client_id_is_not_blank check (btrim(client_id) <> '' and length(client_id) <= 500),
  constraint a_redirect_uri_is_a_web_address check (private.is_web_address(redirect_uri)),
  constraint scopes_are_few check (cardinality(scopes) <= 100 and length(array_to_string(scopes, ' ')) <= 4000),
  constraint additional_params_are_an_object check (jsonb_typeof(additional_params) = 'object' and pg_column_size(additional_params) <= 8192)
);
comment on table public.oauth2_connections is 'An application registered with an OAuth 2 provider, of a workspace or of one project. Another client_id or other URLs in provider_config remove the client secret and the tokens.';
create index on public.oauth2_connections (workspace_id, created_at desc);
create index on public.oauth2_connections (project_id, created_at desc);
create index on public.oauth2_connections (created_by);

create table public.oauth2_tokens (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid references public.workspaces on delete cascade,
  project_id uuid references public.projects on delete cascade,
  connection_id uuid not null,
  access_token_id uuid,
  refresh_token_id uuid,
  token_type text not null default 'bearer',
  expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Of the two keys the one without nulls is enforced: tokens are where their connection is.
  foreign key (connection_id, workspace_id) references public.oauth2_connections (id, workspace_id) on delete cascade,
  foreign key (connection_id, project_id) references public.oauth2_connections (id, project_id) on delete cascade,
  constraint tokens_belong_to_a_workspace_or_a_project check (num_nonnulls(workspace_id, project_id) = 1)
);
comment on table public.oauth2_tokens is 'That a connection is signed in, and until when. Written by store_oauth2_tokens; the tokens are in Vault.';
create index on public.oauth2_tokens (connection_id, workspace_id);
create index on public.oauth2_tokens (connection_id, project_id);
create index on public.oauth2_tokens (workspace_id);
create index on public.oauth2_tokens (project_id);

create trigger touch_updated_at before update on public.api_connections for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.oauth2_connections for each row execute function private.touch_updated_at();
create trigger touch_updated_at before update on public.oauth2_tokens for each row execute function private.touch_updated_at();
create trigger set_created_by before insert on public.api_connections for each row execute function private.set_created_by();
create trigger set_created_by before insert on public.oauth2_connections for each row execute function private.set_created_by();
