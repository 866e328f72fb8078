-- Security definer, like all here: they read for whoever was asked for the role before.
create function private.template_documents(dashboard_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', t.id, 'name', t.name, 'description', t.description, 'category', t.category, 'layout_config', t.layout_config,
    'is_system_template', t.is_system_template,
    'slots', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'slot_key', s.slot_key, 'position_config', s.position_config, 'slot_type', s.slot_type, 'constraints', s.constraints
      ) order by s.slot_key), '[]')
      from public.dashboard_template_slots s where s.template_id = t.id
    )
  ) order by t.id), '[]')
  from public.dashboard_templates t
  where t.id in (select template_id from public.dashboards where id = template_documents.dashboard_id)
    or t.id in (select template_id from public.dashboard_tabs tab where tab.dashboard_id = template_documents.dashboard_id)
$$;
comment on function private.template_documents is 'The templates a dashboard follows, with their slots.';

create function private.export_document(dashboard_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select snapshot - 'v' || jsonb_build_object(
    'format', 'orrery.dashboard', 'version', 1,
    -- Connectors are no part of a dashboard; datasets are found again by their name.
    'tabs', (
      select coalesce(jsonb_agg(tab || jsonb_build_object('widgets', (
        select coalesce(jsonb_agg(widget - 'connector_id' order by nth), '[]')
        from jsonb_array_elements(tab -> 'widgets') with ordinality as w (widget, nth)
      )) order by place), '[]')
      from jsonb_array_elements(snapshot -> 'tabs') with ordinality as t (tab, place)
    ),
    'charts', (
      select coalesce(jsonb_agg(
        chart - 'dataset_id' || jsonb_build_object('dataset', (select d.name from public.datasets d where d.id = (chart ->> 'dataset_id')::uuid))
        order by nth
      ), '[]')
      from jsonb_array_elements(snapshot -> 'charts') with ordinality as c (chart, nth)
    ),
    'templates', private.template_documents(export_document.dashboard_id)
  )
  from private.dashboard_snapshot(export_document.dashboard_id) snapshot
$$;

create function private.export_dashboard(dashboard_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return private.export_document((private.find_dashboard(dashboard_id, 'viewer')).id);
end
$$;

create function public.export_dashboard(dashboard_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.export_dashboard(dashboard_id)
$$;
comment on function public.export_dashboard is 'A dashboard as a document that import_dashboard takes anywhere: DashboardExport of shared/dashboard.ts. Datasets are named, their rows are not in it. Viewers.';

grant execute on function public.export_dashboard, private.export_dashboard to authenticated, service_role;
