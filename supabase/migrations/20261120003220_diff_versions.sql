create function private.diff_fields(a jsonb, b jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(key, jsonb_build_object('from', a -> key, 'to', b -> key)), '{}')
  from (select jsonb_object_keys(a) union select jsonb_object_keys(b)) fields (key)
  where coalesce(a -> key, 'null') <> coalesce(b -> key, 'null')
$$;
comment on function private.diff_fields is 'field → {from, to} of what differs between two objects. What is left out counts as null.';

create function private.diff_lists(a jsonb, b jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'added', coalesce(jsonb_agg(later.item order by later.nth) filter (where earlier.item is null), '[]'),
    'removed', coalesce(jsonb_agg(earlier.item order by earlier.nth) filter (where later.item is null), '[]'),
    'changed', coalesce(
      jsonb_agg(jsonb_build_object('id', later.item -> 'id', 'fields', private.diff_fields(earlier.item, later.item)) order by later.nth)
        filter (where earlier.item <> later.item and private.diff_fields(earlier.item, later.item) <> '{}'),
      '[]'
    )
  )
  from jsonb_array_elements(a) with ordinality as earlier (item, nth)
  full join jsonb_array_elements(b) with ordinality as later (item, nth) on earlier.item -> 'id' = later.item -> 'id'
$$;
comment on function private.diff_lists is '{added, removed, changed: [{id, fields}]} of two lists of objects with ids.';

create function private.on_tabs(tabs jsonb, key text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_agg(item || jsonb_build_object('tab_id', tab -> 'id') order by tab_nth, nth), '[]')
  from jsonb_array_elements(tabs) with ordinality as each_tab (tab, tab_nth),
    jsonb_array_elements(coalesce(nullif(tab -> key, 'null'), '[]')) with ordinality as each_item (item, nth)
$$;
comment on function private.on_tabs is 'The widgets or placements of all tabs, each with the tab it is on.';

create function private.diff_snapshots(a jsonb, b jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  with bare as (
    select
      side, jsonb_agg(tab - array['widgets', 'placements'] || jsonb_build_object('position', nth - 1) order by nth) as tabs
    from (values ('a', a), ('b', b)) sides (side, doc), jsonb_array_elements(doc -> 'tabs') with ordinality as each_tab (tab, nth)
    group by side
  )
  select jsonb_build_object(
    'dashboard', private.diff_fields(a -> 'dashboard', b -> 'dashboard'),
    'tabs', private.diff_lists(
      coalesce((select tabs from bare where side = 'a'), '[]'), coalesce((select tabs from bare where side = 'b'), '[]')
    ),
    'widgets', private.diff_lists(private.on_tabs(a -> 'tabs', 'widgets'), private.on_tabs(b -> 'tabs', 'widgets')),
    'placements', private.diff_lists(private.on_tabs(a -> 'tabs', 'placements'), private.on_tabs(b -> 'tabs', 'placements')),
    'charts', private.diff_lists(a -> 'charts', b -> 'charts')
  )
$$;
comment on function private.diff_snapshots is 'What changed from one document of a dashboard to another, as DashboardDiff of shared/dashboard.ts.';

-- Security definer: it looks up versions whoever asks, and then asks for the role.
create function private.diff_dashboard_versions(a uuid, b uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  earlier public.dashboard_versions := private.find_version(a, 'viewer');
  later public.dashboard_versions := private.find_version(b, 'viewer');
begin
  if earlier.dashboard_id <> later.dashboard_id then
    perform private.raise_error('PT422', 'These are versions of two dashboards', 'Compare versions of one.');
  end if;
  return private.diff_snapshots(earlier.snapshot, later.snapshot);
end
$$;

create function public.diff_dashboard_versions(a uuid, b uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.diff_dashboard_versions(a, b)
$$;
comment on function public.diff_dashboard_versions is 'What changed from version a to version b of one dashboard: {dashboard: {field: {from, to}}, tabs, widgets, placements, charts: {added, removed, changed: [{id, fields}]}}. Viewers.';

grant execute on function public.diff_dashboard_versions, private.diff_dashboard_versions to authenticated, service_role;
