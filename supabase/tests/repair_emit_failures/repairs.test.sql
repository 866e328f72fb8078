begin;
select plan(33);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.q', tests.project_of(current_setting('t.bob')::uuid)::text, true);
-- Whatever is in the feed was sent, and once.
create function pg_temp.unsent() returns table (id bigint) language sql as $$
  (select id from public.events except all select i::bigint from pgmq.q_events, jsonb_array_elements_text(message -> 'ids') i)
  union all (select i::bigint from pgmq.q_events, jsonb_array_elements_text(message -> 'ids') i except all select id from public.events)
$$;
create function pg_temp.told() returns table (type text, title text) language sql as $$
  select type, data ->> 'title' from public.events where subject_type = 'dashboard' order by id
$$;
create function pg_temp.make(variadic titles text[]) returns void language sql as $$
  insert into public.dashboards (project_id, title) select current_setting('t.p')::uuid, t from unnest(titles) t
$$;
grant execute on all functions in schema pg_temp to public;
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok('select private.repair_emit_failures()', '42501', null, 'people cannot call it');
select tests.as_admin();
select lives_ok('select private.repair_emit_failures()', 'nothing to do is nothing done');

-- The queue is gone.
alter table pgmq.q_events rename to q_gone;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('orrery.causation_id', '00000000-0000-4000-8000-00000000ca00', true);
select lives_ok($$select pg_temp.make('A', 'B')$$, 'a write is kept when the queue is gone');
select set_config('orrery.causation_id', '', true);
select tests.as_admin();
select is((select count(*) from dashboards), 2::bigint, 'it is there');
select is_empty('select * from pg_temp.told()', 'though it is not told');
select results_eq('select source, code, event ->> ''type'', attempts from private.emit_failures',
  $$values ('insert of dashboards', '42P01', 'dashboard.created', 0), ('insert of dashboards', '42P01', 'dashboard.created', 0)$$, 'that is recorded');
select private.repair_emit_failures();
select results_eq('select code, attempts, retry_at > now() from private.emit_failures', $$values ('42P01', 1, true), ('42P01', 1, true)$$, 'what cannot be repaired yet waits');
alter table pgmq.q_gone rename to q_events;
select private.repair_emit_failures();
select is_empty('select * from pg_temp.told()', 'for its time');
-- As if all of it had been two hours ago.
update private.emit_failures set retry_at = now(), event = event || jsonb_build_object('occurred_at', now() - interval '2 hours');
select private.repair_emit_failures();
select results_eq('select * from pg_temp.told()', $$values ('dashboard.created', 'A'), ('dashboard.created', 'B')$$, 'then it is told, in its order');
select results_eq('select distinct occurred_at, actor_id, causation_id from events',
  $$values (now() - interval '2 hours', current_setting('t.ada')::uuid, '00000000-0000-4000-8000-00000000ca00'::uuid)$$, 'with its time, who did it and why');
select results_eq($$select jsonb_array_length(message -> 'ids') from pgmq.q_events$$, array[2], 'the events of a statement are one message again');
select private.repair_emit_failures();
select is((select count(*) from pg_temp.told()) + (select count(*) from private.emit_failures), 2::bigint, 'and only once');
select is_empty('select * from pg_temp.unsent()', 'as its message is sent');

-- One of many events is refused.
alter table events add constraint bad_is_never_told check (data ->> 'title' <> 'Bad') not valid;
insert into dashboards (project_id, title) values
  (current_setting('t.p')::uuid, 'C'), (current_setting('t.q')::uuid, 'Bad'), (current_setting('t.q')::uuid, 'D'), (current_setting('t.p')::uuid, 'E');
select is((select count(*) from dashboards where title in ('C', 'D', 'E', 'Bad')), 4::bigint, 'a write is kept when one of its events is refused');
select is((select count(*) from private.emit_failures), 4::bigint, 'which leaves out all of them');
select private.repair_emit_failures();
select results_eq($$select title from pg_temp.told() where title > 'B'$$, array['C', 'E', 'D'], 'the others are told');
select results_eq($$select event -> 'data' ->> 'title', attempts, message ~ 'bad_is_never_told' from private.emit_failures$$, $$values ('Bad', 1, true)$$, 'the bad one is kept, and why');
alter table events drop constraint bad_is_never_told;
update private.emit_failures set retry_at = now();
select private.repair_emit_failures();
select is((select count(*) from events where data ->> 'title' = 'Bad' and project_id = current_setting('t.q')::uuid), 1::bigint, 'until it can be told too');
select is_empty('select * from pg_temp.unsent()', 'all of them are sent');

-- There is no partition.
create function pg_temp.partitions(what text) returns void language plpgsql as $$
declare
  month constant text := to_char(now() at time zone 'UTC', 'YYYY_MM');
  since constant timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC';
  until constant timestamptz := (date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC';
begin
  if what = 'detach' then
    execute format('alter table public.events detach partition private.events_%s', month);
    alter table public.events detach partition private.events_default;
  else
    execute format('alter table public.events attach partition private.events_%s for values from (%L) to (%L)', month, since, until);
    alter table public.events attach partition private.events_default default;
  end if;
end
$$;
select pg_temp.partitions('detach');
select lives_ok($$select pg_temp.make('F')$$, 'a write is kept when there is no partition');
select pg_temp.partitions('attach');
select private.repair_emit_failures();
select is((select count(*) from pg_temp.told() where title = 'F'), 1::bigint, 'and told when there is');

-- The events cannot even be made.
delete from dashboards where title > 'B';
alter table dashboards rename column title to heading;
insert into dashboards (id, project_id, heading) values ('00000000-0000-4000-8000-00000000d001', current_setting('t.p')::uuid, 'G');
update dashboards set heading = 'H' where heading = 'G';
delete from dashboards where heading = 'H';
insert into dashboards (project_id, heading)
select case when n % 3 = 0 then current_setting('t.q') else current_setting('t.p') end::uuid, 'Many ' || n from generate_series(1, 30) n;
select is((select count(*) from dashboards where heading like 'Many%'), 30::bigint, 'writes are kept when events cannot be made of them');
select is((select count(distinct code) from private.emit_failures where code = '42703'), 1::bigint, 'for whatever reason');
select private.repair_emit_failures();
select results_eq($$select type from events where subject_id = '00000000-0000-4000-8000-00000000d001' and data = '{}' order by id$$,
  array['dashboard.created', 'dashboard.updated', 'dashboard.deleted'], 'what happened to which row is told');
select results_eq($$select project_id::text, (data ->> 'count')::int, jsonb_array_length(data -> 'ids') from events where subject_type = 'dashboard' and data ? 'ids' order by 2$$,
  $$values (current_setting('t.q'), 10, 10), (current_setting('t.p'), 20, 20)$$, 'and of many rows which');
select is_empty('select * from private.emit_failures', 'nothing is missing');
alter table dashboards rename column heading to title;
alter table dead_letters rename column attempts to tries;
insert into dead_letters (idempotency_key, project_id, queue, message) select 'k', current_setting('t.p')::uuid, unnest(array['events', 'connector_sync']), '{}';
select private.repair_emit_failures();
select results_eq($$select d.queue from events e join dead_letters d on d.id = e.subject_id$$, array['connector_sync'], 'what is never told is not told then');
alter table dead_letters rename column tries to attempts;

-- What goes on failing is kept; what is gone is not.
alter table events add constraint nothing_is_told check (type not like 'dashboard.%') not valid;
select pg_temp.make('I');
update private.emit_failures set attempts = 9;
select private.repair_emit_failures();
select results_eq('select attempts, retry_at from private.emit_failures', $$values (10, now() + interval '1 hour')$$, 'after many attempts it is tried each hour');
update private.emit_failures set occurred_at = now() - interval '399 days';
select private.forget_old_rows();
select is((select count(*) from private.emit_failures), 1::bigint, 'as long as the event itself would be kept');
alter table events drop constraint nothing_is_told;
update projects set owner_user_id = null where id = current_setting('t.p')::uuid;
delete from projects where id = current_setting('t.p')::uuid;
update private.emit_failures set retry_at = now();
select private.repair_emit_failures();
select is_empty('select * from private.emit_failures', 'what went with its project is missed no longer');
select is((select count(*) from events where project_id = current_setting('t.p')::uuid), 0::bigint, 'and not told');

-- A cause that is none.
select set_config('orrery.causation_id', 'nonsense', true);
insert into dashboards (project_id, title) values (current_setting('t.q')::uuid, 'Why?');
select is((select count(*) from events where data ->> 'title' = 'Why?' and causation_id is null), 1::bigint, 'a cause that is none is left out');
select is_empty('select * from private.emit_failures', 'and no event with it');
select * from finish();
rollback;
