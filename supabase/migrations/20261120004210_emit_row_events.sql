create function private.changed_rows_query(operation text, shown text[], condition text, verbs text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  verb text;
  rule text[];
  watched text[] := '{}';
  cases text := '';
  details constant text := (
    select coalesce(format('jsonb_build_object(%s)', string_agg(format('%L, r.%I', col, col), ', ')), '''{}''::jsonb') from unnest(shown) col
  );
begin
  if operation <> 'update' then
    return format(
      'select r.project_id, r.id, %L::text as verb, null::text[] as changed, %s as details from %s r where %s',
      verbs[1], details, case operation when 'insert' then 'new_rows' else 'old_rows' end, condition
    );
  end if;
  -- Of 'failed:status=error' and 'updated:name,config' the first that fits names the event.
  foreach verb in array verbs loop
    rule := regexp_match(verb, '^(\w+):([\w,]+)(?:=(\w+))?$');
    cases := cases || format(
      ' when (%s)%s then %L',
      (select string_agg(format('r.%I is distinct from o.%I', col, col), ' or ') from unnest(string_to_array(rule[2], ',')) col),
      case when rule[3] is null then '' else format(' and r.%I = %L', rule[2], rule[3]) end,
      rule[1]
    );
    watched := watched || array(select col from unnest(string_to_array(rule[2], ',')) col where col <> all (watched));
  end loop;
  return format(
    'select * from (
      select r.project_id, r.id, case%s end as verb, array_remove(array[%s], null) as changed, %s as details
      from new_rows r join old_rows o on o.id = r.id where %s
    ) x where verb is not null',
    cases, (select string_agg(format('case when r.%I is distinct from o.%I then %L end', col, col, col), ', ') from unnest(watched) col),
    details, condition
  );
end
$$;
comment on function private.changed_rows_query is 'The query that lists what a trigger''s statement changed: project_id, id, verb, changed, details.';

create function private.new_events_query(subject text, rows_query text, is_many boolean)
returns text
language sql
immutable
set search_path = ''
as $$
  select format(
    case when is_many then $sql$
      select array_agg(row(
        null, now(), project_id, %1$L || '.' || verb, %1$L, null, (select auth.uid()), data, (select private.causation_id())
      )::public.events)
      from (
        select project_id, verb, jsonb_strip_nulls(jsonb_build_object('ids', jsonb_agg(id), 'count', count(*), 'changed', changed)) as data
        from (select *, row_number() over (partition by project_id, verb, changed) as place from (%2$s) r) numbered
        group by project_id, verb, changed, (place - 1) / 500
      ) batches
    $sql$ else $sql$
      select array_agg(row(
        null, now(), project_id, %1$L || '.' || verb, %1$L, id, (select auth.uid()),
        case when changed is null then details else details || jsonb_build_object('changed', changed) end, (select private.causation_id())
      )::public.events)
      from (%2$s) r
    $sql$ end,
    subject, rows_query
  )
$$;
comment on function private.new_events_query is 'The query that makes events of the rows of a changed_rows_query: of each, or of up to 500 of a project.';

-- Security definer: whoever writes a row need not have rights on events.
create function private.emit_row_events()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  subject constant text := tg_argv[0];
  source constant text := format('%s of %s', lower(tg_op), tg_table_name);
  written bigint;
  new_events public.events[];
begin
  if tg_op = 'DELETE' then
    select count(*) into written from old_rows;
  else
    select count(*) into written from new_rows;
  end if;
  if written = 0 then return null; end if;
  execute private.new_events_query(subject, tg_argv[1], written > 20) into new_events;
  if new_events is not null then perform private.write_events(new_events); end if;
  return null;
exception when others then
  begin
    -- Those that could not be made say only what happened to which rows.
    if new_events is null then
      execute private.new_events_query(subject, format(
        'select project_id, id, %L::text as verb, null::text[] as changed, ''{}''::jsonb as details from %s r where %s',
        case tg_op when 'UPDATE' then 'updated' else tg_argv[3] end, case tg_op when 'DELETE' then 'old_rows' else 'new_rows' end, tg_argv[2]
      ), written > 20) into new_events;
    end if;
    perform private.note_emit_failure(source, sqlstate, sqlerrm, new_events);
  exception when others then
    raise warning 'No event was written for %, nor could that be recorded: %', source, sqlerrm;
  end;
  return null;
end
$$;
comment on function private.emit_row_events is
  'Statement trigger: an event per changed row, beyond 20 rows one per 500 of a project. Arguments: subject, changed_rows_query, its condition, verbs. Never fails, and costs in proportion to the statement.';

create function private.check_emit_rules(source regclass, shown text[], except_for text, updates text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  named text[] := shown || array[nullif(split_part(except_for, '=', 1), ''), 'id', 'project_id'];
  rule text;
  unknown text;
begin
  foreach rule in array updates loop
    if rule !~ '^\w+:(\w+=\w+|\w+(,\w+)*)$' then
      raise exception 'An update is verb:column,column or verb:column=value, not "%"', rule;
    end if;
    named := named || regexp_split_to_array(split_part(split_part(rule, ':', 2), '=', 1), ',');
  end loop;
  select col into unknown from unnest(named) col
  where col is not null
    and not exists (select from pg_catalog.pg_attribute a where a.attrelid = source and a.attname = col and not a.attisdropped);
  if unknown is not null then
    raise exception '% has no column "%" to emit events of', source, unknown;
  end if;
end
$$;
comment on function private.check_emit_rules is 'Raises what would make every event of a table fail.';

create function private.emit_changes_of(
  source regclass, subject text, shown text[], updates text[],
  created text default 'created', deleted text default 'deleted', except_for text default ''
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  condition constant text := case
    when except_for = '' then 'true'
    else format('r.%I is distinct from %L', split_part(except_for, '=', 1), split_part(except_for, '=', 2))
  end;
  operation text;
  verbs text[];
begin
  perform private.check_emit_rules(source, shown, except_for, updates);
  foreach operation in array array['insert', 'update', 'delete'] loop
    verbs := array_remove(case operation when 'insert' then array[created] when 'update' then updates else array[deleted] end, null);
    continue when verbs = '{}';
    -- The statement is made here once: made anew by every write, it would cost as much as the event.
    execute format(
      'create trigger %I after %s on %s referencing %s for each statement execute function private.emit_row_events(%L, %L, %L, %s)',
      'emit_' || operation || 's', operation, source,
      concat_ws(' ', case when operation <> 'insert' then 'old table as old_rows' end, case when operation <> 'delete' then 'new table as new_rows' end),
      subject, private.changed_rows_query(operation, shown, condition, verbs), condition,
      (select string_agg(quote_literal(split_part(v, ':', 1)), ', ' order by n) from unnest(verbs) with ordinality x (v, n))
    );
  end loop;
end
$$;
comment on function private.emit_changes_of is
  'Lets a table emit events. shown: columns that data holds. updates: verb:column,column or verb:column=value; the first that fits names the event, and a row none fits emits nothing. except_for: column=value of rows that emit nothing.';
