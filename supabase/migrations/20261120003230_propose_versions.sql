-- Security definer, like all here: versions are written by functions only.
create function private.try_snapshot(dashboard public.dashboards, snapshot jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  outcome jsonb;
begin
  begin
    perform private.apply_snapshot(dashboard, snapshot);
    outcome := private.dashboard_snapshot(dashboard.id);
    raise exception using errcode = 'ORTRY', message = 'This was only to try it';
  exception when sqlstate 'ORTRY' then
    return outcome;
  end;
end
$$;
comment on function private.try_snapshot is 'What a dashboard would become. Applied for real and taken back, so that every rule has its say before somebody approves it.';

create function private.chart_revisions(dashboard public.dashboards, snapshot jsonb)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(c.id, c.revision), '{}') from public.charts c
  where c.project_id = dashboard.project_id and c.id in (select (value ->> 'id')::uuid from jsonb_array_elements(snapshot -> 'charts'))
$$;
comment on function private.chart_revisions is 'Chart → revision of those a document would write over.';

create function private.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text)
returns public.dashboard_versions
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards := private.lock_dashboard(dashboard_id);
  base public.dashboard_versions;
begin
  perform private.check_snapshot(snapshot);
  if (snapshot ->> 'revision')::bigint <> dashboard.revision then
    perform private.refuse_stale_edit(private.dashboard_snapshot(dashboard_id), snapshot, to_jsonb(dashboard));
  end if;
  base := private.keep_version(dashboard, 'What a proposal starts from');
  return private.write_dashboard_version(
    dashboard, private.try_snapshot(dashboard, snapshot) || jsonb_build_object('chart_revisions', private.chart_revisions(dashboard, snapshot)),
    change_summary, base.version_number, 'proposed'
  );
end
$$;

create function public.propose_dashboard_version(dashboard_id uuid, snapshot jsonb, change_summary text default null)
returns public.dashboard_versions
language sql
set search_path = ''
as $$
  select * from private.propose_dashboard_version(dashboard_id, snapshot, change_summary)
$$;
comment on function public.propose_dashboard_version is 'Keeps a DashboardSnapshot for somebody to approve; the dashboard stays as it is. base_version is the version that is what the dashboard is now (made when there is none). snapshot.revision, when given, must be the dashboard''s (PT409). PT400, PT413 or PT422 say what is wrong with the document. Contributors.';

create function private.review_version(version_id uuid)
returns public.dashboard_versions
language plpgsql
security definer
set search_path = ''
as $$
declare
  version public.dashboard_versions := private.find_version(version_id, 'contributor');
begin
  perform private.lock_dashboard(version.dashboard_id);
  select * into version from public.dashboard_versions v where v.id = version_id;
  if version.status <> 'proposed' then
    perform private.raise_error('PT409', format('This version is %s already', version.status));
  end if;
  return version;
end
$$;
comment on function private.review_version is 'A proposal nobody else is deciding on.';

create function private.approve_dashboard_version(version_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  version public.dashboard_versions := private.review_version(version_id);
  newest constant public.dashboard_versions := private.newest_version(version.dashboard_id);
  dashboard constant public.dashboards := private.find_dashboard(version.dashboard_id, 'contributor');
  base jsonb;
  current jsonb;
  changed uuid[];
begin
  -- No chart that is written over changes between the look at it and the writing.
  perform from public.charts c where c.id in (select (value ->> 'id')::uuid from jsonb_array_elements(version.snapshot -> 'charts'))
  order by c.id for no key update;
  current := private.dashboard_snapshot(dashboard.id);
  select v.snapshot into base from public.dashboard_versions v
  where v.dashboard_id = dashboard.id and v.version_number = version.base_version;
  if newest.version_number <> version.base_version or base <> current
    or version.snapshot -> 'chart_revisions' <> private.chart_revisions(dashboard, version.snapshot)
  then
    perform private.raise_error('PT409', 'The dashboard, or a chart on it, has changed since this was proposed',
      'Propose it again from what is there now.', jsonb_build_object(
        'revision', dashboard.revision, 'updated_at', dashboard.updated_at, 'updated_by', coalesce(dashboard.updated_by, dashboard.created_by),
        'current', private.diff_snapshots(base, current), 'yours', private.diff_snapshots(base, version.snapshot)
      )::text);
  end if;
  changed := private.apply_snapshot(dashboard, version.snapshot);
  update public.dashboard_versions v
  set status = 'published', snapshot = private.dashboard_snapshot(dashboard.id), reviewed_by = private.user_id(), reviewed_at = now()
  where v.id = version_id
  returning * into version;
  return private.describe_outcome(version, changed);
end
$$;

create function public.approve_dashboard_version(version_id uuid)
returns jsonb
language sql
set search_path = ''
as $$
  select private.approve_dashboard_version(version_id)
$$;
comment on function public.approve_dashboard_version is 'Makes a dashboard what a proposal says; answers as restore_dashboard_version. PT409 when the dashboard, or a chart on it, has changed since: detail.current is what changed, detail.yours what was proposed, both as differences from the base. Contributors.';

create function private.reject_dashboard_version(version_id uuid, reason text)
returns public.dashboard_versions
language plpgsql
security definer
set search_path = ''
as $$
declare
  version public.dashboard_versions := private.review_version(version_id);
begin
  update public.dashboard_versions v
  set status = 'rejected', reviewed_by = private.user_id(), reviewed_at = now(), review_note = nullif(btrim(left(reason, 1000)), '')
  where v.id = version_id
  returning * into version;
  return version;
end
$$;

create function public.reject_dashboard_version(version_id uuid, reason text default null)
returns public.dashboard_versions
language sql
set search_path = ''
as $$
  select * from private.reject_dashboard_version(version_id, reason)
$$;
comment on function public.reject_dashboard_version is 'Turns a proposal down, with the reason in review_note. PT409 when it was decided on already. Contributors.';

grant execute on function
  public.propose_dashboard_version, private.propose_dashboard_version, public.approve_dashboard_version, private.approve_dashboard_version,
  public.reject_dashboard_version, private.reject_dashboard_version
  to authenticated, service_role;
