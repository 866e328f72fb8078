create function private.complete_tabs(given jsonb, current jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_agg(
    coalesce(was, '{}') || tab
    -- The template of a tab with placements stays; a new tab may be given one.
    || case when was is null then '{}' else jsonb_build_object('template_id', was -> 'template_id') end
    || jsonb_build_object('widgets', (
      select coalesce(jsonb_agg(coalesce(known.widget, '{}') || each_widget.widget order by nth), '[]')
      from jsonb_array_elements(tab -> 'widgets') with ordinality as each_widget (widget, nth)
      left join (select widget from jsonb_array_elements(current) t, jsonb_array_elements(t -> 'widgets') widget) known
        on known.widget -> 'id' = each_widget.widget -> 'id'
    ))
    order by place
  )
  from jsonb_array_elements(given) with ordinality as each_tab (tab, place)
  left join jsonb_array_elements(current) was on was -> 'id' = tab -> 'id'
$$;
comment on function private.complete_tabs is 'A canvas with what it leaves out of tabs and widgets as it is now.';

-- Security definer: tabs and widgets are written by functions only.
create function private.save_dashboard_canvas(dashboard_id uuid, revision bigint, canvas jsonb, about jsonb)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards := private.lock_dashboard(dashboard_id);
  current constant jsonb := private.tabs_of(dashboard_id);
  tabs jsonb;
begin
  if dashboard.revision is distinct from save_dashboard_canvas.revision then
    perform private.refuse_stale_edit(
      jsonb_build_object('title', dashboard.title, 'description', dashboard.description, 'config', dashboard.config, 'tabs', current),
      jsonb_strip_nulls(jsonb_build_object(
        'title', about -> 'title', 'description', about -> 'description', 'config', about -> 'config', 'tabs', canvas -> 'tabs'
      )),
      to_jsonb(dashboard)
    );
  end if;
  perform private.check_canvas(canvas);
  tabs := private.complete_tabs(canvas -> 'tabs', current);
  perform private.write_tabs(dashboard, tabs);
  perform private.write_widgets(dashboard, tabs);
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
comment on function public.save_dashboard_canvas is 'Writes all tabs and widgets of a dashboard at once, and of about {title, description, config} what is given. revision is the one the edit started from; PT409 when somebody was faster: detail is {revision, updated_at, updated_by, current, yours}. Tabs and widgets keep what the canvas does not say of them. Contributors.';

grant execute on function public.save_dashboard_canvas, private.save_dashboard_canvas to authenticated, service_role;
