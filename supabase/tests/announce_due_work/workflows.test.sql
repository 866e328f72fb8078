begin;
select plan(34);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
-- Due at a time, as if it had been announced up to then.
create function pg_temp.make(name text, cron text, due_at timestamptz, config jsonb default '{}', zone text default 'UTC') returns void language sql as $$
  insert into public.workflows (project_id, name, trigger_config, config, status)
  values (current_setting('t.p')::uuid, name, jsonb_build_object('type', 'schedule', 'cron', cron, 'time_zone', zone), config, 'active');
  update public.workflows w set next_run_at = due_at where w.name = make.name;
$$;
create function pg_temp.told(name text) returns text language sql as $$
  select string_agg(to_char((e.data ->> 'scheduled_for')::timestamptz at time zone 'UTC', 'MM-DD HH24:MI') || ' missed ' || (e.data ->> 'missed'), ', ' order by e.id)
  from public.events e join public.workflows w on w.id = e.subject_id where e.type = 'workflow.due' and w.name = told.name
$$;
create function pg_temp.next(name text) returns timestamptz language sql as $$ select next_run_at from public.workflows w where w.name = next.name $$;

select pg_temp.make('Daily', '0 8 * * *', '2026-06-01 08:00Z');
select is(private.announce_due_workflows(10, '2026-06-01 07:59:59Z'), 0, 'before its time nothing is due');
select is(private.announce_due_workflows(10, '2026-06-01 08:00:20Z'), 1, 'at its time it is');
select is(pg_temp.told('Daily'), '06-01 08:00 missed 0', 'which an event says');
select results_eq($$select project_id::text, subject_type, actor_id, data from events where type = 'workflow.due'$$,
  $$values (current_setting('t.p'), 'workflow', null::uuid, '{"scheduled_for": "2026-06-01T08:00:00+00:00", "missed": 0}'::jsonb)$$, 'of its project and nobody, with the time in UTC');
select is(pg_temp.next('Daily'), '2026-06-02 08:00Z', 'and it is due again a day later');
select is(private.announce_due_workflows(10, '2026-06-01 08:00:20Z'), 0, 'not twice');
select is(private.announce_due_workflows(10, '2026-06-01 07:00Z'), 0, 'nor when the clock is set back');
update workflows set trigger_config = '{"type": "schedule", "cron": "0 8 * * *"}', announced_for = '2036-06-01 08:00Z' where name = 'Daily';
select is(pg_temp.next('Daily'), '2036-06-02 08:00Z', 'nor when it is saved then');
select private.mend_schedules();
select is(pg_temp.next('Daily'), private.next_occurrence('0 8 * * *', 'UTC', now()), 'but a clock that was years ahead does not stop it for years');
update workflows set announced_for = now() where name = 'Daily';
update workflows set next_run_at = now() where name = 'Daily';
select private.mend_schedules();
select is(pg_temp.next('Daily'), now(), 'what was announced in time stays due when it is');
delete from workflows where name = 'Daily';

select pg_temp.make('Daily', '0 8 * * *', '2026-06-01 08:00Z');
select private.announce_due_workflows(10, '2026-06-03 12:00Z');
select is(pg_temp.told('Daily'), '06-03 08:00 missed 3', 'after three days one event stands for all that was missed');
select is(pg_temp.next('Daily'), '2026-06-04 08:00Z', 'and it goes on from now');
select pg_temp.make('Late', '0 8 * * *', '2026-06-01 08:00Z');
select private.announce_due_workflows(10, '2026-06-01 08:05Z');
select is(pg_temp.told('Late'), '06-01 08:00 missed 0', 'five minutes are not late');
update workflows set next_run_at = '2026-06-02 08:00Z' where name = 'Late';
select private.announce_due_workflows(10, '2026-06-02 08:05:01Z');
select is(pg_temp.told('Late'), '06-01 08:00 missed 0, 06-02 08:00 missed 1', 'more are');

delete from workflows where project_id is not null;
select pg_temp.make('Skips', '0 8 * * *', '2026-06-01 08:00Z', '{"missed_runs": "skip"}');
select is(private.announce_due_workflows(10, '2026-06-03 12:00Z'), 1, 'one that skips is passed');
select is(pg_temp.told('Skips'), null, 'in silence');
select results_eq($$select next_run_at, announced_for from workflows where name = 'Skips'$$, $$values ('2026-06-04 08:00Z'::timestamptz, '2026-06-03 08:00Z'::timestamptz)$$, 'and goes on from now');
select private.announce_due_workflows(10, '2026-06-05 08:01Z');
select is(pg_temp.told('Skips'), '06-05 08:00 missed 1', 'it runs at a time that is now, whatever it missed');
select pg_temp.make('Runs once', '0 8 * * *', '2026-06-01 08:00Z', '{"missed_runs": "run_once"}');
select private.announce_due_workflows(10, '2026-06-03 12:00Z');
select is(pg_temp.told('Runs once'), '06-03 08:00 missed 3', 'the other policy can be said');

select pg_temp.make('Minutely', '* * * * *', '2026-06-01 08:00Z');
select private.announce_due_workflows(10, '2026-06-01 08:02:30Z');
select is(pg_temp.told('Minutely'), '06-01 08:02 missed 2', 'what another has followed is missed');
select private.announce_due_workflows(10, '2026-06-04 08:02:30Z');
select is(pg_temp.told('Minutely'), '06-01 08:02 missed 2, 06-04 08:02 missed 1000', 'missed times are counted to 1,000');
select is(pg_temp.next('Minutely'), '2026-06-04 08:03Z', 'the next is the next all the same');
select pg_temp.make('Thousand', '* * * * *', '2026-06-01 00:00Z');
select private.announce_due_workflows(10, '2026-06-01 16:39:30Z');
select is(pg_temp.told('Thousand'), '06-01 16:39 missed 999', 'a thousand, the last of them in time');
select pg_temp.make('Bursts', '* 3 * * *', '2026-06-01 03:00Z');
select private.announce_due_workflows(10, '2026-08-01 00:00Z');
select is(pg_temp.told('Bursts'), '07-31 03:59 missed 1000', 'the latest is found from the other end');

select pg_temp.make('Gap', '30 2 * * *', '2027-03-27 01:30Z', zone => 'Europe/Berlin');
select private.announce_due_workflows(10, moment) from unnest(array['2027-03-27 01:30:10Z', '2027-03-28 00:59:59Z', '2027-03-28 01:00:10Z', '2027-03-28 01:30:10Z', '2027-03-29 00:30:10Z']::timestamptz[]) moment;
select is(pg_temp.told('Gap'), '03-27 01:30 missed 0, 03-28 01:00 missed 0, 03-29 00:30 missed 0', 'a day that is an hour short has its run');
select pg_temp.make('Twice', '30 2 * * *', '2027-10-30 00:30Z', zone => 'Europe/Berlin');
select private.announce_due_workflows(10, moment) from unnest(array['2027-10-30 00:30:10Z', '2027-10-31 00:30:10Z', '2027-10-31 01:30:10Z', '2027-11-01 01:30:10Z']::timestamptz[]) moment;
select is(pg_temp.told('Twice'), '10-30 00:30 missed 0, 10-31 00:30 missed 0, 11-01 01:30 missed 0', 'one that is an hour long has one');

delete from workflows where project_id is not null;
select pg_temp.make('Paused', '0 8 * * *', '2026-06-01 08:00Z');
update workflows set status = 'paused' where name = 'Paused';
update workflows set next_run_at = '2026-06-01 08:00Z' where name = 'Paused';
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 0, 'what is not active is not due, whatever is written');
update workflows set status = 'active', next_run_at = '2026-06-01 08:00Z' where name = 'Paused';
update workflows set next_run_at = '2026-06-01 08:00Z' where name = 'Paused';
update projects set is_active = false where id = current_setting('t.p')::uuid;
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 0, 'nor in a project that is not');
update projects set is_active = true, deleted_at = now() where id = current_setting('t.p')::uuid;
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 0, 'or is deleted');
update projects set deleted_at = null where id = current_setting('t.p')::uuid;
update workspaces set is_active = false where id = (select workspace_id from projects where id = current_setting('t.p')::uuid);
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 0, 'or whose workspace is not active');
update workspaces set is_active = true, deleted_at = now() where id = (select workspace_id from projects where id = current_setting('t.p')::uuid);
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 0, 'or is deleted');
update workspaces set deleted_at = null where id = (select workspace_id from projects where id = current_setting('t.p')::uuid);
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 1, 'and is when all is well');

-- A zone that the server no longer has.
select pg_temp.make('Lost', '0 8 * * *', '2026-06-01 08:00Z');
select pg_temp.make('Fine', '0 8 * * *', '2026-06-01 08:00Z');
set local session_replication_role = replica;
update workflows set trigger_config = '{"type": "schedule", "cron": "0 8 * * *", "time_zone": "Atlantis/Poseidonis"}' where name = 'Lost';
set local session_replication_role = origin;
select is(private.announce_due_workflows(10, '2026-06-01 08:00Z'), 2, 'one that cannot be read keeps no other');
select results_eq($$select name, pg_temp.told(name), next_run_at from workflows where name in ('Lost', 'Fine') order by name$$,
  $$values ('Fine', '06-01 08:00 missed 0', '2026-06-02 08:00Z'::timestamptz), ('Lost', '06-01 08:00 missed 0', null)$$, 'it is due this once, then never');
select * from finish();
rollback;
