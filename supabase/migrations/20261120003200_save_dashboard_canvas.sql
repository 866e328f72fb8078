create function private.check_canvas(canvas jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
  tab jsonb;
  problem text;
begin
  if jsonb_typeof(canvas -> 'tabs') is distinct from 'array' or jsonb_array_length(canvas -> 'tabs') not between 1 and 20 then
    perform private.raise_error('PT400', 'A dashboard has 1 to 20 tabs');
  end if;
  for tab in select value from jsonb_array_elements(canvas -> 'tabs') loop
    if not private.is_valid_input(coalesce(tab ->> 'id', ''), 'uuid') then
      perform private.raise_error('PT400', 'A tab has no id');
    end if;
    if length(btrim(coalesce(tab ->> 'title', ''))) not between 1 and 100 then
      perform private.raise_error('PT400', 'A tab has a title of 1 to 100 characters');
    end if;
    if jsonb_typeof(tab -> 'widgets') is distinct from 'array' or jsonb_array_length(tab -> 'widgets') > 60 then
      perform private.raise_error('PT400', format('Tab "%s" has more than 60 widgets', tab ->> 'title'), 'Move some to another tab.');
    end if;
    select private.widget_problem(value) into problem from jsonb_array_elements(tab -> 'widgets') where private.widget_problem(value) is not null limit 1;
    if problem is not null then
      perform private.raise_error('PT400', format('%s on tab "%s"', problem, tab ->> 'title'));
    end if;
  end loop;
end
$$;
comment on function private.check_canvas is 'Raises PT400 with the first thing that is wrong with a canvas.';

create function private.widget_problem(widget jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when not private.is_valid_input(coalesce(widget ->> 'id', ''), 'uuid') then 'A widget has no id'
    when coalesce(widget ->> 'type', '') not in ('chart', 'table', 'metric', 'text', 'image') then 'A widget has an unknown type'
    when length(coalesce(widget ->> 'name', '')) > 200 then 'A widget has a name of more than 200 characters'
    when widget ->> 'chart_id' is not null and not private.is_valid_input(widget ->> 'chart_id', 'uuid') then 'A widget names its chart by something that is no id'
    when coalesce(jsonb_typeof(widget -> 'config'), 'object') <> 'object' then 'A widget has a config that is no object'
    when pg_column_size(widget -> 'config') > 262144 then 'A widget has a config of more than 256 KB'
    when exists (
      select from (values ('position_x', 0, 11), ('position_y', 0, 10000), ('width', 1, 12), ('height', 1, 200)) bound (key, lowest, highest)
      where case when jsonb_typeof(widget -> key) = 'number' then (widget ->> key)::numeric not between lowest and highest or (widget ->> key)::numeric % 1 <> 0 else true end
    ) then 'A widget does not lie on the grid'
  end
$$;

-- Security definer, like the next two: tabs and widgets are written by these only.
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
  insert into public.dashboard_tabs as t (id, project_id, dashboard_id, title, position)
  select (value ->> 'id')::uuid, dashboard.project_id, dashboard.id, btrim(value ->> 'title'), ordinality - 1
  from jsonb_array_elements(tabs) with ordinality
  on conflict (id) do update set title = excluded.title, position = excluded.position
  where t.dashboard_id = dashboard.id;
  get diagnostics written = row_count;
  if written <> jsonb_array_length(tabs) then
    perform private.raise_error('PT409', 'A tab has the id of a tab of another dashboard', 'Make a new id for it.');
  end if;
end
$$;

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
    id, project_id, dashboard_id, dashboard_tab_id, chart_id, name, type, config, position_x, position_y, width, height
  )
  select
    (value ->> 'id')::uuid, dashboard.project_id, dashboard.id, (value ->> 'tab')::uuid, (value ->> 'chart_id')::uuid,
    coalesce(value ->> 'name', ''), value ->> 'type', coalesce(value -> 'config', '{}'),
    (value ->> 'position_x')::numeric::int, (value ->> 'position_y')::numeric::int, (value ->> 'width')::numeric::int, (value ->> 'height')::numeric::int
  from jsonb_array_elements(widgets)
  on conflict (id) do update set
    dashboard_tab_id = excluded.dashboard_tab_id, chart_id = excluded.chart_id, name = excluded.name, type = excluded.type, config = excluded.config,
    position_x = excluded.position_x, position_y = excluded.position_y, width = excluded.width, height = excluded.height
  where w.dashboard_id = dashboard.id;
  get diagnostics written = row_count;
  if written <> jsonb_array_length(widgets) then
    perform private.raise_error('PT409', 'A widget has the id of a widget of another dashboard', 'Make a new id for it.');
  end if;
end
$$;

create function private.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards;
begin
  select * into dashboard from public.dashboards d where d.id = dashboard_id for no key update;
  if not found or not coalesce(private.can_access(dashboard.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such dashboard, or you may not see it');
  end if;
  perform private.require_role(dashboard.project_id, 'contributor');
  if dashboard.revision is distinct from save_dashboard_canvas.revision then
    perform private.raise_error('PT409', 'Somebody else has changed this dashboard meanwhile', 'Load it again and repeat the change.', dashboard.revision::text);
  end if;
  perform private.check_canvas(canvas);
  perform private.write_tabs(dashboard, canvas -> 'tabs');
  perform private.write_widgets(dashboard, canvas -> 'tabs');
  update public.dashboards d
  set revision = d.revision, title = coalesce(about ->> 'title', d.title),
    description = case when about ? 'description' then about ->> 'description' else d.description end,
    config = coalesce(nullif(about -> 'config', 'null'), d.config)
  where d.id = dashboard.id
  returning * into dashboard;
  return dashboard;
exception
  when cardinality_violation then
    perform private.raise_error('PT400', 'Two tabs or two widgets have one id');
  when foreign_key_violation then
    perform private.raise_error('PT400', 'A widget shows a chart that is not in this project', 'The chart may have been deleted. Take the widget off.');
end
$$;

create function public.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb default null)
returns public.dashboards
language sql
set search_path = ''
as $$
  select * from private.save_dashboard_canvas(dashboard_id, revision, canvas, about)
$$;
comment on function public.save_dashboard_canvas is 'Writes all tabs and widgets of a dashboard at once, and of about {title, description, config} what is given. revision is the one the edit started from; PT409 with the current one in detail when somebody was faster. Contributors.';

grant execute on function public.save_dashboard_canvas, private.save_dashboard_canvas to authenticated, service_role;
