-- Security definer, like all here: whoever has a link has no rights of their own, and sees what the link opens and nothing else.
create function private.shared_chart_ids(link public.sharing_links)
returns setof uuid
language sql
stable
security definer
set search_path = ''
as $$
  select link.chart_id where link.chart_id is not null
  union
  select private.placed_chart_ids(private.tabs_of(link.dashboard_id)) where link.dashboard_id is not null
$$;
comment on function private.shared_chart_ids is 'The charts a link opens.';

create function private.shared_charts(link public.sharing_links)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(private.chart_document(c) - array['data_query', 'tags'] order by c.id), '[]')
  from public.charts c where c.id in (select private.shared_chart_ids(link))
$$;

create function private.shared_dashboard(link public.sharing_links)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'title', d.title, 'description', d.description, 'theme', d.theme, 'config', d.config, 'layout', d.layout,
    'tabs', (
      select jsonb_agg(tab || jsonb_build_object('widgets', (
        select coalesce(jsonb_agg(widget - array['connector_id', 'data_query'] order by nth), '[]')
        from jsonb_array_elements(tab -> 'widgets') with ordinality as w (widget, nth)
      )) order by place)
      from jsonb_array_elements(private.tabs_of(d.id)) with ordinality as t (tab, place)
    ),
    'charts', private.shared_charts(link), 'templates', private.template_documents(d.id)
  )
  from public.dashboards d where d.id = link.dashboard_id
$$;
comment on function private.shared_dashboard is 'A dashboard without queries, connectors and people.';

create function private.shared_template(link public.sharing_links)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'name', t.name, 'description', t.description, 'category', t.category, 'layout_config', t.layout_config,
    'slots', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'slot_key', s.slot_key, 'position_config', s.position_config, 'slot_type', s.slot_type, 'constraints', s.constraints
      ) order by s.slot_key), '[]')
      from public.dashboard_template_slots s where s.template_id = t.id
    )
  )
  from public.dashboard_templates t where t.id = link.template_id
$$;

create function private.open_shared_resource(token text, password text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tried record := private.try_link(token, password);
  link public.sharing_links := tried.link;
begin
  if tried.refusal is not null then return tried.refusal; end if;
  update public.sharing_links l set access_count = l.access_count + 1, last_accessed_at = now() where l.id = link.id;
  return jsonb_build_object(
    'resource_type', link.resource_type, 'permissions', link.permissions, 'expires_at', link.expires_at,
    'document', case link.resource_type
      when 'dashboard' then private.shared_dashboard(link)
      when 'chart' then private.shared_charts(link) -> 0
      else private.shared_template(link)
    end,
    'dataset_ids', (
      select coalesce(jsonb_agg(distinct c.dataset_id) filter (where c.dataset_id is not null), '[]')
      from public.charts c where c.id in (select private.shared_chart_ids(link))
    )
  );
end
$$;

create function public.open_shared_resource(token text, password text default null)
returns jsonb
language sql
set search_path = ''
as $$
  select private.open_shared_resource(token, password)
$$;
comment on function public.open_shared_resource is 'What a sharing link opens: {resource_type, permissions, expires_at, document, dataset_ids}, as SharedResource of shared/dashboard.ts. For everybody, signed in or not. Whatever is wrong with the link, the answer is the same 404; 429 after too many tries. The rows of its charts come from query_shared_charts.';

-- These, and those of query_shared_charts, are all that somebody who is not signed in may call.
grant usage on schema private to anon;
grant execute on function public.open_shared_resource, private.open_shared_resource to anon, authenticated, service_role;
