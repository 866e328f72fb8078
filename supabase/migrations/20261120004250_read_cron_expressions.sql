create type private.cron_schedule as (
  minutes int[],
  hours int[],
  days int[],
  months int[],
  weekdays int[],
  -- Vixie's rule: where neither day field begins with *, one of them is enough.
  either_day boolean
);
comment on type private.cron_schedule is 'A cron expression, read: the values each field names, in order. 0 is Sunday.';

create function private.expand_cron_part(part text, lowest int, highest int, names text[])
returns int[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  found constant text[] := regexp_match(lower(part), '^(?:(\*)|([0-9]{1,2}|[a-z]{3})(?:-([0-9]{1,2}|[a-z]{3}))?)(?:/([0-9]{1,2}))?$');
  low int;
  high int;
begin
  if found[1] = '*' then
    low := lowest;
    high := highest;
  else
    low := case when found[2] ~ '^[0-9]' then found[2]::int else array_position(names, found[2]) + lowest - 1 end;
    high := case when found[3] is null then low when found[3] ~ '^[0-9]' then found[3]::int else array_position(names, found[3]) + lowest - 1 end;
    -- As in Vixie's, a step follows * or a range.
    if found[3] is null and found[4] is not null then return null; end if;
  end if;
  if low >= lowest and high <= highest and low <= high and coalesce(found[4]::int, 1) > 0 then
    return array(select generate_series(low, high, coalesce(found[4]::int, 1)));
  end if;
  return null;
end
$$;
comment on function private.expand_cron_part is 'The values of *, 5, 1-5, mon-fri, */15 or 1-30/2; null for anything else. names stand for lowest and what follows.';

create function private.expand_cron_field(field text, name text, lowest int, highest int, names text[] default '{}')
returns int[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  part text;
  part_values int[];
  named int[] := '{}';
begin
  foreach part in array string_to_array(field, ',') loop
    part_values := private.expand_cron_part(part, lowest, highest, names);
    if part_values is null then
      perform private.raise_error(
        'PT400',
        format('"%s" is no %s of a cron expression', field, name),
        format('Allowed are %s to %s%s and *, lists (1,2), ranges (1-5) and steps of them (*/2, 1-5/2).',
          lowest, highest, coalesce(' (' || names[1] || ' to ' || names[cardinality(names)] || ')', ''))
      );
    end if;
    named := named || part_values;
  end loop;
  return array(select distinct case when name = 'day of week' then n % 7 else n end from unnest(named) n order by 1);
end
$$;
comment on function private.expand_cron_field is 'The values a field of a cron expression names. PT400 says what is wrong with it.';

create function private.parse_cron(cron text)
returns private.cron_schedule
language plpgsql
immutable
set search_path = ''
as $$
declare
  fields constant text[] := regexp_split_to_array(case lower(btrim(cron))
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else btrim(cron)
  end, '\s+');
  schedule private.cron_schedule;
begin
  if cardinality(fields) is distinct from 5 or length(cron) > 100 then
    perform private.raise_error(
      'PT400', 'A cron expression has five fields: minute, hour, day of month, month, day of week',
      'Such as "0 8 * * mon-fri", in at most 100 characters; or @hourly, @daily, @weekly, @monthly, @yearly.'
    );
  end if;
  schedule.minutes := private.expand_cron_field(fields[1], 'minute', 0, 59);
  schedule.hours := private.expand_cron_field(fields[2], 'hour', 0, 23);
  schedule.days := private.expand_cron_field(fields[3], 'day of month', 1, 31);
  schedule.months := private.expand_cron_field(fields[4], 'month', 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}');
  schedule.weekdays := private.expand_cron_field(fields[5], 'day of week', 0, 7, '{sun,mon,tue,wed,thu,fri,sat}');
  schedule.either_day := not starts_with(fields[3], '*') and not starts_with(fields[5], '*');
  return schedule;
end
$$;
comment on function private.parse_cron is 'Reads the five fields of crontab(5), as Vixie cron does, or a name such as @daily. Raises PT400.';
