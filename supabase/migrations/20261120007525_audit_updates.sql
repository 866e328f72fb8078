-- Of many rows only the columns that changed in some of them are made JSON: that is most of what a record costs.
create function private.changed_columns_query(source regclass, ignored text[])
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    'select array_remove(array[%s], null) from old_rows o full join new_rows n on n.id = o.id',
    string_agg(format('case when bool_or(n.%1$I is distinct from o.%1$I) then %1$L end', a.attname), ', ')
  )
  from pg_catalog.pg_attribute a
  where a.attrelid = source and a.attnum > 0 and not a.attisdropped and a.attname <> all (ignored)
$$;
comment on function private.changed_columns_query is 'The statement that lists the columns an update changed in some row.';

create function private.audit_updates_query(source regclass, changed text[])
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    $sql$
      insert into public.audit_logs (
        workspace_id, project_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, metadata
      )
      select
        coalesce(c.workspace_id, p.workspace_id), c.project_id, $2, 'update', $1, c.id,
        case when c.is_secret then private.redact(d.old_values) else d.old_values end,
        case when c.is_secret then private.redact(d.new_values) else d.new_values end, $3, $4, $5
      from (
        select x.*, was::text ~* private.secret_pattern() or now_is::text ~* private.secret_pattern() as is_secret
        from (
          select
            coalesce(n.id, o.id) as id, %1$s as project_id, %2$s as workspace_id,
            jsonb_build_object(%3$s) as was, jsonb_build_object(%4$s) as now_is
          from old_rows o full join new_rows n on n.id = o.id
          offset 0
        ) x
        where was <> now_is
        offset 0
      ) c
      left join public.projects p on p.id = c.project_id,
      lateral (
        select jsonb_object_agg(key, c.was -> key) as old_values, jsonb_object_agg(key, value) as new_values
        from jsonb_each(c.now_is)
        where value is distinct from c.was -> key
      ) d
    $sql$,
    case when source = 'public.projects'::regclass then 'n.id' when 'project_id' = any (columns.all) then 'n.project_id' else 'null::uuid' end,
    case
      when source = 'public.workspaces'::regclass then 'n.id' when 'workspace_id' = any (columns.all) then 'n.workspace_id'
      when 'team_id' = any (columns.all) then '(select t.workspace_id from public.teams t where t.id = n.team_id)' else 'null::uuid'
    end,
    (select string_agg(format('%1$L, o.%1$I', col), ', ') from unnest(changed) col),
    (select string_agg(format('%1$L, n.%1$I', col), ', ') from unnest(changed) col)
  )
  from (
    select array_agg(a.attname::text) as all from pg_catalog.pg_attribute a where a.attrelid = source and a.attnum > 0 and not a.attisdropped
  ) columns
$$;
comment on function private.audit_updates_query is 'The statement that records an update of many rows: $1 the table, then who, from where, and metadata.';

-- Security definer, as in audit_changes.
create function private.audit_updates()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  context record;
  written bigint;
  changed text[];
begin
  select count(*) into written from new_rows;
  if written = 0 then return null; end if;
  context := private.audit_context();
  if written > 20 then
    execute private.changed_columns_query(tg_relid, tg_argv[1:]) into changed;
    if changed <> '{}' then
      execute private.audit_updates_query(tg_relid, changed)
        using tg_table_name, context.user_id, context.ip_address, context.user_agent, context.metadata;
    end if;
    return null;
  end if;
  insert into public.audit_logs (
    workspace_id, project_id, user_id, action, resource_type, resource_id, old_values, new_values, ip_address, user_agent, metadata
  )
  select coalesce(
      (now_is ->> case tg_table_name when 'workspaces' then 'id' else 'workspace_id' end)::uuid,
      (select p.workspace_id from public.projects p where p.id = (now_is ->> 'project_id')::uuid),
      (select p.workspace_id from private.deleted_projects p where p.id = (now_is ->> 'project_id')::uuid),
      (select t.workspace_id from public.teams t where t.id = (now_is ->> 'team_id')::uuid)
    ), (now_is ->> case tg_table_name when 'projects' then 'id' else 'project_id' end)::uuid,
    context.user_id, 'update', tg_table_name, c.id, private.redact(d.old_values), private.redact(d.new_values),
    context.ip_address, context.user_agent, context.metadata
  from (
    select coalesce(n.id, o.id) as id, to_jsonb(o) - tg_argv[1:] as was, to_jsonb(n) - tg_argv[1:] as now_is
    from old_rows o full join new_rows n on n.id = o.id
    offset 0
  ) c,
  lateral (
    select jsonb_object_agg(key, c.was -> key) as old_values, jsonb_object_agg(key, value) as new_values
    from jsonb_each(c.now_is)
    where value is distinct from c.was -> key
  ) d
  where c.was is distinct from c.now_is;
  return null;
end
$$;
comment on function private.audit_updates is 'A record with the changed columns for each row that changed.';
