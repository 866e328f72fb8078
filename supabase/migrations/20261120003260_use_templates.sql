-- Security definer, like all here: tabs are written by functions only.
create function private.create_dashboard_from_template(template_id uuid, project_id uuid, title text)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  template public.dashboard_templates;
  made public.dashboards;
begin
  perform private.require_role(create_dashboard_from_template.project_id, 'contributor');
  select * into template from public.dashboard_templates t
  where t.id = private.usable_template(create_dashboard_from_template.template_id, create_dashboard_from_template.project_id);
  if not found then
    perform private.raise_error('PT404', 'There is no such template in this project', 'Choose one of the project or of the system.');
  end if;
  insert into public.dashboards (project_id, title, description, template_id, layout)
  values (
    create_dashboard_from_template.project_id, coalesce(nullif(btrim(create_dashboard_from_template.title), ''), template.name),
    template.description, template.id, template.layout_config
  )
  returning * into made;
  update public.dashboard_tabs t set template_id = template.id where t.dashboard_id = made.id;
  return made;
end
$$;

create function public.create_dashboard_from_template(template_id uuid, project_id uuid, title text default null)
returns public.dashboards
language sql
set search_path = ''
as $$
  select * from private.create_dashboard_from_template(template_id, project_id, title)
$$;
comment on function public.create_dashboard_from_template is 'Makes a dashboard with one tab that has the template''s slots, all empty: charts are put in them by chart_placements. Contributors.';

create function private.slots_of_tab(tab_id uuid)
returns table (slot_type text, position_config jsonb, constraints jsonb)
language sql
stable
security definer
set search_path = ''
as $$
  select s.slot_type, s.position_config, s.constraints
  from public.dashboard_tabs t join public.dashboard_template_slots s on s.template_id = t.template_id
  where t.id = tab_id
  union all
  select
    w.type, jsonb_build_object('x', w.position_x, 'y', w.position_y, 'width', least(w.width, 12 - w.position_x), 'height', w.height),
    jsonb_strip_nulls(jsonb_build_object('min_width', w.min_width, 'min_height', w.min_height))
  from public.widgets w where w.dashboard_tab_id = tab_id and w.type <> 'image'
$$;
comment on function private.slots_of_tab is 'The places on a tab: slots of its template, and one for each widget that is not an image.';

create function private.save_dashboard_as_template(dashboard_id uuid, name text, tab_id uuid, category text, description text)
returns public.dashboard_templates
language plpgsql
security definer
set search_path = ''
as $$
declare
  dashboard public.dashboards := private.find_dashboard(dashboard_id, 'contributor');
  tab uuid;
  made public.dashboard_templates;
begin
  select t.id into tab from public.dashboard_tabs t
  where t.dashboard_id = dashboard.id and (t.id = tab_id or tab_id is null)
  order by t.position limit 1;
  if not found then
    perform private.raise_error('PT404', 'There is no such tab on this dashboard');
  end if;
  if not exists (select from private.slots_of_tab(tab)) then
    perform private.raise_error('PT422', 'There is nothing on this tab to make slots of', 'Place something, or choose another tab.');
  end if;
  insert into public.dashboard_templates (project_id, name, description, category, layout_config)
  values (
    dashboard.project_id, coalesce(nullif(btrim(save_dashboard_as_template.name), ''), dashboard.title),
    coalesce(save_dashboard_as_template.description, dashboard.description), save_dashboard_as_template.category, dashboard.layout
  )
  returning * into made;
  insert into public.dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type, constraints)
  select
    made.project_id, made.id,
    s.slot_type || '_' || row_number() over (partition by s.slot_type order by (s.position_config ->> 'y')::int, (s.position_config ->> 'x')::int),
    s.position_config, s.slot_type, s.constraints
  from private.slots_of_tab(tab) s;
  return made;
end
$$;

create function public.save_dashboard_as_template(
  dashboard_id uuid, name text default null, tab_id uuid default null, category text default null, description text default null
)
returns public.dashboard_templates
language sql
set search_path = ''
as $$
  select * from private.save_dashboard_as_template(dashboard_id, name, tab_id, category, description)
$$;
comment on function public.save_dashboard_as_template is 'Makes a template of the project from a tab (the first unless told): a slot where each widget or slot is, without charts. Contributors.';

grant execute on function
  public.create_dashboard_from_template, private.create_dashboard_from_template, public.save_dashboard_as_template, private.save_dashboard_as_template
  to authenticated, service_role;
