/** One statement that reads everything the schema cache needs. `$1` is the exposed schema. */
export const catalogSql = `
with exposed as (
  select oid from pg_catalog.pg_namespace where nspname = $1
),
relation as (
  select c.* from pg_catalog.pg_class c
  where c.relnamespace = (select oid from exposed) and c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
)
select json_build_object(
  'relations', (
    select coalesce(json_agg(json_build_object(
      'oid', c.oid::bigint,
      'name', c.relname,
      'kind', case when c.relkind in ('v', 'm') then 'view' else 'table' end,
      'writable', pg_catalog.pg_relation_is_updatable(c.oid, true) & 8 = 8,
      'description', pg_catalog.obj_description(c.oid, 'pg_class'),
      'columns', (
        select coalesce(json_agg(json_build_object(
          'position', a.attnum,
          'name', a.attname,
          'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
          'nullable', not a.attnotnull,
          'default', case
            when a.attidentity <> '' then format('nextval(%L)', pg_catalog.pg_get_serial_sequence(c.oid::regclass::text, a.attname))
            when a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid)
          end,
          'generated', a.attgenerated <> '',
          'description', pg_catalog.col_description(c.oid, a.attnum),
          'enum', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid)
        ) order by a.attnum), '[]')
        from pg_catalog.pg_attribute a
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ),
      'primary_key', (
        select json_agg(a.attname order by array_position(k.conkey, a.attnum))
        from pg_catalog.pg_constraint k
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
        where k.conrelid = c.oid and k.contype = 'p'
      )
    ) order by c.relname), '[]')
    from relation c
  ),
  'foreign_keys', (
    select coalesce(json_agg(json_build_object(
      'constraint', k.conname,
      'from', k.conrelid::bigint,
      'to', k.confrelid::bigint,
      'from_columns', k.conkey,
      'to_columns', k.confkey,
      'unique', exists (
        select from pg_catalog.pg_constraint u
        where u.conrelid = k.conrelid and u.contype in ('p', 'u') and u.conkey <@ k.conkey
      )
    ) order by k.conname), '[]')
    from pg_catalog.pg_constraint k
    where k.contype = 'f' and k.conparentid = 0
  ),
  'views', (
    select coalesce(json_agg(json_build_object('oid', c.oid::bigint, 'definition', r.ev_action)), '[]')
    from relation c
    join pg_catalog.pg_rewrite r on r.ev_class = c.oid and r.rulename = '_RETURN'
    where c.relkind in ('v', 'm')
  ),
  'routines', (
    select coalesce(json_agg(json_build_object(
      'name', p.proname,
      'volatility', p.provolatile,
      'setof', p.proretset,
      'rows', p.prorows,
      'description', pg_catalog.obj_description(p.oid, 'pg_proc'),
      'returns', case
        when t.oid = 'void'::regtype then 'void'
        when t.typtype = 'c' or t.oid = 'record'::regtype and p.proargmodes && '{o,b,t}'::"char"[] then 'composite'
        when bt.typtype = 'c' then 'composite'
        else 'scalar'
      end,
      'return_type', pg_catalog.format_type(t.oid, null),
      'settings', p.proconfig,
      'relation', (select c.relname from relation c where c.oid in (t.typrelid, bt.typrelid) and c.oid <> 0),
      'args', (
        select json_agg(json_build_object(
          'name', coalesce(p.proargnames[arg.position], ''),
          'type', pg_catalog.format_type(arg.type, null),
          'required', arg.rank <= p.pronargs - p.pronargdefaults,
          'variadic', arg.mode = 'v'
        ) order by arg.rank)
        from (
          select a.type, a.mode, a.position, row_number() over (order by a.position) as rank
          from (
            select type, coalesce(p.proargmodes[position], 'i') as mode, position
            from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as listed (type, position)
          ) a
          where a.mode in ('i', 'b', 'v')
        ) arg
      )
    ) order by p.proname), '[]')
    from pg_catalog.pg_proc p
    join pg_catalog.pg_type t on t.oid = p.prorettype
    left join pg_catalog.pg_type bt on bt.oid = t.typbasetype
    where p.pronamespace = (select oid from exposed) and p.prokind = 'f'
      and t.oid not in ('trigger'::regtype, 'event_trigger'::regtype)
      and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  ),
  'role_settings', (
    select coalesce(json_agg(json_build_object('role', r.rolname, 'settings', s.setconfig)), '[]')
    from pg_catalog.pg_db_role_setting s
    join pg_catalog.pg_roles r on r.oid = s.setrole
    where s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
      and r.rolname in ('anon', 'authenticated', 'service_role')
  )
) as catalog
`
