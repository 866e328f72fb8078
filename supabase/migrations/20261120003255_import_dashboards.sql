-- Security definer, like all here that write: dashboards are filled by functions only.
create function private.check_export(document jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if pg_column_size(document) > 8388608 then
    perform private.raise_error('PT413', 'A dashboard has at most 8 MB', 'Split it into two.');
  end if;
  perform private.check_shape(document, '{
    "format": "string", "version": "int", "dashboard": "object", "tabs": "array", "charts": "array", "templates": "array?"
  }', 'The document');
  if document ->> 'format' <> 'orrery.dashboard' or (document ->> 'version')::int <> 1 then
    perform private.raise_error('PT422', 'This is no dashboard of a version that is known here',
      'Export it with export_dashboard; its "version" is 1.');
  end if;
  perform private.check_shape(value - 'dataset', '{
    "id": "uuid", "title": "string", "description": "string?", "chart_type": "string", "spec": "object", "data_query": "object?", "tags": "texts?"
  }', 'A chart')
  from jsonb_array_elements(document -> 'charts');
  if jsonb_array_length(coalesce(nullif(document -> 'templates', 'null'), '[]')) > 21 then
    perform private.raise_error('PT400', 'The document has more templates than tabs');
  end if;
  perform private.check_shape(value, '{
    "id": "uuid", "name": "string", "description": "string?", "category": "string?", "layout_config": "object?",
    "is_system_template": "boolean?", "slots": "array"
  }', 'A template')
  from jsonb_array_elements(coalesce(nullif(document -> 'templates', 'null'), '[]'));
  perform private.check_shape(slot, '{
    "id": "uuid", "slot_key": "string", "position_config": "object", "slot_type": "string", "constraints": "object?"
  }', 'A slot')
  from jsonb_array_elements(coalesce(nullif(document -> 'templates', 'null'), '[]')) template, jsonb_array_elements(template -> 'slots') slot;
end
$$;
comment on function private.check_export is 'Raises what is wrong with the parts of an export that a snapshot has not.';

create function private.settle_template(project_id uuid, document jsonb)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  found_id uuid;
begin
  select t.id into found_id from public.dashboard_templates t
  where t.name = document ->> 'name' and (t.is_system_template or t.project_id = settle_template.project_id)
    and t.is_system_template = coalesce((document ->> 'is_system_template')::boolean, false)
    and not exists (
      select from jsonb_array_elements(document -> 'slots') slot
      where slot ->> 'slot_key' not in (select s.slot_key from public.dashboard_template_slots s where s.template_id = t.id)
    )
  order by t.created_at limit 1;
  if found_id is not null then return found_id; end if;
  insert into public.dashboard_templates (project_id, name, description, category, layout_config)
  values (
    settle_template.project_id, document ->> 'name', document ->> 'description', document ->> 'category',
    coalesce(nullif(document -> 'layout_config', 'null'), '{}')
  )
  returning id into found_id;
  insert into public.dashboard_template_slots (project_id, template_id, slot_key, position_config, slot_type, constraints)
  select
    settle_template.project_id, found_id, slot ->> 'slot_key', slot -> 'position_config', slot ->> 'slot_type',
    coalesce(nullif(slot -> 'constraints', 'null'), '{}')
  from jsonb_array_elements(document -> 'slots') slot;
  return found_id;
end
$$;
comment on function private.settle_template is 'The template of this name that has all slots of the document, made when there is none.';

create function private.import_document(project_id uuid, document jsonb)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
declare
  known jsonb;
  template jsonb;
  settled uuid;
  snapshot jsonb;
begin
  perform private.check_export(document);
  select coalesce(jsonb_object_agg(value ->> 'id', gen_random_uuid()), '{}') into known from jsonb_array_elements(document -> 'charts');
  snapshot := jsonb_build_object('v', 1, 'dashboard', document -> 'dashboard', 'tabs', document -> 'tabs', 'charts', (
    select coalesce(jsonb_agg(value - 'dataset' || jsonb_build_object('dataset_id', (
      select d.id from public.datasets d where d.project_id = import_document.project_id and d.name = value ->> 'dataset'
    ))), '[]')
    from jsonb_array_elements(document -> 'charts')
  ));
  perform private.check_snapshot(snapshot);
  if exists (select from private.placed_chart_ids(snapshot -> 'tabs') id where known -> id::text is null) then
    perform private.raise_error('PT400', 'A chart is placed that is not in the document', 'Put it in "charts", or take it off its tab.');
  end if;
  for template in select value from jsonb_array_elements(coalesce(nullif(document -> 'templates', 'null'), '[]')) loop
    settled := private.settle_template(import_document.project_id, template);
    known := known || jsonb_build_object(template ->> 'id', settled) || (
      select coalesce(jsonb_object_agg(slot ->> 'id', s.id), '{}')
      from jsonb_array_elements(template -> 'slots') slot
      join public.dashboard_template_slots s on s.template_id = settled and s.slot_key = slot ->> 'slot_key'
    );
  end loop;
  return private.make_dashboard(import_document.project_id, snapshot || jsonb_build_object(
    'dashboard', snapshot -> 'dashboard' || jsonb_build_object('template_id', known -> (snapshot #>> '{dashboard,template_id}')),
    'tabs', private.with_new_ids(snapshot -> 'tabs', known),
    'charts', (
      select coalesce(jsonb_agg(value || jsonb_build_object('id', known -> (value ->> 'id'))), '[]') from jsonb_array_elements(snapshot -> 'charts')
    )
  ));
end
$$;
comment on function private.import_document is 'A new dashboard, with charts of its own, from an exported one.';

create function private.import_dashboard(project_id uuid, document jsonb)
returns public.dashboards
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.require_role(project_id, 'contributor');
  return private.import_document(project_id, document);
end
$$;

create function public.import_dashboard(project_id uuid, document jsonb)
returns public.dashboards
language sql
set search_path = ''
as $$
  select * from private.import_dashboard(project_id, document)
$$;
comment on function public.import_dashboard is 'Makes a dashboard from a document of export_dashboard, with new ids throughout. Charts find their dataset by its name, or stay without data; templates by name and slots, or are made. PT400, PT413 or PT422 say what is wrong. Contributors.';

grant execute on function public.import_dashboard, private.import_dashboard to authenticated, service_role;
