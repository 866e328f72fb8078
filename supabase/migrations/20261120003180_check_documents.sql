create function private.has_shape(value jsonb, type text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when coalesce(jsonb_typeof(value), 'null') = 'null' then type like '%?'
    when type like 'uuid%' then jsonb_typeof(value) = 'string' and value #>> '{}' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    when type like 'int%' then jsonb_typeof(value) = 'number'
      and case when jsonb_typeof(value) = 'number' then value::numeric % 1 = 0 and abs(value::numeric) < 2147483648 end
    when type like 'texts%' then jsonb_typeof(value) = 'array' and not jsonb_path_exists(value, 'strict $[*] ? (@.type() <> "string")')
    else jsonb_typeof(value) = rtrim(type, '?')
  end
$$;
comment on function private.has_shape is 'Whether a value is of a type of JSON, or uuid, int or texts; a ? after the type lets it be null or left out.';

create function private.check_shape(doc jsonb, shape jsonb, what text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  wrong text;
begin
  perform private.check_keys(doc, array(select jsonb_object_keys(shape)), what);
  select key into wrong from jsonb_each_text(shape) where private.has_shape(doc -> key, value) is not true order by key limit 1;
  if wrong is not null then
    perform private.raise_error('PT400', format('"%s" of %s is missing or of the wrong type', wrong, lower(left(what, 1)) || substr(what, 2)),
      format('It is: %s.', rtrim(shape ->> wrong, '?')));
  end if;
end
$$;
comment on function private.check_shape is 'Raises PT400 unless a document is an object with these keys (key → type, see has_shape) and no others.';

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

create function private.check_tab(tab jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.check_shape(tab, '{
    "id": "uuid", "title": "string", "description": "string?", "template_id": "uuid?", "settings": "object?",
    "widgets": "array", "placements": "array?"
  }', 'A tab');
  if jsonb_array_length(private.placements_of(tab)) > 10 then
    perform private.raise_error('PT422', 'A tab holds at most 10 charts', 'Put the others on another tab.');
  end if;
  perform private.check_shape(value, '{
    "id": "uuid", "type": "string", "name": "string?", "chart_id": "uuid?", "connector_id": "uuid?", "config": "object?", "data_query": "object?",
    "position_x": "int", "position_y": "int", "width": "int", "height": "int", "min_width": "int?", "min_height": "int?",
    "is_resizable": "boolean?", "is_draggable": "boolean?", "refresh_interval": "int?"
  }', 'A widget')
  from jsonb_array_elements(tab -> 'widgets');
  perform private.check_shape(value, '{"id": "uuid", "chart_id": "uuid", "template_slot_id": "uuid?", "customizations": "object?"}', 'A placement')
  from jsonb_array_elements(private.placements_of(tab));
end
$$;

create function private.check_snapshot(snapshot jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if pg_column_size(snapshot) > 8388608 then
    perform private.raise_error('PT413', 'A dashboard has at most 8 MB', 'Split it into two.');
  end if;
  perform private.check_shape(snapshot, '{
    "v": "int", "revision": "int?", "chart_revisions": "object?", "dashboard": "object", "tabs": "array", "charts": "array"
  }', 'The snapshot');
  if (snapshot ->> 'v')::int <> 1 then
    perform private.raise_error('PT422', 'This version of snapshots is not known here', 'Its "v" is 1.');
  end if;
  perform private.check_shape(snapshot -> 'dashboard', '{
    "title": "string", "description": "string?", "template_id": "uuid?", "theme": "object?", "config": "object?",
    "layout": "object?", "tags": "texts?"
  }', 'The dashboard');
  perform private.check_canvas(snapshot);
  perform private.check_tab(value) from jsonb_array_elements(snapshot -> 'tabs');
  if jsonb_array_length(snapshot -> 'charts') > 1400 then
    perform private.raise_error('PT400', 'A snapshot has the charts that are on its tabs, and no others');
  end if;
  perform private.check_shape(value, '{
    "id": "uuid", "title": "string", "description": "string?", "chart_type": "string", "spec": "object",
    "dataset_id": "uuid?", "data_query": "object?", "tags": "texts?"
  }', 'A chart')
  from jsonb_array_elements(snapshot -> 'charts');
  if exists (
    select from jsonb_array_elements(snapshot -> 'charts') chart
    where (chart ->> 'id')::uuid not in (select private.placed_chart_ids(snapshot -> 'tabs'))
  ) then
    perform private.raise_error('PT400', 'A snapshot has the charts that are on its tabs, and no others', 'Place the chart, or leave it out.');
  end if;
end
$$;
comment on function private.check_snapshot is 'Raises what is wrong with a document that is to become a dashboard.';
