-- Security definer: viewers count, though they edit nothing.
create function private.record_dashboard_view(dashboard_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards := private.find_dashboard(dashboard_id, 'viewer');
begin
  update public.dashboards d set view_count = d.view_count + 1, last_viewed_at = now() where d.id = dashboard.id;
end
$$;

create function public.record_dashboard_view(dashboard_id uuid)
returns void
language sql
set search_path = ''
as $$
  select private.record_dashboard_view(dashboard_id)
$$;
comment on function public.record_dashboard_view is 'Counts that somebody looked at a dashboard. Viewers.';

grant execute on function public.record_dashboard_view, private.record_dashboard_view to authenticated, service_role;

-- One table after from: to a view of several Postgres refuses writes by its shape, not for lack of rights.
create view public.dashboard_summary
with (security_invoker = true)
as
select
  d.id, d.project_id, d.title, d.description, d.template_id, d.tags, d.is_public, d.is_template, d.template_category, d.archived_at, d.revision,
  (select count(*) from public.widgets w where w.dashboard_id = d.id)
    + (
      select count(*) from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where t.dashboard_id = d.id
    ) as widget_count,
  array(
    select w.type from public.widgets w where w.dashboard_id = d.id
    union
    select 'chart' from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where t.dashboard_id = d.id
    order by 1
  ) as widget_types,
  (
    select count(*) from (
      select w.chart_id from public.widgets w where w.dashboard_id = d.id and w.chart_id is not null
      union
      select p.chart_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id where t.dashboard_id = d.id
    ) placed
  ) as chart_count,
  (
    select count(*) from (
      select coalesce(w.connector_id, s.connector_id) as id
      from public.widgets w left join public.charts c on c.id = w.chart_id left join public.datasets s on s.id = c.dataset_id
      where w.dashboard_id = d.id
      union
      select s.connector_id
      from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id
      join public.charts c on c.id = p.chart_id join public.datasets s on s.id = c.dataset_id
      where t.dashboard_id = d.id
    ) read where read.id is not null
  ) as connector_count,
  (select count(*) from public.dashboard_tabs t where t.dashboard_id = d.id) as tab_count,
  (select count(*) from public.dashboard_versions v where v.dashboard_id = d.id and v.status = 'proposed') as proposal_count,
  (select max(v.version_number) from public.dashboard_versions v where v.dashboard_id = d.id and v.status = 'published') as version_number,
  d.view_count, d.last_viewed_at, d.created_by, d.created_at, coalesce(d.updated_by, d.created_by) as last_edited_by, d.updated_at as last_edited_at
from public.dashboards d;
comment on view public.dashboard_summary is 'Dashboards with what is on them: widget_count and widget_types take placements in slots for chart widgets; connector_count is of what their data comes from.';
grant select on public.dashboard_summary to authenticated;
