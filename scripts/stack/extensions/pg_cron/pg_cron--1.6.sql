-- What pg_cron 1.6 offers in SQL. Jobs are run by the platform's scheduler, which listens on channel orrery_cron.
create schema cron;
create sequence cron.jobid_seq;
create sequence cron.runid_seq;

create table cron.job (
  jobid bigint primary key default pg_catalog.nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport int not null default pg_catalog.inet_server_port(),
  database text not null default pg_catalog.current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);
alter sequence cron.jobid_seq owned by cron.job.jobid;

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default pg_catalog.nextval('cron.runid_seq'),
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
alter sequence cron.runid_seq owned by cron.job_run_details.runid;

alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username operator(pg_catalog.=) current_user);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username operator(pg_catalog.=) current_user);

grant select on cron.job, cron.job_run_details to public;
grant select on sequence cron.jobid_seq, cron.runid_seq to public;

select pg_catalog.pg_extension_config_dump('cron.job', '');
select pg_catalog.pg_extension_config_dump('cron.jobid_seq', '');
select pg_catalog.pg_extension_config_dump('cron.job_run_details', '');
select pg_catalog.pg_extension_config_dump('cron.runid_seq', '');

-- One field of a schedule as the numbers it stands for, or null when it is wrong. Reads as Vixie's get_list does:
-- what follows the last number it understands, up to the next blank, is ignored.
create function cron._parse_field(field text, low int, high int, names text[]) returns int[]
language plpgsql immutable set search_path = pg_catalog as $$
declare
  rest text := field;
  part text[];
  word text;
  bound int[];
  step bigint;
  picked int[] := '{}';
begin
  loop
    part := regexp_match(rest, '^(?:(\*)|([[:alnum:]]+)(?:(-)([[:alnum:]]*))?)(?:(/)([[:alnum:]]*))?(.*)$');
    if part is null or (part[3] is not null and part[4] = '') then
      return null;
    end if;
    bound := case when part[1] is not null then array[low, high] else '{}' end;
    foreach word in array array_remove(array[part[2], part[4]], null) loop
      if array_position(names, lower(word)) is not null then
        bound := bound || (array_position(names, lower(word)) - 1 + low);
      elsif word ~ '^[0-9]{1,9}$' then
        bound := bound || word::int;
      else
        return null;
      end if;
    end loop;
    if not bound <@ array(select generate_series(low, high)) then
      return null;
    end if;
    -- A step needs a range: "1/20" is an error.
    if part[5] is not null and (cardinality(bound) = 1 or part[6] !~ '^[0-9]{1,9}$' or part[6]::int = 0) then
      return null;
    end if;
    step := coalesce(part[6], '1')::int;
    if cardinality(bound) = 1 then
      picked := picked || bound;
    else
      picked := picked || array(select generate_series(bound[1], bound[2], step)::int);
    end if;
    exit when left(part[7], 1) <> ',';
    rest := substr(part[7], 2);
  end loop;
  return array(select distinct unnest(picked) order by 1);
end
$$;

-- A schedule as {"seconds"} or {"reboot"} or {"minute", "hour", "dom", "month", "dow", "last_dom", "wild", "day_star"}; null when invalid.
create function cron._parse_schedule(schedule text) returns jsonb
language plpgsql immutable strict set search_path = pg_catalog as $$
declare
  entry text := regexp_replace(schedule, '^(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*', '');
  special text := substring(entry from '^@([^ \t\n]*)');
  part text[];
  named text[] := array['jan','feb','mar','apr','may','jun','jul','aug','sep','oct','nov','dec'];
  days text[] := array['sun','mon','tue','wed','thu','fri','sat','sun'];
  minutes int[];
  hours int[];
  doms int[];
  months int[];
  dows int[];
  seconds text := (regexp_match(schedule, '^\s*\+?([0-9]{1,9})\s*second(?:s\s*)?$', 'i'))[1];
begin
  if octet_length(schedule) >= 1000 then
    return null;
  end if;
  if special in ('reboot', 'restart') then
    return '{"reboot": true}';
  end if;
  entry := case
    when special in ('yearly', 'annually') then '0 0 1 1 *'
    when special = 'monthly' then '0 0 1 * *'
    when special = 'weekly' then '0 0 * * 0'
    when special in ('daily', 'midnight') then '0 0 * * *'
    when special = 'hourly' then '0 * * * *'
    when special is null then entry
  end;
  part := regexp_match(entry, '^([^ \t\n]+)[ \t]+([^ \t\n]+)[ \t]+([^ \t\n]+)[ \t]+([^ \t\n]+)[ \t]+([^ \t\n]+)');
  if part is not null then
    minutes := cron._parse_field(part[1], 0, 59, null);
    hours := cron._parse_field(part[2], 0, 23, null);
    doms := case when part[3] = '$' then '{}' else cron._parse_field(part[3], 1, 31, null) end;
    months := cron._parse_field(part[4], 1, 12, named);
    dows := cron._parse_field(part[5], 0, 7, days);
    if minutes is not null and hours is not null and doms is not null and months is not null and dows is not null then
      return jsonb_build_object(
        'minute', minutes,
        'hour', hours,
        'dom', doms,
        'month', months,
        'dow', array(select distinct day % 7 from unnest(dows) day order by 1),
        'last_dom', part[3] = '$',
        'wild', left(part[1], 1) = '*' or left(part[2], 1) = '*',
        'day_star', left(part[3], 1) = '*' or left(part[5], 1) = '*'
      );
    end if;
  end if;
  if seconds::int between 1 and 59 then
    return jsonb_build_object('seconds', seconds::int);
  end if;
  return null;
end
$$;

create function cron._check_schedule(schedule text) returns void
language plpgsql immutable set search_path = pg_catalog as $$
begin
  if cron._parse_schedule(schedule) is null then
    raise exception using
      errcode = '22023',
      message = 'invalid schedule: ' || schedule,
      hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
end
$$;

-- Who may run jobs where. A name that was given must exist and be able to log in.
create function cron._check_user(username text, given boolean, database text) returns void
language plpgsql stable set search_path = pg_catalog as $$
declare
  role pg_catalog.pg_roles;
begin
  select * into role from pg_catalog.pg_roles where rolname = username;
  if not found then
    raise exception using errcode = 'XX000', message = format('role "%s" does not exist', username);
  end if;
  if given and not role.rolcanlogin then
    raise exception using errcode = 'XX000', message = format('role "%s" can not log in', username),
      detail = 'Jobs may only be run by roles that have the LOGIN attribute.';
  end if;
  if database is not null and not has_database_privilege(role.oid, database, 'connect') then
    raise exception using errcode = 'XX000', message = format('User %s does not have CONNECT privilege on %s', username, database);
  end if;
end
$$;

-- pg_cron's functions act as the extension's owner but know who called. SQL can have both only in a chain of
-- triggers: the first runs as the caller and writes the name down, the second runs as the owner and believes it.
create view cron._change as
  select
    null::text as caller, null::boolean as superuser, null::text as action, null::bigint as jobid, null::text as jobname,
    null::text as schedule, null::text as command, null::text as database, null::text as username, null::boolean as active
  where false;
grant select, insert on cron._change to public;

create function cron._identify_caller() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  new.caller := current_user;
  new.superuser := (select rolsuper from pg_catalog.pg_roles where rolname = current_user);
  return new;
end
$$;

create function cron._schedule_job(change cron._change) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
  made bigint;
begin
  perform cron._check_schedule(change.schedule);
  if change.username is not null and not change.superuser then
    raise exception using errcode = 'XX000', message = 'must be superuser to create a job for another role';
  end if;
  perform cron._check_user(coalesce(change.username, change.caller), change.username is not null, coalesce(change.database, current_database()));
  insert into cron.job as job (schedule, command, nodename, nodeport, database, username, active, jobname)
  values (
    change.schedule, change.command, 'localhost', current_setting('port')::int,
    coalesce(change.database, current_database()), coalesce(change.username, change.caller), coalesce(change.active, true), change.jobname
  )
  on conflict on constraint jobname_username_uniq do update
    set schedule = excluded.schedule, command = excluded.command, database = excluded.database
  returning jobid into made;
  return made;
end
$$;

create function cron._unschedule_job(change cron._change) returns bigint
language plpgsql set search_path = pg_catalog as $$
declare
  found_job cron.job;
begin
  select * into found_job from cron.job j
  where j.jobid = change.jobid or (change.jobid is null and j.jobname = change.jobname and j.username = change.caller);
  if found_job.jobid is null then
    raise exception using errcode = 'XX000', message = format(
      'could not find valid entry for job %s', coalesce(change.jobid::text, quote_literal(change.jobname)));
  end if;
  if lower(found_job.username) <> lower(change.caller) and not has_table_privilege(change.caller, 'cron.job', 'delete') then
    raise exception using errcode = '42501', message = 'permission denied for table job';
  end if;
  delete from cron.job where jobid = found_job.jobid;
  return found_job.jobid;
end
$$;

create function cron._alter_job(change cron._change) returns bigint
language plpgsql set search_path = pg_catalog as $$
begin
  if change.username is not null and not change.superuser then
    raise exception using errcode = 'XX000', message = 'must be superuser to alter username';
  end if;
  perform cron._check_user(coalesce(change.username, change.caller), change.username is not null, change.database);
  if change.schedule is not null then
    perform cron._check_schedule(change.schedule);
  end if;
  if num_nonnulls(change.database, change.schedule, change.command, change.username, change.active) = 0 then
    raise exception using errcode = 'XX000', message = 'no updates specified',
      hint = 'You must specify at least one job attribute to change when calling alter_job';
  end if;
  update cron.job job set
    database = coalesce(change.database, job.database),
    schedule = coalesce(change.schedule, job.schedule),
    command = coalesce(change.command, job.command),
    username = coalesce(change.username, job.username),
    active = coalesce(change.active, job.active)
  where jobid = change.jobid and (change.superuser or job.username = change.caller);
  if not found then
    raise exception using errcode = 'XX000', message = format('Job %s does not exist or you don''t own it', change.jobid);
  end if;
  return change.jobid;
end
$$;

create function cron._apply_change() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  new.jobid := case new.action
    when 'schedule' then cron._schedule_job(new)
    when 'unschedule' then cron._unschedule_job(new)
    when 'alter' then cron._alter_job(new)
  end;
  return new;
end
$$;

create trigger a_identify_caller instead of insert on cron._change for each row execute function cron._identify_caller();
create trigger b_apply_change instead of insert on cron._change for each row execute function cron._apply_change();

create function cron.job_cache_invalidate() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_notify('orrery_cron', '');
  return null;
end
$$;
comment on function cron.job_cache_invalidate() is 'invalidate job cache';

create trigger cron_job_cache_invalidate
  after insert or update or delete or truncate on cron.job
  for each statement execute function cron.job_cache_invalidate();

create function cron.schedule(schedule text, command text) returns bigint
language plpgsql strict set search_path = pg_catalog as $$
declare
  made bigint;
begin
  insert into cron._change (action, schedule, command) values ('schedule', schedule.schedule, schedule.command) returning jobid into made;
  return made;
end
$$;
comment on function cron.schedule(text, text) is 'schedule a pg_cron job';

create function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default true
) returns bigint
language plpgsql set search_path = pg_catalog as $$
#variable_conflict use_variable
declare
  made bigint;
  missing text := case when job_name is null then 'job_name' when schedule is null then 'schedule' when command is null then 'command' end;
begin
  if missing is not null then
    raise exception using errcode = 'XX000', message = missing || ' can not be NULL';
  end if;
  insert into cron._change as made_change (action, jobname, schedule, command, database, username, active)
  values ('schedule', job_name, schedule, command, database, username, active)
  returning made_change.jobid into made;
  return made;
end
$$;
comment on function cron.schedule_in_database(text, text, text, text, text, boolean) is 'schedule a pg_cron job';

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language plpgsql set search_path = pg_catalog as $$
#variable_conflict use_variable
declare
  made bigint;
  missing text := case when job_name is null then 'job_name' when schedule is null then 'schedule' when command is null then 'command' end;
begin
  if missing is not null then
    raise exception using errcode = 'XX000', message = missing || ' can not be NULL';
  end if;
  insert into cron._change as made_change (action, jobname, schedule, command)
  values ('schedule', job_name, schedule, command)
  returning made_change.jobid into made;
  return made;
end
$$;
comment on function cron.schedule(text, text, text) is 'schedule a pg_cron job';

create function cron.unschedule(job_id bigint) returns boolean
language plpgsql strict set search_path = pg_catalog as $$
begin
  insert into cron._change (action, jobid) values ('unschedule', job_id);
  return true;
end
$$;
comment on function cron.unschedule(bigint) is 'unschedule a pg_cron job';

create function cron.unschedule(job_name text) returns boolean
language plpgsql strict set search_path = pg_catalog as $$
begin
  insert into cron._change (action, jobname) values ('unschedule', job_name);
  return true;
end
$$;
comment on function cron.unschedule(text) is 'unschedule a pg_cron job';

create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null, username text default null,
  active boolean default null
) returns void
language plpgsql set search_path = pg_catalog as $$
#variable_conflict use_variable
begin
  if job_id is null then
    raise exception using errcode = 'XX000', message = 'job_id can not be NULL';
  end if;
  insert into cron._change (action, jobid, schedule, command, database, username, active)
  values ('alter', job_id, schedule, command, database, username, active);
end
$$;
comment on function cron.alter_job(bigint, text, text, text, text, boolean)
  is 'Alter the job identified by job_id. Any option left as NULL will not be modified.';

-- The administrator decides whether these are safe; hosted projects let postgres.
revoke all on function cron.alter_job(bigint, text, text, text, text, boolean) from public;
revoke all on function cron.schedule_in_database(text, text, text, text, text, boolean) from public;

do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'postgres' and not rolsuper) then
    grant usage on schema cron to postgres with grant option;
    grant all on all functions in schema cron to postgres with grant option;
    grant all on cron.job_run_details to postgres with grant option;
    grant select on cron.job to postgres with grant option;
    grant all on all sequences in schema cron to postgres with grant option;
  end if;
end
$$;
