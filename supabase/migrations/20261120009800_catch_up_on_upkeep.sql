create function private.write_missing_stats(since timestamptz)
returns void
language sql
set search_path = ''
as $$
  -- A day's are due five minutes before it ends; of a long downtime the latest month is told.
  select private.write_daily_stats(day::date)
  from (select ((now() at time zone 'UTC') - interval '23 hours 55 minutes')::date as last_day) x,
    generate_series(greatest((since at time zone 'UTC')::date, last_day - 30), last_day, interval '1 day') day
$$;
comment on function private.write_missing_stats is 'Writes the statistics of each day from one on to the latest whose time has come.';

create table private.upkeep (
  name text primary key,
  cron text not null,
  command text not null,
  next_run_at timestamptz not null,
  last_run_at timestamptz
);
comment on table private.upkeep is
  'What is done once in a while, and when it is due (UTC). cron only asks whether it is: it catches up on nothing, and a machine that sleeps at night would never do it. $1 in a command is the time it was due.';

create function private.run_upkeep(name text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  job private.upkeep;
begin
  select * into job from private.upkeep u
  -- Further ahead than any of them is: the clock was wrong when it ran.
  where u.name = run_upkeep.name and (u.next_run_at <= now() or u.next_run_at > now() + interval '2 days')
  for update skip locked;
  if not found then return false; end if;
  execute job.command using least(job.next_run_at, now());
  update private.upkeep u set next_run_at = private.next_occurrence(u.cron, 'UTC', now()), last_run_at = now() where u.name = run_upkeep.name;
  return true;
end
$$;
comment on function private.run_upkeep is 'Does a job of upkeep if it is due, once however many times it was missed. One that fails is tried again when cron asks again.';

insert into private.upkeep (name, cron, command, next_run_at)
select name, cron, command, private.next_occurrence(cron, 'UTC', now())
from (values
  ('close expired links', '29 * * * *', 'select private.close_expired_links($1)'),
  ('mend schedules', '59 * * * *', 'select private.mend_schedules()'),
  ('clean up expired cache', '17 */6 * * *', 'select private.cleanup_expired_cache()'),
  ('write daily stats', '55 23 * * *', 'select private.write_missing_stats($1)'),
  ('keep partitions', '23 2 * * *', 'select private.keep_partitions()'),
  ('forget old rows', '41 3 * * *', 'select private.forget_old_rows()'),
  ('back up workspaces', '11 1 * * *', 'select private.create_backup(null)')
) x (name, cron, command);
