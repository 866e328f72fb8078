create function private.find_restorable(audit_log_id uuid)
returns public.audit_logs
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  log public.audit_logs;
begin
  select * into log from public.audit_logs l where l.id = audit_log_id;
  if log.id is null or not coalesce(case
    when log.project_id is null then log.workspace_id in (select private.workspace_ids('admin'))
    else private.can_access(log.project_id, 'manager')
  end, false) then
    perform private.raise_error('PT404', 'There is no such record, or you may not see it');
  elsif log.action <> 'delete' then
    perform private.raise_error('PT400', 'Only what was deleted can be brought back', 'Choose the record of the deletion.');
  elsif not exists (select from private.audited_tables t where t.name = log.resource_type and t.is_restorable) then
    perform private.raise_error('PT422', format('What was deleted from %s is not brought back', log.resource_type), 'Make it anew.');
  end if;
  return log;
end
$$;
comment on function private.find_restorable is 'The record of a deletion, for managers of its project, or admins of the workspace for what is in none.';

create function private.deleted_with(log public.audit_logs)
returns setof public.audit_logs
language sql
stable
security definer
set search_path = ''
as $$
  -- What one transaction deletes has one time; what went along names its parent in the columns of a cascading foreign key.
  with recursive keys as (
    select
      p.relname::text as parent, c.relname::text as child,
      array_agg(pa.attname::text order by n) as parent_columns, array_agg(ca.attname::text order by n) as child_columns
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class p on p.oid = k.confrelid
    join pg_catalog.pg_class c on c.oid = k.conrelid
    join private.audited_tables t on t.name = c.relname and t.is_restorable
    cross join generate_subscripts(k.conkey, 1) n
    join pg_catalog.pg_attribute pa on pa.attrelid = k.confrelid and pa.attnum = k.confkey[n]
    join pg_catalog.pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[n]
    where k.contype = 'f' and k.confdeltype = 'c' and k.connamespace = 'public'::regnamespace
    group by k.oid, p.relname, c.relname
  ),
  family (id, resource_type, old_values) as (
    select log.id, log.resource_type, log.old_values
    union
    select l.id, l.resource_type, l.old_values
    from family f
    join keys k on k.parent = f.resource_type
    join public.audit_logs l
      on l.project_id = log.project_id and l.created_at = log.created_at and l.action = 'delete' and l.resource_type = k.child
      and l.old_values @> (
        select jsonb_object_agg(x.child_column, f.old_values -> x.parent_column)
        from unnest(k.child_columns, k.parent_columns) x (child_column, parent_column)
      )
  )
  select l.*
  from family f
  join public.audit_logs l on l.id = f.id and l.created_at = log.created_at
  join private.audited_tables t on t.name = l.resource_type
  order by t.position, l.old_values ->> 'created_at'
$$;
comment on function private.deleted_with is 'The record of a deletion, and those of what was deleted along with it, parents first.';

create function private.without_lost_references(source regclass, kept jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  reference record;
  is_there boolean;
begin
  for reference in
    select
      k.confrelid::regclass as parent,
      jsonb_object_agg(a.attname, null) filter (where a.attnum = any (coalesce(k.confdelsetcols, k.conkey))) as forgotten,
      string_agg(format('p.%I = ($1 ->> %L)::%s', b.attname, a.attname, b.atttypid::regtype), ' and ') as is_named
    from pg_catalog.pg_constraint k
    cross join generate_subscripts(k.conkey, 1) n
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[n]
    join pg_catalog.pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[n]
    where k.conrelid = source and k.contype = 'f' and k.confdeltype = 'n'
    group by k.oid, k.confrelid, k.confdelsetcols, k.conkey
  loop
    execute format('select exists (select from %s p where %s)', reference.parent, reference.is_named) into is_there using kept;
    if not is_there then kept := kept || reference.forgotten; end if;
  end loop;
  return kept;
end
$$;
comment on function private.without_lost_references is 'A row without the references that would have been set to null, had it been there when what they point at was deleted.';

create function private.insert_deleted(log public.audit_logs)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  source constant regclass := format('public.%I', log.resource_type);
  -- The wall is the record's, whatever the values say.
  kept constant jsonb := private.without_lost_references(source, log.old_values
    || case when log.old_values ? 'project_id' then jsonb_build_object('project_id', log.project_id) else '{}' end
    -- The links that opened it are gone.
    || case when log.resource_type in ('dashboards', 'charts') then '{"is_public": false}' else '{}'::jsonb end);
  columns constant text := (
    select string_agg(quote_ident(a.attname), ', ')
    from pg_catalog.pg_attribute a
    where a.attrelid = source and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and kept ? a.attname
  );
begin
  if log.metadata ? 'redacted' then
    perform private.raise_error('PT422', format('A deleted row of %s held secrets, which are not kept', log.resource_type), 'Make it anew.');
  end if;
  execute format(
    'insert into %1$s (%2$s) overriding system value select %2$s from jsonb_populate_record(null::%1$s, $1)', source, columns
  ) using kept;
  if kept ->> 'created_by' is not null then
    execute format('update %s set created_by = $1 where id = $2 and created_by is distinct from $1', source)
      using (kept ->> 'created_by')::uuid, log.resource_id;
  end if;
exception
  when unique_violation then
    perform private.raise_error('PT409', format('Something else has taken the place of a deleted row of %s', log.resource_type),
      'It has the same id, name or position. Change or delete that first.');
  when foreign_key_violation then
    perform private.raise_error('PT409', format('What a deleted row of %s belonged to is gone', log.resource_type), 'Bring that back first.');
  when not_null_violation or check_violation then
    perform private.raise_error('PT409', format('A deleted row of %s no longer fits', log.resource_type),
      'The rules have changed since. Make it anew.');
end
$$;
comment on function private.insert_deleted is 'Makes a row again from the record of its deletion.';

-- Security definer, like the ones above: rows come back as they were, also columns that nobody may write.
create function private.restore_record(audit_log_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  log constant public.audit_logs := private.find_restorable(audit_log_id);
  deleted public.audit_logs;
  restored int := 0;
begin
  -- Triggers that give a new row its first children leave this one alone, and the log says where it comes from.
  perform set_config('orrery.restored_from', log.id::text, true);
  for deleted in select * from private.deleted_with(log) loop
    perform private.insert_deleted(deleted);
    restored := restored + 1;
  end loop;
  perform set_config('orrery.restored_from', '', true);
  return jsonb_build_object('resource_type', log.resource_type, 'resource_id', log.resource_id, 'restored', restored);
end
$$;

create function public.restore_record(audit_log_id uuid)
returns jsonb
language sql
set search_path = ''
as $$
  select private.restore_record(audit_log_id)
$$;
comment on function public.restore_record is 'Brings a deleted row back to where it was, with what was deleted along with it: {resource_type, resource_id, restored}. PT409 when its place is taken or its parent is gone, PT422 for memberships, keys and what held secrets. Managers of the project; admins of the workspace for what is in no project.';
grant execute on function public.restore_record, private.restore_record to authenticated, service_role;
