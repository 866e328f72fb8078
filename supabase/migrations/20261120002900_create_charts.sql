create table public.charts (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  title text not null,
  description text,
  chart_type text not null,
  spec jsonb not null default '{}',
  dataset_id uuid,
  data_query jsonb not null default '{}',
  is_public boolean not null default false,
  tags text[] not null default '{}',
  revision bigint not null default 1,
  created_by uuid references public.users on delete set null,
  updated_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  foreign key (dataset_id, project_id) references public.datasets (id, project_id) on delete set null (dataset_id),
  constraint a_chart_has_a_title check (btrim(title) <> '' and length(title) <= 200),
  constraint texts_of_a_chart_are_short check (length(description) <= 10000 and pg_column_size(tags) <= 16384),
  constraint a_chart_has_a_type check (chart_type ~ '^[a-z][a-z0-9_-]{0,39}$'),
  constraint a_spec_is_an_object check (jsonb_typeof(spec) = 'object' and pg_column_size(spec) <= 1048576),
  constraint a_query_is_an_object check (jsonb_typeof(data_query) = 'object' and pg_column_size(data_query) <= 262144)
);
comment on table public.charts is 'A chart: a Vega-Lite spec without data, and the query that fills it. One row wherever it is placed.';
create index on public.charts (project_id, updated_at desc);
create index on public.charts (dataset_id, project_id);
create index on public.charts (created_by);
create index on public.charts (updated_by);

create function private.refuse_stale_edit(current jsonb, yours jsonb, is_now jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.raise_error('PT409', 'Somebody else has changed this meanwhile', 'Load it again and repeat the change.', jsonb_build_object(
    'revision', is_now -> 'revision', 'updated_at', is_now -> 'updated_at',
    'updated_by', coalesce(nullif(is_now -> 'updated_by', 'null'), is_now -> 'created_by'), 'current', current, 'yours', yours
  )::text);
end
$$;
comment on function private.refuse_stale_edit is 'Raises PT409. detail is {revision, updated_at, updated_by, current, yours}: what is there now, and what was to be written over it.';

create function private.advance_revision()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.revision is distinct from old.revision then
    perform private.refuse_stale_edit(jsonb_object_agg(key, to_jsonb(old) -> key), jsonb_object_agg(key, value), to_jsonb(old))
    from jsonb_each(to_jsonb(new)) where value is distinct from to_jsonb(old) -> key and key <> 'revision';
  end if;
  new.revision := old.revision + 1;
  new.updated_by := private.user_id();
  return new;
end
$$;
comment on function private.advance_revision is 'An update names the revision it started from; a stale one is refused with both sides. Tables: revision, updated_by.';
grant execute on function private.refuse_stale_edit to authenticated, service_role;

create trigger advance_revision before update of title, description, chart_type, spec, dataset_id, data_query, tags, revision
  on public.charts for each row execute function private.advance_revision();
create trigger set_created_by before insert on public.charts for each row execute function private.set_created_by();
create trigger touch_updated_at before update of title, description, chart_type, spec, dataset_id, data_query, tags, revision
  on public.charts for each row execute function private.touch_updated_at();

alter table public.charts enable row level security;
create policy "Viewers read charts" on public.charts for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
create policy "Contributors make charts" on public.charts for insert to authenticated
  with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors edit charts" on public.charts for update to authenticated
  using (project_id = any (array(select private.project_ids('contributor')))) with check (project_id = any (array(select private.project_ids('contributor'))));
create policy "Contributors delete charts" on public.charts for delete to authenticated
  using (project_id = any (array(select private.project_ids('contributor'))));
grant select, delete,
  insert (id, project_id, title, description, chart_type, spec, dataset_id, data_query, tags),
  update (title, description, chart_type, spec, dataset_id, data_query, tags, revision)
  on public.charts to authenticated;
