create function private.next_cron_day(schedule private.cron_schedule, first date, last date)
returns date
language plpgsql
immutable
set search_path = ''
as $$
declare
  day date := first;
  fits_month_day boolean;
  fits_weekday boolean;
begin
  while day <= last loop
    if extract(month from day) = any (schedule.months) then
      fits_month_day := extract(day from day) = any (schedule.days);
      fits_weekday := extract(dow from day) = any (schedule.weekdays);
      if (fits_month_day and fits_weekday) or (schedule.either_day and (fits_month_day or fits_weekday)) then
        return day;
      end if;
      day := day + 1;
    else
      day := (date_trunc('month', day::timestamp) + interval '1 month')::date;
    end if;
  end loop;
  return null;
end
$$;
comment on function private.next_cron_day is 'The first day of a schedule from first to last; null when there is none.';

create function private.first_moment(wall timestamp, time_zone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  -- No zone is further than 16 hours from UTC, and none changes twice in 32 hours.
  as_utc constant timestamptz := wall at time zone 'UTC';
  offset_before constant interval := ((as_utc - interval '16 hours') at time zone time_zone) - (wall - interval '16 hours');
  offset_after constant interval := ((as_utc + interval '16 hours') at time zone time_zone) - (wall + interval '16 hours');
  low timestamptz := as_utc - offset_after;
  high timestamptz := as_utc - offset_before;
  middle timestamptz;
begin
  if high at time zone time_zone = wall then return high; end if;
  if low at time zone time_zone = wall then return low; end if;
  -- The clock never shows it: the gap ends between low and high.
  while high - low > interval '1 second' loop
    middle := low + make_interval(secs => floor(extract(epoch from high - low) / 2));
    if middle at time zone time_zone > wall then
      high := middle;
    else
      low := middle;
    end if;
  end loop;
  return high;
end
$$;
comment on function private.first_moment is 'When a wall clock first shows a time or a later one: the first of two where it is set back, the end of the gap where it is set forward.';

create function private.next_fixed_moment(schedule private.cron_schedule, time_zone text, after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  wall constant timestamp := after at time zone time_zone;
  last_day constant date := (wall + interval '8 years')::date;
  day date := wall::date;
  hour int;
  minute int;
  moment timestamptz;
begin
  loop
    day := private.next_cron_day(schedule, day, last_day);
    if day is null then return null; end if;
    foreach hour in array schedule.hours loop
      continue when day + make_time(hour, 59, 0) < wall;
      foreach minute in array schedule.minutes loop
        continue when day + make_time(hour, minute, 0) <= wall;
        -- Not later than "after" only while a clock that was set back shows an hour again.
        moment := private.first_moment(day + make_time(hour, minute, 0), time_zone);
        if moment > after then return moment; end if;
      end loop;
    end loop;
    day := day + 1;
  end loop;
end
$$;
comment on function private.next_fixed_moment is 'Each local time of the schedule once, whatever the clock does: a time it skips comes right after the gap, one it shows twice comes the first time.';

create function private.next_hourly_moment(schedule private.cron_schedule, time_zone text, after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  last_day constant date := (after at time zone time_zone + interval '8 years')::date;
  moment timestamptz := date_trunc('minute', after, 'UTC') + interval '1 minute';
  wall timestamp;
  day date;
  minute int;
  next_minute int;
  wait interval;
begin
  loop
    wall := moment at time zone time_zone;
    day := private.next_cron_day(schedule, wall::date, last_day);
    if day is null then return null; end if;
    if day > wall::date then
      moment := greatest(moment + interval '1 minute', private.first_moment(day, time_zone));
      continue;
    end if;
    minute := extract(minute from wall);
    if minute = any (schedule.minutes) then return moment; end if;
    foreach next_minute in array schedule.minutes || 60 loop
      exit when next_minute > minute;
    end loop;
    wait := make_interval(mins => next_minute - minute);
    -- Across a change of the clock minute by minute: it may be set by half an hour, at any time.
    moment := moment + case when (moment + wait) at time zone time_zone = wall + wait then wait else interval '1 minute' end;
  end loop;
end
$$;
comment on function private.next_hourly_moment is 'For schedules that name every hour: whenever the wall clock shows a minute of theirs, in the hour that comes twice as well, and nothing for one that is left out.';

create function private.next_moment(schedule private.cron_schedule, time_zone text, after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if not isfinite(after) then return null; end if;
  if cardinality(schedule.hours) = 24 then return private.next_hourly_moment(schedule, time_zone, after); end if;
  return private.next_fixed_moment(schedule, time_zone, after);
end
$$;
comment on function private.next_moment is 'As next_occurrence, of an expression that was read before and a zone that is one.';

create function private.next_occurrence(cron text, time_zone text, after timestamptz)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if not coalesce(private.is_time_zone(time_zone), false) then
    perform private.raise_error('PT400', format('There is no time zone "%s"', left(time_zone, 64)), 'A time zone has an IANA name, such as Europe/Berlin or UTC.');
  end if;
  return private.next_moment(private.parse_cron(cron), time_zone, after);
end
$$;
-- cron(8) of Vixie and ISC cron: "Daylight Saving Time and other time changes" treats jobs of every hour and all others the same two ways.
comment on function private.next_occurrence is
  'When a cron expression, on the wall clock of an IANA time zone, is due next after a moment; null when that is not within 8 years. A local time that is skipped or comes twice is due once; schedules of every hour go by the hours that really pass. PT400 for what is no expression or zone.';

create function private.is_late(due_at timestamptz, moment timestamptz)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select moment - due_at > interval '5 minutes'
$$;
comment on function private.is_late is 'Whether something that was due at a time counts as missed.';

create function private.passed_occurrences(cron text, time_zone text, first timestamptz, moment timestamptz, out latest timestamptz, out missed int, out next timestamptz)
language plpgsql
stable
set search_path = ''
as $$
declare
  schedule constant private.cron_schedule := private.parse_cron(cron);
  span interval := interval '5 minutes';
begin
  latest := first;
  missed := 1;
  loop
    next := private.next_moment(schedule, time_zone, latest);
    exit when next is null or next > moment;
    if missed = 1000 then
      -- There are more than are counted: look for the latest from the other end.
      next := private.next_moment(schedule, time_zone, moment - span);
      while next > moment loop
        span := span * 4;
        next := private.next_moment(schedule, time_zone, moment - span);
      end loop;
      missed := 1001;
    end if;
    latest := next;
    missed := least(missed + 1, 1001);
  end loop;
  missed := least(missed - (not private.is_late(latest, moment))::int, 1000);
end
$$;
comment on function private.passed_occurrences is
  'From the first occurrence that was not announced up to a moment: the latest, how many were missed (late, or another has passed since; counted to 1,000), and the next one after.';
