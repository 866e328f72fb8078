-- Security definer, like all here: tabs and widgets are written by these only, for whoever was asked for the role before.
create function private.write_charts(dashboard public.dashboards, charts jsonb)
returns uuid[]
language sql
security definer
set search_path = ''
as $$
  with written as (
    insert into public.charts as c (id, project_id, title, description, chart_type, spec, dataset_id, data_query, tags)
    select
      given.id, dashboard.project_id, given.title, given.description, given.chart_type, given.spec,
      (select d.id from public.datasets d where d.id = given.dataset_id and d.project_id = dashboard.project_id),
      coalesce(given.data_query, '{}'), coalesce(given.tags, '{}')
    from jsonb_to_recordset(charts) as given (
      id uuid, title text, description text, chart_type text, spec jsonb, dataset_id uuid, data_query jsonb, tags text[]
    )
    order by given.id
    on conflict (id) do update set
      title = excluded.title, description = excluded.description, chart_type = excluded.chart_type, spec = excluded.spec,
      dataset_id = excluded.dataset_id, data_query = excluded.data_query, tags = excluded.tags
    where c.project_id = dashboard.project_id
      and (c.title, c.description, c.chart_type, c.spec, c.dataset_id, c.data_query, c.tags) is distinct from
        (excluded.title, excluded.description, excluded.chart_type, excluded.spec, excluded.dataset_id, excluded.data_query, excluded.tags)
    returning id
  )
  select coalesce(array_agg(id), '{}') from written
$$;
comment on function private.write_charts is 'Makes charts, or changes those that are otherwise now; returns which. A dataset that is gone leaves a chart without data.';

create function private.write_tabs(dashboard public.dashboards, tabs jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  written int;
begin
  delete from public.dashboard_tabs t
  where t.dashboard_id = dashboard.id and t.id not in (select (value ->> 'id')::uuid from jsonb_array_elements(tabs));
  insert into public.dashboard_tabs as t (id, project_id, dashboard_id, title, description, template_id, settings, position)
  select
    (value ->> 'id')::uuid, dashboard.project_id, dashboard.id, btrim(value ->> 'title'), value ->> 'description',
    private.usable_template((value ->> 'template_id')::uuid, dashboard.project_id),
    coalesce(nullif(value -> 'settings', 'null'), '{}'), ordinality - 1
  from jsonb_array_elements(tabs) with ordinality
  on conflict (id) do update set
    title = excluded.title, description = excluded.description, template_id = excluded.template_id, settings = excluded.settings,
    position = excluded.position
  where t.dashboard_id = dashboard.id;
  get diagnostics written = row_count;
  if written <> jsonb_array_length(tabs) then
    perform private.raise_error('PT409', 'A tab has the id of a tab of another dashboard', 'Make a new id for it.');
  end if;
end
$$;

create function private.usable_template(template_id uuid, project_id uuid)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select t.id from public.dashboard_templates t
  where t.id = usable_template.template_id and (t.project_id is null or t.project_id = usable_template.project_id)
$$;
comment on function private.usable_template is 'A template if it is still there: an old version of a dashboard may name one that is gone.';

create function private.write_widgets(dashboard public.dashboards, tabs jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  written int;
  widgets jsonb := (
    select coalesce(jsonb_agg(widget || jsonb_build_object('tab', tab ->> 'id')), '[]')
    from jsonb_array_elements(tabs) tab, jsonb_array_elements(tab -> 'widgets') widget
  );
begin
  delete from public.widgets w
  where w.dashboard_id = dashboard.id and w.id not in (select (value ->> 'id')::uuid from jsonb_array_elements(widgets));
  -- One statement, so that the limit of charts is checked when all widgets are in their place.
  insert into public.widgets as w (
    id, project_id, dashboard_id, dashboard_tab_id, chart_id, connector_id, name, type, config, data_query, position_x, position_y, width, height,
    min_width, min_height, is_resizable, is_draggable, refresh_interval
  )
  select
    g.id, dashboard.project_id, dashboard.id, g.tab, g.chart_id,
    (select c.id from public.connectors c where c.id = g.connector_id and c.project_id = dashboard.project_id),
    coalesce(g.name, ''), g.type, coalesce(g.config, '{}'), g.data_query, g.position_x, g.position_y, g.width, g.height,
    g.min_width, g.min_height, coalesce(g.is_resizable, true), coalesce(g.is_draggable, true), g.refresh_interval
  from jsonb_to_recordset(widgets) as g (
    id uuid, tab uuid, chart_id uuid, connector_id uuid, name text, type text, config jsonb, data_query jsonb,
    position_x numeric, position_y numeric, width numeric, height numeric, min_width numeric, min_height numeric,
    is_resizable boolean, is_draggable boolean, refresh_interval numeric
  )
  on conflict (id) do update set
    dashboard_tab_id = excluded.dashboard_tab_id, chart_id = excluded.chart_id, connector_id = excluded.connector_id, name = excluded.name,
    type = excluded.type, config = excluded.config, data_query = excluded.data_query,
    position_x = excluded.position_x, position_y = excluded.position_y, width = excluded.width, height = excluded.height, min_width = excluded.min_width, min_height = excluded.min_height,
    is_resizable = excluded.is_resizable, is_draggable = excluded.is_draggable, refresh_interval = excluded.refresh_interval
  where w.dashboard_id = dashboard.id;
  get diagnostics written = row_count;
  if written <> jsonb_array_length(widgets) then
    perform private.raise_error('PT409', 'A widget has the id of a widget of another dashboard', 'Make a new id for it.');
  end if;
end
$$;

create function private.write_placements(dashboard public.dashboards, tabs jsonb)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into public.chart_placements (id, project_id, dashboard_tab_id, chart_id, template_slot_id, customizations)
  select
    given.id, dashboard.project_id, t.id, given.chart_id,
    (select s.id from public.dashboard_template_slots s where s.id = given.template_slot_id and s.template_id = t.template_id),
    coalesce(given.customizations, '{}')
  from jsonb_array_elements(tabs) tab
  join public.dashboard_tabs t on t.id = (tab ->> 'id')::uuid,
    jsonb_to_recordset(private.placements_of(tab)) as given (id uuid, chart_id uuid, template_slot_id uuid, customizations jsonb)
$$;
comment on function private.write_placements is 'Puts charts in their slots; one whose slot is gone stays on its tab without.';

create function private.apply_snapshot(dashboard public.dashboards, snapshot jsonb)
returns uuid[]
language plpgsql
security definer
set search_path = ''
as $$
declare
  about constant jsonb := snapshot -> 'dashboard';
  changed uuid[];
begin
  -- Out of their slots first, so that charts may become of another type.
  delete from public.chart_placements p using public.dashboard_tabs t where t.id = p.dashboard_tab_id and t.dashboard_id = dashboard.id;
  changed := private.write_charts(dashboard, snapshot -> 'charts');
  perform private.write_tabs(dashboard, snapshot -> 'tabs');
  perform private.write_widgets(dashboard, snapshot -> 'tabs');
  perform private.write_placements(dashboard, snapshot -> 'tabs');
  update public.dashboards d set
    title = about ->> 'title', description = about ->> 'description',
    template_id = private.usable_template((about ->> 'template_id')::uuid, d.project_id),
    theme = coalesce(nullif(about -> 'theme', 'null'), '{}'), config = coalesce(nullif(about -> 'config', 'null'), '{}'),
    layout = coalesce(nullif(about -> 'layout', 'null'), '{}'),
    tags = array(select jsonb_array_elements_text(coalesce(nullif(about -> 'tags', 'null'), '[]')))
  where d.id = dashboard.id;
  return changed;
exception
  when cardinality_violation then
    perform private.raise_error('PT400', 'Two tabs, two widgets or two charts have one id');
  when unique_violation then
    perform private.raise_error('PT400', 'Two charts are in one slot, or a placement has the id of another');
  when foreign_key_violation then
    perform private.raise_error('PT400', 'A chart is placed that is not in this project', 'Put the chart in the document, or take it off its tab.');
end
$$;
comment on function private.apply_snapshot is 'Makes a dashboard, with everything on it and the charts themselves, what a document says. Returns the charts that changed.';
