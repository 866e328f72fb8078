-- Security definer, like all here: whoever may ask for a dashboard is asked before.
create function private.tabs_of(dashboard_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', t.id, 'title', t.title, 'description', t.description, 'template_id', t.template_id, 'settings', t.settings,
      'widgets', (
        select coalesce(jsonb_agg(
          to_jsonb(w) - array['project_id', 'dashboard_id', 'dashboard_tab_id', 'last_updated_at', 'created_at', 'updated_at']
          order by w.position_y, w.position_x, w.id
        ), '[]')
        from public.widgets w where w.dashboard_tab_id = t.id
      ),
      'placements', (
        select coalesce(jsonb_agg(
          jsonb_build_object('id', p.id, 'chart_id', p.chart_id, 'template_slot_id', p.template_slot_id, 'customizations', p.customizations)
          order by p.id
        ), '[]')
        from public.chart_placements p where p.dashboard_tab_id = t.id
      )
    )
    order by t.position
  ), '[]')
  from public.dashboard_tabs t where t.dashboard_id = tabs_of.dashboard_id
$$;
comment on function private.tabs_of is 'The tabs of a dashboard in order, with what is on them.';

create function private.placements_of(tab jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(nullif(tab -> 'placements', 'null'), '[]')
$$;
comment on function private.placements_of is 'The placements of a tab, of which a document may say nothing.';

create function private.placed_chart_ids(tabs jsonb)
returns setof uuid
language sql
immutable
set search_path = ''
as $$
  select distinct (placed ->> 'chart_id')::uuid
  from jsonb_array_elements(tabs) tab, jsonb_array_elements((tab -> 'widgets') || private.placements_of(tab)) placed
  where placed ->> 'chart_id' is not null
$$;
comment on function private.placed_chart_ids is 'The charts on these tabs.';

create function private.chart_document(chart public.charts)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', chart.id, 'title', chart.title, 'description', chart.description, 'chart_type', chart.chart_type, 'spec', chart.spec,
    'dataset_id', chart.dataset_id, 'data_query', chart.data_query, 'tags', to_jsonb(chart.tags)
  )
$$;

create function private.dashboard_snapshot(dashboard_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'v', 1,
    'dashboard', jsonb_build_object(
      'title', d.title, 'description', d.description, 'template_id', d.template_id, 'theme', d.theme, 'config', d.config,
      'layout', d.layout, 'tags', to_jsonb(d.tags)
    ),
    'tabs', tabs,
    'charts', (
      select coalesce(jsonb_agg(private.chart_document(c) order by c.id), '[]')
      from public.charts c where c.id in (select private.placed_chart_ids(tabs))
    )
  )
  from public.dashboards d, private.tabs_of(d.id) tabs
  where d.id = dashboard_snapshot.dashboard_id
$$;
comment on function private.dashboard_snapshot is 'A whole dashboard as a document: a DashboardSnapshot of shared/dashboard.ts. Equal dashboards have equal documents.';

create function private.find_dashboard(dashboard_id uuid, minimum_role text)
returns public.dashboards
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards;
begin
  select * into dashboard from public.dashboards d where d.id = find_dashboard.dashboard_id;
  if not found or not coalesce(private.can_access(dashboard.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dashboard, or you may not see it',
      'It may have been deleted. Ask a member of its project.');
  end if;
  perform private.require_role(dashboard.project_id, minimum_role);
  return dashboard;
end
$$;
comment on function private.find_dashboard is 'A dashboard the caller has this role for; PT404 or PT403 otherwise.';

create function private.lock_dashboard(dashboard_id uuid)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards := private.find_dashboard(dashboard_id, 'contributor');
begin
  select * into dashboard from public.dashboards d where d.id = dashboard.id for no key update;
  return dashboard;
end
$$;
comment on function private.lock_dashboard is 'A dashboard that is about to be edited: contributors, one at a time.';
