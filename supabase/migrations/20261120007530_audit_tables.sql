create table private.audited_tables (
  name text primary key,
  position int not null generated always as identity,
  is_restorable boolean not null
);
comment on table private.audited_tables is 'What is audited, parents before children. is_restorable: whether restore_record makes a deleted row again.';

create function private.audit_table(name text, ignored text[] default '{}', is_restorable boolean default true)
returns void
language plpgsql
set search_path = ''
as $$
declare
  source constant regclass := format('public.%I', name);
  columns constant text[] := array(
    select a.attname from pg_catalog.pg_attribute a where a.attrelid = source and a.attnum > 0 and not a.attisdropped
  );
  -- What is computed from other columns is no change by itself, and is computed again when a row is restored.
  computed constant text[] := array(select a.attname from pg_catalog.pg_attribute a where a.attrelid = source and a.attgenerated <> '');
  watched text;
  left_out text[];
begin
  if not ignored <@ columns then
    raise exception 'Cannot audit %: one of % is no column', name, ignored;
  end if;
  insert into private.audited_tables (name, is_restorable) values (name, is_restorable);
  for watched, left_out in
    values
      ('insert', ignored || array['updated_at']), ('update', ignored || array['updated_at']),
      ('delete', case when is_restorable then '{}' else ignored end)
  loop
    execute format(
      'create trigger audit_%1$ss after %1$s on %2$s referencing %3$s for each statement execute function private.audit_%1$ss(%4$s)',
      watched, source,
      case watched
        when 'insert' then 'new table as new_rows' when 'delete' then 'old table as old_rows' else 'old table as old_rows new table as new_rows'
      end,
      (
        select string_agg(quote_literal(argument), ', ')
        from unnest(array[case when 'project_id' = any (columns) then 'project' else '' end] || left_out || computed) argument
      )
    );
  end loop;
end
$$;
comment on function private.audit_table is 'Records what happens to a table. A change of ignored columns alone, such as counters, is none. Of what cannot be restored they are left out altogether.';
