create view private.active_projects as
select p.id
from public.projects p join public.workspaces w on w.id = p.workspace_id
where p.is_active and p.deleted_at is null and w.is_active and w.deleted_at is null;
comment on view private.active_projects is 'Projects in which things happen by themselves.';

create function private.due_event(project_id uuid, subject text, subject_id uuid, scheduled_for timestamptz, missed int)
returns public.events
language sql
stable
set search_path = ''
set timezone = 'UTC'
as $$
  select row(
    null, now(), project_id, subject || '.due', subject, subject_id, null, jsonb_build_object('scheduled_for', scheduled_for, 'missed', missed), null
  )::public.events
$$;
comment on function private.due_event is 'The event that something is due. missed: how many times have passed since the last one, at which it was not announced.';

create function private.pass_schedule(workflow public.workflows, moment timestamptz, out latest timestamptz, out missed int, out next timestamptz)
language plpgsql
set search_path = ''
as $$
begin
  select * into latest, missed, next from private.passed_occurrences(
    workflow.trigger_config ->> 'cron', coalesce(workflow.trigger_config ->> 'time_zone', 'UTC'), workflow.next_run_at, moment
  );
exception when sqlstate 'PT400' or invalid_parameter_value then
  -- Only a server that was changed meanwhile can refuse it. Others must not wait for it.
  raise warning 'The schedule of workflow % cannot be read: %', workflow.id, sqlerrm;
  latest := workflow.next_run_at;
  missed := 0;
end
$$;
comment on function private.pass_schedule is 'What passed_occurrences says of a workflow that is due. One that cannot be read is due this once and never again.';

-- The three below are alike. Within one call everybody's first comes before anybody's second, so that no project keeps others waiting.
-- Rows are locked by who announces them, and others pass over them; a row that was announced is not due any more, which is looked at again under the lock.
create function private.announce_due_workflows(max_rows int, moment timestamptz)
returns int
language plpgsql
set search_path = ''
as $$
declare
  taken int;
  new_events public.events[];
begin
  with due as materialized (
    select w as workflow
    from (
      select d.id, d.next_run_at, row_number() over (partition by d.project_id order by d.next_run_at) as turn
      from public.workflows d join private.active_projects p on p.id = d.project_id
      where d.status = 'active' and d.next_run_at <= moment
    ) queued
    join public.workflows w on w.id = queued.id
    where w.status = 'active' and w.next_run_at <= moment
    order by queued.turn, queued.next_run_at limit max_rows
    for update of w skip locked
  ),
  passed as (
    update public.workflows w set next_run_at = t.next, announced_for = t.latest
    from due, private.pass_schedule(due.workflow, moment) t
    where w.id = (due.workflow).id
    returning w.id, w.project_id, t.latest, t.missed, w.config ->> 'missed_runs' = 'skip' and private.is_late(t.latest, moment) as is_skipped
  )
  select count(*), array_agg(private.due_event(project_id, 'workflow', id, latest, missed)) filter (where is_skipped is not true)
  into taken, new_events from passed;
  perform private.write_events(new_events);
  return taken;
end
$$;
comment on function private.announce_due_workflows is 'Writes workflow.due for workflows whose time has come, one for all times missed, none for those that skip them; answers how many it took.';

create function private.announce_due_connectors(max_rows int, moment timestamptz)
returns int
language plpgsql
set search_path = ''
as $$
declare
  taken int;
  new_events public.events[];
begin
  with due as materialized (
    select c.id, c.next_sync_at + floor(extract(epoch from moment - c.next_sync_at) / c.sync_frequency) * make_interval(secs => c.sync_frequency) as latest,
      floor(extract(epoch from moment - c.next_sync_at) / c.sync_frequency)::bigint as earlier
    from (
      select d.id, d.next_sync_at, row_number() over (partition by d.project_id order by d.next_sync_at) as turn
      from public.connectors d join private.active_projects p on p.id = d.project_id
      where d.next_sync_at <= moment
        and not exists (select from public.sync_runs r where r.connector_id = d.id and r.status in ('queued', 'running'))
    ) queued
    join public.connectors c on c.id = queued.id
    where c.next_sync_at <= moment
    order by queued.turn, queued.next_sync_at limit max_rows
    for update of c skip locked
  ),
  announced as (
    update public.connectors c set announced_at = moment from due where c.id = due.id
    returning c.id, c.project_id, due.latest, least(due.earlier + private.is_late(due.latest, moment)::int, 1000)::int as missed
  )
  select count(*), array_agg(private.due_event(project_id, 'connector', id, latest, missed)) into taken, new_events from announced;
  perform private.write_events(new_events);
  return taken;
end
$$;
comment on function private.announce_due_connectors is 'Writes connector.due for connectors whose time to sync has come and that no run is about to; answers how many. The trigger schedule_next_sync says when they are due again.';

create function private.announce_due_rows(source regclass, subject text, max_rows int, moment timestamptz)
returns int
language plpgsql
set search_path = ''
as $$
declare
  taken int;
  new_events public.events[];
begin
  execute format($sql$
    with due as materialized (
      select c.id, c.due_at
      from (
        select d.id, d.due_at, row_number() over (partition by d.project_id order by d.due_at) as turn
        from %1$s d join private.active_projects p on p.id = d.project_id
        where d.due_at <= $2
      ) queued
      join %1$s c on c.id = queued.id
      where c.due_at <= $2
      order by queued.turn, queued.due_at limit $1
      for update of c skip locked
    ),
    announced as (
      update %1$s c set announced_for = due.due_at from due where c.id = due.id returning c.id, c.project_id, due.due_at
    )
    select count(*), array_agg(private.due_event(project_id, %2$L, id, due_at, private.is_late(due_at, $2)::int)) from announced
  $sql$, source, subject) into taken, new_events using max_rows, moment;
  perform private.write_events(new_events);
  return taken;
end
$$;
comment on function private.announce_due_rows is 'Writes subject.due for rows of a table with due_at and announced_for whose time has come; answers how many.';

create function private.announce_due_work(kind text, max_rows int default 200, moment timestamptz default now())
returns int
language plpgsql
set search_path = ''
as $$
declare
  until constant timestamptz := clock_timestamp() + interval '10 seconds';
  taken int;
  total int := 0;
begin
  -- What is left then has its turn in the next minute.
  loop
    case kind
      when 'workflows' then taken := private.announce_due_workflows(max_rows, moment);
      when 'connectors' then taken := private.announce_due_connectors(max_rows, moment);
      when 'content' then taken := private.announce_due_rows('public.content', 'content', max_rows, moment);
      when 'email_campaigns' then taken := private.announce_due_rows('public.email_campaigns', 'email_campaign', max_rows, moment);
    end case;
    total := total + taken;
    exit when taken < max_rows or clock_timestamp() > until;
  end loop;
  return total;
end
$$;
comment on function private.announce_due_work is
  'Writes an event for each of the workflows, connectors, content or email_campaigns whose time has come, in batches; answers how many it took. Every minute, each kind by itself.';

create function private.mend_schedules()
returns void
language sql
set search_path = ''
as $$
  update public.workflows set announced_for = null,
    next_run_at = private.next_occurrence(trigger_config ->> 'cron', coalesce(trigger_config ->> 'time_zone', 'UTC'), now())
  where status = 'active' and next_run_at is not null and announced_for > now() + interval '1 day';
  update public.connectors set next_sync_at = now() where next_sync_at > now() + make_interval(secs => sync_frequency) + interval '1 day';
$$;
comment on function private.mend_schedules is
  'What was announced or synced while the clock was far ahead would not be due before that time. It is due again by the clock of now.';
