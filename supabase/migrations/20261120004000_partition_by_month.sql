-- Partitions live in private and nobody has rights on them: rows are reached through the parent only, with its policies.
create function private.partition_column(parent regclass)
returns text
language sql
stable
set search_path = ''
as $$
  select a.attname
  from pg_catalog.pg_partitioned_table p join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
  where p.partrelid = parent
$$;
comment on function private.partition_column is 'The time a table is partitioned by.';

create function private.make_month_partition(parent regclass, month date)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '5s'
as $$
declare
  base constant text := (select relname from pg_catalog.pg_class where oid = parent);
  part constant text := base || to_char(month, '_YYYY_MM');
  rest constant text := base || '_default';
  occurred_at constant text := private.partition_column(parent);
  since constant timestamptz := month::timestamp at time zone 'UTC';
  until constant timestamptz := (month + interval '1 month') at time zone 'UTC';
  has_rows boolean;
begin
  if to_regclass(format('private.%I', part)) is not null then return; end if;
  execute format('lock table only %s in access exclusive mode', parent);
  execute format('create table private.%I (like %s including defaults including constraints including generated)', part, parent);
  execute format('select exists (select from private.%1$I where %2$I >= $1 and %2$I < $2)', rest, occurred_at) into has_rows using since, until;
  if has_rows then
    -- Detached, it has none of the triggers that refuse to let rows go.
    execute format('alter table %s detach partition private.%I', parent, rest);
    execute format(
      'with moved as (delete from private.%1$I where %3$I >= $1 and %3$I < $2 returning *) insert into private.%2$I select * from moved',
      rest, part, occurred_at
    ) using since, until;
  end if;
  execute format('alter table %s attach partition private.%I for values from (%L) to (%L)', parent, part, since, until);
  if has_rows then
    execute format('alter table %s attach partition private.%I default', parent, rest);
  end if;
end
$$;
comment on function private.make_month_partition is 'Makes a partition of a month in UTC, and moves into it what the default partition holds of that month.';

create function private.make_month_partitions(parent regclass, months_ahead int default 3, months_back int default 0)
returns void
language plpgsql
set search_path = ''
as $$
declare
  base constant text := (select relname from pg_catalog.pg_class where oid = parent);
  this_month constant date := date_trunc('month', now() at time zone 'UTC')::date;
begin
  execute format('create table if not exists private.%I partition of %s default', base || '_default', parent);
  for n in -months_back .. months_ahead loop
    perform private.make_month_partition(parent, (this_month + make_interval(months => n))::date);
  end loop;
end
$$;
comment on function private.make_month_partitions is 'Keeps a table that is partitioned on a time supplied with partitions: this month, months_ahead and months_back, and a default one for the rest.';

create function private.drop_month_partitions(parent regclass, keep interval)
returns void
language plpgsql
set search_path = ''
set lock_timeout = '5s'
as $$
declare
  rest constant text := (select relname from pg_catalog.pg_class where oid = parent) || '_default';
  occurred_at constant text := private.partition_column(parent);
  part regclass;
  has_rows boolean;
begin
  for part in
    select c.oid
    from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent and c.relname ~ '_\d{4}_\d\d$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= (now() - keep) at time zone 'UTC'
  loop
    execute format('drop table %s', part);
  end loop;
  execute format('select exists (select from private.%I where %I < $1)', rest, occurred_at) into has_rows using now() - keep;
  if has_rows then
    execute format('alter table %s detach partition private.%I', parent, rest);
    execute format('delete from private.%I where %I < $1', rest, occurred_at) using now() - keep;
    execute format('alter table %s attach partition private.%I default', parent, rest);
  end if;
end
$$;
comment on function private.drop_month_partitions is 'Retention: drops the months that ended longer ago than keep, and what the default partition holds from before.';

-- Security definer: looks at projects the caller may not see.
create function private.refuse_ledger_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and not exists (select from public.projects where id = old.project_id) then return old; end if;
  perform private.raise_error('PT403', 'What is recorded here is neither changed nor deleted', 'It goes with its project, or when it is too old.');
  return null;
end
$$;
comment on function private.refuse_ledger_change is 'Makes a table append-only for everybody, the service role too: before update or delete for each row, before truncate for each statement. Rows go with their project.';
