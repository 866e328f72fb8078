create table public.chart_versions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects on delete cascade,
  chart_id uuid not null,
  version_number int not null,
  title text not null,
  description text,
  chart_type text not null,
  spec jsonb not null,
  data_source_config jsonb not null,
  change_summary text,
  created_by uuid references public.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (chart_id, version_number),
  foreign key (chart_id, project_id) references public.charts (id, project_id) on delete cascade,
  constraint versions_count_from_one check (version_number >= 1),
  constraint a_summary_is_short check (length(change_summary) <= 1000),
  constraint a_data_source_is_an_object check (jsonb_typeof(data_source_config) = 'object')
);
comment on table public.chart_versions is 'What a chart was after each edit; the newest is what it is. data_source_config is {dataset_id, data_query}.';
create index on public.chart_versions (chart_id, project_id);
create index on public.chart_versions (project_id, created_at desc);
create index on public.chart_versions (created_by);

-- Security definer: nobody writes versions but this. The row of the chart is locked by the edit itself, so numbers have neither gaps nor twins.
create function private.keep_chart_version()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.chart_versions (project_id, chart_id, version_number, title, description, chart_type, spec, data_source_config)
  values (
    new.project_id, new.id, (select coalesce(max(v.version_number), 0) + 1 from public.chart_versions v where v.chart_id = new.id),
    new.title, new.description, new.chart_type, new.spec, jsonb_build_object('dataset_id', new.dataset_id, 'data_query', new.data_query)
  );
  return null;
end
$$;
comment on function private.keep_chart_version is 'Keeps what a chart is from now on.';
create trigger keep_first_version after insert on public.charts for each row execute function private.keep_chart_version();
create trigger keep_version after update on public.charts for each row
  when (
    (new.title, new.description, new.chart_type, new.spec, new.dataset_id, new.data_query)
      is distinct from (old.title, old.description, old.chart_type, old.spec, old.dataset_id, old.data_query)
  )
  execute function private.keep_chart_version();
create trigger set_created_by before insert on public.chart_versions for each row execute function private.set_created_by();
create trigger touch_updated_at before update on public.chart_versions for each row execute function private.touch_updated_at();

alter table public.chart_versions enable row level security;
create policy "Viewers read versions of charts" on public.chart_versions for select to authenticated
  using (project_id = any (array(select private.project_ids('viewer'))));
grant select on public.chart_versions to authenticated;

-- Security definer: versions are written by functions only.
create function private.restore_chart_version(version_id uuid)
returns public.charts
language plpgsql
security definer
set search_path = ''
as $$
declare
  version public.chart_versions;
  newest int;
  chart public.charts;
begin
  select * into version from public.chart_versions v where v.id = version_id;
  if not found or not coalesce(private.can_access(version.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such version, or you may not see it');
  end if;
  perform private.require_role(version.project_id, 'contributor');
  perform from public.charts c where c.id = version.chart_id for no key update;
  select max(v.version_number) into newest from public.chart_versions v where v.chart_id = version.chart_id;
  update public.charts c set
    title = version.title, description = version.description, chart_type = version.chart_type, spec = version.spec,
    dataset_id = (
      select d.id from public.datasets d where d.id = (version.data_source_config ->> 'dataset_id')::uuid and d.project_id = c.project_id
    ),
    data_query = version.data_source_config -> 'data_query'
  where c.id = version.chart_id
  returning * into chart;
  update public.chart_versions v set change_summary = format('Restored version %s', version.version_number)
  where v.chart_id = chart.id and v.version_number > newest;
  return chart;
end
$$;

create function public.restore_chart_version(version_id uuid)
returns public.charts
language sql
set search_path = ''
as $$
  select * from private.restore_chart_version(version_id)
$$;
comment on function public.restore_chart_version is 'Makes a chart what it was, wherever it is placed, as its newest version. A dataset that is gone leaves it without data. Contributors.';

grant execute on function public.restore_chart_version, private.restore_chart_version to authenticated, service_role;
