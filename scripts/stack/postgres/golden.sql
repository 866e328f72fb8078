-- Every object of our schemas as (kind, name, place, line): what the migrations made, whatever order they made it in.
-- Partitions are shown once, without their month. Needs `search_path = ''`, so that every name is written out.
with ours as (
  select oid, nspname from pg_namespace where nspname in ('public', 'private', 'data')
),
relation as (
  select c.*, n.nspname, format('%I.%I', n.nspname, coalesce(p.relname || '_yyyymm', c.relname)) as name,
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'c' then 'type' else 'table' end as kind
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_inherits i on i.inhrelid = c.oid and c.relispartition
  left join pg_class p on p.oid = i.inhparent
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'c') and (n.oid in (select oid from ours) or n.nspname = 'pgmq' and c.relname ~ '^[qa]_')
    and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'i' and c.relkind = 'S')
    and (n.nspname = 'pgmq' or not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e'))
),
routine as (
  select p.*, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p join ours n on n.oid = p.pronamespace
  where p.prokind <> 'a' and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
),
acl as (
  select 'schema' as kind, format('%I', nspname) as name, nspacl as acl, nspowner as owner, 'n' as type from pg_namespace
  where nspname in ('public', 'private', 'data', 'pgmq')
  union all
  select kind, name, relacl, relowner, case kind when 'sequence' then 's' when 'type' then 'T' else 'r' end from relation where kind <> 'type'
  union all
  select 'function', name, proacl, proowner, 'f' from routine
  union all
  select 'type', format('%I.%I', n.nspname, t.typname), t.typacl, t.typowner, 'T'
  from pg_type t join ours n on n.oid = t.typnamespace where t.typtype in ('d', 'e')
),
grants as (
  select kind, name, type, coalesce(g.rolname, 'public') as grantee, e.is_grantable,
    string_agg(lower(e.privilege_type), ', ' order by e.privilege_type) as list, count(*) as n
  from acl cross join lateral aclexplode(coalesce(acl.acl, acldefault(acl.type::"char", acl.owner))) e left join pg_roles g on g.oid = e.grantee
  where e.grantee <> acl.owner
  group by 1, 2, 3, 4, 5
),
column_grants as (
  select r.kind, r.name, coalesce(g.rolname, 'public') as grantee, lower(e.privilege_type) as privilege,
    string_agg(format('%I', a.attname), ', ' order by a.attnum) as columns
  from relation r join pg_attribute a on a.attrelid = r.oid, aclexplode(a.attacl) e left join pg_roles g on g.oid = e.grantee
  where a.attnum > 0 group by 1, 2, 3, 4
),
comments as (
  select kind, name, format('comment on %s %s is %L;', kind, name, obj_description(oid, 'pg_class')) as line, obj_description(oid, 'pg_class') as said
  from relation
  union all
  select 'function', name, format('comment on function %s is %L;', name, obj_description(oid, 'pg_proc')), obj_description(oid, 'pg_proc') from routine
  union all
  select 'schema', nspname, format('comment on schema %I is %L;', nspname, obj_description(oid, 'pg_namespace')), obj_description(oid, 'pg_namespace')
  from ours
  union all
  select r.kind, r.name, format('comment on column %s.%I is %L;', r.name, a.attname, col_description(r.oid, a.attnum)), col_description(r.oid, a.attnum)
  from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
),
line (kind, name, place, line) as (
  select 'extension', e.extname::text, 1, format('create extension %I with schema %I;', e.extname, n.nspname)
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
  union all
  select 'schema', nspname, 1, format('create schema %I;', nspname) from ours
  union all
  select 'default privileges', d.defaclrole::regrole::text, 1, format(
    'alter default privileges for role %s%s grant %s on %s to %s;', d.defaclrole::regrole, ' in schema ' || n.nspname,
    string_agg(lower(e.privilege_type), ', ' order by e.privilege_type),
    case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' else 'schemas' end,
    coalesce(g.rolname, 'public')
  )
  from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) e left join pg_roles g on g.oid = e.grantee
  where e.grantee <> d.defaclrole and d.defaclrole = 'postgres'::regrole
  group by d.oid, d.defaclrole, n.nspname, d.defaclobjtype, g.rolname
  union all
  select 'type', t.name, 1, t.line from (
    select format('%I.%I', n.nspname, t.typname) as name, case t.typtype
      when 'e' then format('create type %I.%I as enum (%s);', n.nspname, t.typname,
        (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid))
      else format('create domain %I.%I as %s%s%s;', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), case when t.typnotnull then ' not null' else '' end,
        (select string_agg(format(' constraint %I %s', conname, pg_get_constraintdef(c.oid)), '' order by conname) from pg_constraint c where contypid = t.oid))
      end as line
    from pg_type t join ours n on n.oid = t.typnamespace where t.typtype in ('d', 'e')
  ) t
  union all
  select r.kind, r.name, 1, case r.kind
    when 'view' then format('create view %s%s as %s', r.name, ' with (' || array_to_string(r.reloptions, ', ') || ')', pg_get_viewdef(r.oid))
    when 'sequence' then format('create sequence %s;', r.name)
    else format('create %stable %s%s%s%s', case r.relpersistence when 'u' then 'unlogged ' else '' end, r.name,
      case when r.relispartition then ' (a partition for each month)' else ' (' end,
      (
        select string_agg(e'\n  ' || format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
          case
            when a.attgenerated = 's' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
            else ' default ' || pg_get_expr(d.adbin, d.adrelid)
          end, case a.attidentity when 'a' then ' generated always as identity' when 'd' then ' generated by default as identity' else '' end), ',' order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and not r.relispartition
      ),
      case when r.relispartition then ';' else e'\n)' || coalesce(' partition by ' || pg_get_partkeydef(r.oid), '') || coalesce(' with (' || array_to_string(r.reloptions, ', ') || ')', '') || ';' end)
    end
  from relation r where r.nspname <> 'pgmq' and r.kind <> 'type'
  union all
  select r.kind, r.name, 2, format('alter table %s add constraint %I %s;', r.name, c.conname, pg_get_constraintdef(c.oid))
  from pg_constraint c join relation r on r.oid = c.conrelid where c.conparentid = 0 and c.contype not in ('t', 'n') and not (r.relispartition and not c.conislocal) and r.nspname <> 'pgmq'
  union all
  select r.kind, r.name, 3, pg_get_indexdef(i.indexrelid) || ';'
  from pg_index i join relation r on r.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
  where not x.relispartition and r.nspname <> 'pgmq' and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = r.oid and c.contype in ('p', 'u', 'x'))
  union all
  select r.kind, r.name, 3, pg_get_statisticsobjdef(s.oid) || ';' from pg_statistic_ext s join relation r on r.oid = s.stxrelid
  union all
  select coalesce(r.kind, 'table'), coalesce(r.name, t.tgrelid::regclass::text), 4,
    pg_get_triggerdef(t.oid) || ';' || case t.tgenabled when 'O' then '' else format(' -- enabled: %s', t.tgenabled) end
  from pg_trigger t join pg_proc f on f.oid = t.tgfoid left join relation r on r.oid = t.tgrelid
  where not t.tgisinternal and t.tgparentid = 0 and f.pronamespace in (select oid from ours)
  union all
  select 'event trigger', evtname, 1, format('create event trigger %I on %s execute function %s;', evtname, evtevent, evtfoid::regproc)
  from pg_event_trigger where evtfoid in (select oid from routine)
  union all
  select kind, name, 5, format('alter table %s %s row level security;', name, case when relforcerowsecurity then 'enable and force' else 'enable' end)
  from relation where relrowsecurity
  union all
  select 'table', coalesce(r.name, p.polrelid::regclass::text), 6, format('create policy %I on %s%s for %s to %s%s%s;', p.polname,
    coalesce(r.name, p.polrelid::regclass::text), case when p.polpermissive then '' else ' as restrictive' end,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    (select string_agg(case x when 0 then 'public' else x::regrole::text end, ', ') from unnest(p.polroles) x),
    e'\n  using ' || pg_get_expr(p.polqual, p.polrelid), e'\n  with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_policy p left join relation r on r.oid = p.polrelid where p.polrelid::regclass::text !~ '^(cron|net|vault)\.'
  union all
  select 'function', name, 1, rtrim(pg_get_functiondef(oid), e'\n') || ';' from routine
  union all
  select kind, name, 7, format('grant %s on %s %s to %s%s;', case when type = 'r' and n >= 7 then 'all' else list end, kind, name, grantee,
    case when is_grantable then ' with grant option' else '' end)
  from grants
  union all
  select kind, name, 8, format('grant %s (%s) on %s to %s;', privilege, columns, name, grantee) from column_grants
  union all
  select kind, name, 9, line from comments where said is not null
  union all
  select r.kind, r.name, 10, format('alter %s %s owner to %s;', r.kind, r.name, r.relowner::regrole) from relation r where r.relowner <> 'postgres'::regrole
  union all
  select 'function', name, 10, format('alter function %s owner to %s;', name, proowner::regrole) from routine where proowner <> 'postgres'::regrole
  union all
  select 'queue', queue_name, 1, format('select pgmq.create(%L); -- partitioned: %s, unlogged: %s', queue_name, is_partitioned, is_unlogged) from pgmq.meta
  union all
  select 'job', jobname, 1, format('select cron.schedule(%L, %L, %L); -- active: %s', jobname, schedule, command, active) from cron.job
  union all
  select 'bucket', id, 1, format('bucket %s: public %s, at most %s bytes, types %s', id, public, coalesce(file_size_limit::text, 'any'),
    coalesce(array_to_string(allowed_mime_types, ' '), 'any')) from storage.buckets
  union all
  select 'publication', pubname, 1, format('alter publication %I add table %I.%I;', pubname, schemaname, tablename) from pg_publication_tables where pubname = 'supabase_realtime'
)
-- Twelve partitions say the same thing twelve times.
select distinct kind, name, place, line from line
