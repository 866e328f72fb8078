create function private.lead_field_types(definition jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '{
    "id": "text", "email": "text", "first_name": "text", "last_name": "text", "company": "text", "phone": "text", "score": "integer", "status": "text",
    "source": "text", "tags": "text", "owner_id": "text", "unsubscribed_at": "timestamp", "created_at": "timestamp", "updated_at": "timestamp"
  }'::jsonb || coalesce((
    -- A field of one's own is a number where it is compared with one, otherwise text.
    select jsonb_object_agg(named, case when is_number then 'number' else 'text' end)
    from (
      select node ->> 'column' as named, bool_or(jsonb_typeof(coalesce(node -> 'value' -> 0, node -> 'value')) = 'number') as is_number
      from jsonb_path_query(definition, 'strict $.** ? (@.column like_regex "^custom_fields[.].")') node
      group by 1
    ) own
    where octet_length(named) <= 63
  ), '{}')
$$;
comment on function private.lead_field_types is 'What a segment can ask about leads: their columns, tags as one text, and custom_fields.<key>.';

create function private.compile_segment(project_id uuid, definition jsonb)
returns private.query_scope
language plpgsql
stable
set search_path = ''
as $$
declare
  scope private.query_scope;
  own text;
begin
  scope.dataset_name := 'leads';
  scope.columns := private.lead_field_types(definition);
  scope.time_zone := 'UTC';
  scope.readable := false;
  scope.vals := '{}';
  scope.types := '{}';
  scope.result := '[]';
  scope := private.compile_filter(scope, definition);
  select string_agg(format(
    case type when 'number' then ', case jsonb_typeof(l.custom_fields -> %1$L) when ''number'' then (l.custom_fields ->> %1$L)::numeric end as %2$I'
      else ', l.custom_fields ->> %1$L as %2$I' end,
    substr(name, 15), name
  ), '') into own
  from jsonb_each_text(scope.columns) field (name, type) where name like 'custom\_fields.%';
  scope.sql := format(
    'select id, created_at from (select l.id::text, l.email, l.first_name, l.last_name, l.company, l.phone, l.score, l.status, l.source,
      nullif(array_to_string(l.tags, '', ''), '''') as tags, l.owner_id::text, l.unsubscribed_at, l.created_at, l.updated_at%s
      from public.leads l where l.project_id = %L) lead where %s',
    own, project_id, scope.sql
  );
  return scope;
end
$$;
comment on function private.compile_segment is 'Compiles the definition of a segment with the one compiler of filters; run_query runs it with its values bound.';

-- Security definer, like all below: people may not call the compiler, nor write member_count.
create function private.check_segment()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.compile_segment(new.project_id, new.definition);
  -- The count is of the definition before.
  if tg_op = 'UPDATE' then new.refreshed_at := null; end if;
  return new;
end
$$;
comment on function private.check_segment is 'A definition is understood before it is kept; PT400 says what is wrong with it.';
create trigger check_definition before insert on public.segments for each row execute function private.check_segment();
create trigger check_changed_definition before update on public.segments
  for each row when (new.definition <> old.definition) execute function private.check_segment();

create function private.find_segment(segment_id uuid, minimum_role text)
returns public.segments
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  segment public.segments;
begin
  select * into segment from public.segments s where s.id = segment_id;
  if not found or not coalesce(private.can_access(segment.project_id, 'viewer'), false) then
    perform private.raise_error('PT404', 'There is no such segment, or you may not see it', 'It may have been deleted. Ask a member of its project.');
  end if;
  perform private.require_role(segment.project_id, minimum_role);
  return segment;
end
$$;

create function private.refresh_segment(segment_id uuid)
returns public.segments
language plpgsql
security definer
set search_path = ''
as $$
declare
  segment public.segments := private.find_segment(segment_id, 'contributor');
  scope private.query_scope := private.compile_segment(segment.project_id, segment.definition);
begin
  scope.sql := format('select count(*) as members from (%s) found', scope.sql);
  update public.segments s set member_count = (private.run_query(scope) -> 0 ->> 'members')::int, refreshed_at = now()
  where s.id = segment.id
  returning * into segment;
  return segment;
end
$$;

create function public.refresh_segment(segment_id uuid)
returns public.segments
language sql
set search_path = ''
set statement_timeout = '20s'
as $$
  select * from private.refresh_segment(segment_id)
$$;
comment on function public.refresh_segment is 'Counts the leads of a segment anew and returns it. Contributors. PT404 out of sight, PT403 role too low.';

create function private.segment_members(segment_id uuid, row_limit int, row_offset int)
returns setof public.leads
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  segment public.segments := private.find_segment(segment_id, 'viewer');
  scope private.query_scope := private.compile_segment(segment.project_id, segment.definition);
begin
  if row_limit is null or row_limit not between 1 and 10000 or row_offset is null or row_offset < 0 then
    perform private.raise_error('PT400', 'limit is a number from 1 to 10,000 and offset one from 0', 'Ask for the members in pages.');
  end if;
  scope.sql := format('%s order by created_at desc, id limit %s offset %s', scope.sql, row_limit, row_offset);
  return query
    select l.* from jsonb_array_elements(private.run_query(scope)) member join public.leads l on l.id = (member ->> 'id')::uuid
    order by l.created_at desc, l.id;
end
$$;

create function public.segment_members(segment_id uuid, "limit" int default 100, "offset" int default 0)
returns setof public.leads
language sql
stable
set search_path = ''
set statement_timeout = '20s'
as $$
  select * from private.segment_members(segment_id, "limit", "offset")
$$;
comment on function public.segment_members is
  'The leads of a segment as they are now, newest first, at most 10,000 at once. Viewers. PT404 out of sight.';

grant execute on function public.refresh_segment, private.refresh_segment, public.segment_members, private.segment_members to authenticated, service_role;
