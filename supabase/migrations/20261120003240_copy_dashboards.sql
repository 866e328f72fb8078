create function private.with_new_ids(tabs jsonb, known jsonb)
returns jsonb
language sql
volatile
set search_path = ''
as $$
  select jsonb_agg(
    tab || jsonb_build_object(
      'id', gen_random_uuid(), 'template_id', known -> (tab ->> 'template_id'),
      'widgets', (
        select coalesce(jsonb_agg(
          widget || jsonb_build_object('id', gen_random_uuid(), 'chart_id', known -> (widget ->> 'chart_id')) order by nth
        ), '[]')
        from jsonb_array_elements(tab -> 'widgets') with ordinality as each_widget (widget, nth)
      ),
      'placements', (
        select coalesce(jsonb_agg(placement || jsonb_build_object(
          'id', gen_random_uuid(), 'chart_id', known -> (placement ->> 'chart_id'), 'template_slot_id', known -> (placement ->> 'template_slot_id')
        ) order by nth), '[]')
        from jsonb_array_elements(private.placements_of(tab)) with ordinality as each_placement (placement, nth)
      )
    )
    order by place
  )
  from jsonb_array_elements(tabs) with ordinality as each_tab (tab, place)
$$;
comment on function private.with_new_ids is 'Tabs with new ids for themselves and what is on them. known: what charts, templates and slots are called from now on, by what they were.';

-- Security definer, like all here: what is on a dashboard is written by functions only.
create function private.make_dashboard(project_id uuid, snapshot jsonb)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  made public.dashboards;
begin
  insert into public.dashboards (project_id, title) values (make_dashboard.project_id, snapshot #>> '{dashboard,title}') returning * into made;
  perform private.apply_snapshot(made, snapshot);
  select * into made from public.dashboards d where d.id = made.id;
  return made;
end
$$;
comment on function private.make_dashboard is 'A new dashboard from a document that was checked.';

create function private.duplicate_dashboard(dashboard_id uuid, title text, project_id uuid)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  source public.dashboards := private.find_dashboard(dashboard_id, 'contributor');
  snapshot jsonb;
  new_title constant text := coalesce(nullif(btrim(duplicate_dashboard.title), ''), left(source.title, 190) || ' (copy)');
  same jsonb;
begin
  if duplicate_dashboard.project_id is distinct from source.project_id and duplicate_dashboard.project_id is not null then
    perform private.require_role(duplicate_dashboard.project_id, 'contributor');
    return private.import_document(
      duplicate_dashboard.project_id, jsonb_set(private.export_document(source.id), '{dashboard,title}', to_jsonb(new_title))
    );
  end if;
  snapshot := private.dashboard_snapshot(source.id);
  select coalesce(jsonb_object_agg(id, id), '{}') into same from (
    select private.placed_chart_ids(snapshot -> 'tabs')
    union select t.template_id from public.dashboard_tabs t where t.dashboard_id = source.id and t.template_id is not null
    union select p.template_slot_id from public.chart_placements p join public.dashboard_tabs t on t.id = p.dashboard_tab_id
      where t.dashboard_id = source.id and p.template_slot_id is not null
  ) ids (id);
  return private.make_dashboard(source.project_id, snapshot || jsonb_build_object(
    'dashboard', snapshot -> 'dashboard' || jsonb_build_object('title', new_title), 'tabs', private.with_new_ids(snapshot -> 'tabs', same)
  ));
end
$$;

create function public.duplicate_dashboard(dashboard_id uuid, title text default null, project_id uuid default null)
returns public.dashboards
language sql
set search_path = ''
as $$
  select * from private.duplicate_dashboard(dashboard_id, title, project_id)
$$;
comment on function public.duplicate_dashboard is 'Copies a dashboard. In its own project the copy shows the same charts; in another one it gets charts of its own, with the dataset of the same name there or none. Contributors, in both projects.';

grant execute on function public.duplicate_dashboard, private.duplicate_dashboard to authenticated, service_role;
