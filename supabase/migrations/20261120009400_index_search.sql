create function private.search_vector(title text, body text default null, tags text[] default '{}')
returns tsvector
language sql
immutable
set search_path = ''
as $$
  -- No language: names, and the many languages of a team, are found as they are written.
  select setweight(to_tsvector('simple'::regconfig, coalesce(title, '') || ' ' || coalesce(array_to_string(tags, ' '), '')), 'A')
    || setweight(to_tsvector('simple'::regconfig, left(coalesce(body, ''), 100000)), 'B')
$$;
comment on function private.search_vector is 'What a row is found by: its title and tags first, then its text.';
-- Whoever writes an indexed row runs it.
grant execute on function private.search_vector to authenticated, service_role;

-- With the project in the index, a search does not meet what neighbours have.
create index search_dashboards on public.dashboards
  using gin (project_id, private.search_vector(title, description, tags), title extensions.gin_trgm_ops);
create index search_charts on public.charts
  using gin (project_id, private.search_vector(title, description, tags), title extensions.gin_trgm_ops);
create index search_datasets on public.datasets
  using gin (project_id, private.search_vector(name, description), name extensions.gin_trgm_ops);
create index search_workflows on public.workflows
  using gin (project_id, private.search_vector(name, description, tags), name extensions.gin_trgm_ops);
create index search_artifacts on public.artifacts
  using gin (project_id, private.search_vector(name, description, tags), name extensions.gin_trgm_ops);
create index search_content on public.content
  using gin (project_id, private.search_vector(title, content), title extensions.gin_trgm_ops);
create index search_leads on public.leads using gin (
  project_id,
  private.search_vector(email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(company, ''), null, tags),
  (email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(company, '')) extensions.gin_trgm_ops
);
create index search_chat_messages on public.chat_messages using gin (project_id, search);
