-- Security definer, like all here: versions are written by these only.
create function private.write_dashboard_version(
  dashboard public.dashboards, snapshot jsonb, change_summary text, base_version int, status text default 'published'
)
returns public.dashboard_versions
language plpgsql
security definer
set search_path = ''
as $$
declare
  made public.dashboard_versions;
begin
  if pg_column_size(snapshot) > 8388608 then
    perform private.raise_error('PT413', 'This dashboard has more than 8 MB, and cannot be kept as a version', 'Split it into two.');
  end if;
  -- The dashboard is locked by whoever calls this, so numbers have neither gaps nor twins.
  insert into public.dashboard_versions (project_id, dashboard_id, version_number, snapshot, change_summary, base_version, status)
  values (
    dashboard.project_id, dashboard.id,
    (select coalesce(max(v.version_number), 0) + 1 from public.dashboard_versions v where v.dashboard_id = dashboard.id),
    snapshot, nullif(btrim(left(change_summary, 1000)), ''), base_version, status
  )
  returning * into made;
  return made;
end
$$;
comment on function private.write_dashboard_version is 'Adds a version to a dashboard that is locked.';

create function private.newest_version(dashboard_id uuid)
returns public.dashboard_versions
language sql
stable
security definer
set search_path = ''
as $$
  select v from public.dashboard_versions v
  where v.dashboard_id = newest_version.dashboard_id and v.status = 'published'
  order by v.version_number desc limit 1
$$;

create function private.keep_version(dashboard public.dashboards, change_summary text)
returns public.dashboard_versions
language plpgsql
security definer
set search_path = ''
as $$
declare
  snapshot constant jsonb := private.dashboard_snapshot(dashboard.id);
  newest public.dashboard_versions := private.newest_version(dashboard.id);
begin
  if newest.snapshot = snapshot then return newest; end if;
  return private.write_dashboard_version(dashboard, snapshot, change_summary, newest.version_number);
end
$$;
comment on function private.keep_version is 'The version that is what the dashboard is now; made when there is none yet.';

create function private.save_dashboard_version(dashboard_id uuid, change_summary text)
returns public.dashboard_versions
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards := private.lock_dashboard(dashboard_id);
begin
  return private.write_dashboard_version(
    dashboard, private.dashboard_snapshot(dashboard_id), change_summary, (private.newest_version(dashboard_id)).version_number
  );
end
$$;

create function public.save_dashboard_version(dashboard_id uuid, change_summary text default null)
returns public.dashboard_versions
language sql
set search_path = ''
as $$
  select * from private.save_dashboard_version(dashboard_id, change_summary)
$$;
comment on function public.save_dashboard_version is 'Keeps what a dashboard is now, with the specs and queries of its charts, as its next version. Contributors.';

create function private.find_version(version_id uuid, minimum_role text)
returns public.dashboard_versions
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  version public.dashboard_versions;
begin
  select * into version from public.dashboard_versions v where v.id = version_id;
  if not found or not coalesce(private.can_access(version.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such version, or you may not see it');
  end if;
  perform private.require_role(version.project_id, minimum_role);
  return version;
end
$$;
comment on function private.find_version is 'A version of a dashboard the caller has this role for; PT404 or PT403 otherwise.';

create function private.other_dashboards(dashboard_id uuid, chart_ids uuid[])
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(distinct jsonb_build_object('id', d.id, 'title', d.title)), '[]')
  from public.dashboards d
  where d.id <> other_dashboards.dashboard_id and d.id in (
    select w.dashboard_id from public.widgets w where w.chart_id = any (chart_ids)
    union
    select t.dashboard_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where p.chart_id = any (chart_ids)
  )
$$;
comment on function private.other_dashboards is 'Where else these charts are: a chart is one row, so what changes it changes it there too.';

create function private.describe_outcome(version public.dashboard_versions, changed uuid[])
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'version_id', version.id, 'version_number', version.version_number, 'dashboard_id', d.id, 'revision', d.revision,
    'changed_charts', to_jsonb(changed), 'other_dashboards', private.other_dashboards(d.id, changed)
  )
  from public.dashboards d where d.id = version.dashboard_id
$$;
comment on function private.describe_outcome is 'What restoring or approving answers.';

create function private.restore_dashboard_version(version_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  version public.dashboard_versions := private.find_version(version_id, 'contributor');
  dashboard public.dashboards := private.lock_dashboard(version.dashboard_id);
  changed uuid[];
begin
  if version.status <> 'published' then
    perform private.raise_error('PT409', format('This version is %s, not published', version.status),
      'Approve a proposal, or restore a published version.');
  end if;
  perform private.keep_version(dashboard, format('Before version %s was restored', version.version_number));
  changed := private.apply_snapshot(dashboard, version.snapshot);
  return private.describe_outcome(private.write_dashboard_version(
    dashboard, private.dashboard_snapshot(dashboard.id), format('Restored version %s', version.version_number), version.version_number
  ), changed);
end
$$;

create function public.restore_dashboard_version(version_id uuid)
returns jsonb
language sql
set search_path = ''
as $$
  select private.restore_dashboard_version(version_id)
$$;
comment on function public.restore_dashboard_version is 'Makes a dashboard, its tabs, placements, widgets and charts what they were, as a new version; what it was until now is kept as one too. Charts that were deleted come back. {version_id, version_number, dashboard_id, revision, changed_charts, other_dashboards}: a chart that changed changed on those dashboards too. Contributors.';

grant execute on function
  public.save_dashboard_version, private.save_dashboard_version, public.restore_dashboard_version, private.restore_dashboard_version
  to authenticated, service_role;
