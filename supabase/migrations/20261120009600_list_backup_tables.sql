create function private.backup_tables()
returns table (place int, table_name text, columns text[], condition text)
language sql
stable
set search_path = ''
as $$
  with recursive found as (
    select c.oid, c.relname::text as name,
      -- What the API never shows is no part of a backup: hashes, ids of secrets, and tables of the machinery.
      array_agg(a.attname::text order by a.attnum) filter (where has_column_privilege('authenticated', c.oid, a.attnum, 'select')) as columns,
      bool_or(a.attname = 'workspace_id') as has_workspace, bool_or(a.attname = 'project_id') as has_project
    from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      -- Records that are kept for some time only, and what not even an admin sees: the chats and library of others.
      and c.relname not in ('events', 'audit_logs', 'analytics_events', 'usage_analytics', 'dead_letters', 'notifications', 'user_secrets')
      and c.relname not in ('chat_sessions', 'chat_participants', 'chat_messages', 'workspace_folders', 'workspace_items')
    group by c.oid, c.relname
  ),
  held as (
    select f.oid, f.name, f.columns, concat_ws(
      ' or ',
      case when f.name = 'workspaces' then 'id = $1' end,
      case when f.has_workspace then 'workspace_id = $1' end,
      case when f.has_project then 'project_id = any (array(select id from public.projects where workspace_id = $1))' end
    ) as condition
    from found f where f.columns is not null and (f.name = 'workspaces' or f.has_workspace or f.has_project)
  ),
  -- Memberships of teams have neither column, but a parent that has one.
  kept as (
    select * from held
    union all
    select f.oid, f.name, f.columns, string_agg(format('%I in (select id from public.%I where %s)', a.attname, h.name, h.condition), ' or ')
    from found f
    join pg_catalog.pg_constraint k on k.conrelid = f.oid and k.contype = 'f' and cardinality(k.conkey) = 1
    join held h on h.oid = k.confrelid
    join pg_catalog.pg_attribute a on a.attrelid = f.oid and a.attnum = k.conkey[1] and a.attnotnull
    where f.columns is not null and f.name <> 'workspaces' and not f.has_workspace and not f.has_project
    group by f.oid, f.name, f.columns
  ),
  depths (oid, depth) as (
    select oid, 0 from kept
    union
    select k.conrelid, d.depth + 1
    from depths d join pg_catalog.pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and k.conrelid <> d.oid
    -- A circle of tables would have no order, and no end.
    where k.conrelid in (select oid from kept) and d.depth < 50
  )
  select row_number() over (order by max(d.depth), k.name)::int, k.name, k.columns, k.condition
  from kept k join depths d on d.oid = k.oid
  group by k.name, k.columns, k.condition
$$;
comment on function private.backup_tables is
  'What a backup holds: the tables of projects and workspaces with what admins may read, in the order of their references. $1 is the workspace.';

create function private.backup_statements(workspace_id uuid)
returns table (statement text, dataset_id uuid)
language sql
stable
set search_path = ''
as $$
  with lines (place, head, query, made, dataset_id) as (
    select t.place, format('{"table": %s, "row": ', to_json(t.table_name)), format(
      'select %s from public.%I where %s',
      (select string_agg(format('%I', c), ', ' order by n) from unnest(t.columns) with ordinality x (c, n)),
      t.table_name, replace(t.condition, '$1', quote_literal(backup_statements.workspace_id))
    ), 'to_jsonb(r)', null::uuid
    from private.backup_tables() t
    union all
    select null, format('{"dataset": "%s", "row": ', d.id), format('select * from data.%I order by _row', d.table_name),
      'to_jsonb(r) - ''_row''', d.id
    from public.datasets d
    join public.projects p on p.id = d.project_id
    join pg_catalog.pg_class c on c.relname = d.table_name and c.relnamespace = 'data'::regnamespace
    where p.workspace_id = backup_statements.workspace_id
  )
  select format('select %L || (%s)::text || ''}'' from (%s) r', head, made, query), dataset_id
  from lines order by place, dataset_id
$$;
comment on function private.backup_statements is
  'The queries whose lines make up the backup of a workspace: its tables, then the rows of its datasets.';

create function private.has_moved(dataset_id uuid)
returns boolean
language sql
volatile
set search_path = ''
as $$
  -- What a query sees of pg_class is as old as its snapshot; what the two functions answer is of now.
  select coalesce(bool_or(
    to_regclass(format('data.%I', c.relname))::oid is distinct from c.oid or pg_catalog.pg_relation_filenode(c.oid) is distinct from c.relfilenode
  ), true)
  from public.datasets d join pg_catalog.pg_class c on c.relname = d.table_name and c.relnamespace = 'data'::regnamespace
  where d.id = has_moved.dataset_id
$$;
comment on function private.has_moved is 'Whether a dataset got another table since the transaction''s snapshot, which then sees that table empty.';

create function private.fetch_lines(lines refcursor, max_bytes int)
returns text
language plpgsql
set search_path = ''
as $$
declare
  line text;
  taken text[] := '{}';
  size bigint := 0;
begin
  while size < max_bytes loop
    fetch lines into line;
    exit when not found;
    taken := taken || line;
    size := size + octet_length(line);
  end loop;
  return case when cardinality(taken) > 0 then array_to_string(taken, e'\n') || e'\n' end;
end
$$;
comment on function private.fetch_lines is
  'The next lines of an open cursor, so many bytes and one line at most; null at the end. Keeps large rows from meeting in memory.';

grant execute on function private.backup_tables, private.backup_statements, private.has_moved, private.fetch_lines to service_role;
