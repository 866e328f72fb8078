begin;
select plan(12);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.q', tests.project_of(current_setting('t.bob')::uuid)::text, true);
delete from pgmq.q_events;

select tests.as_user(current_setting('t.ada')::uuid);
insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'Board');
select tests.as_admin();
select results_eq('select message from pgmq.q_events', $$
  select jsonb_build_object('v', 1, 'type', 'events', 'project_id', project_id, 'occurred_at', occurred_at, 'ids', jsonb_build_array(id)) from events
$$, 'a write is a message that names its event');
select is((select (message ->> 'occurred_at')::timestamptz from pgmq.q_events), (select occurred_at from events), 'and where it is kept, to the microsecond');

delete from pgmq.q_events;
insert into charts (project_id, title, chart_type) select current_setting('t.p')::uuid, 'C' || n, 'bar' from generate_series(1, 20) n;
select results_eq($$select jsonb_array_length(message -> 'ids') from pgmq.q_events$$, array[20], 'the events of a statement are one message');
select results_eq($$select i::bigint from pgmq.q_events, jsonb_array_elements_text(message -> 'ids') i order by 1$$,
  $$select id from events where type = 'chart.created' order by 1$$, 'that names each of them once');
delete from pgmq.q_events;
insert into charts (project_id, title, chart_type)
select case when n % 3 = 0 then current_setting('t.q') else current_setting('t.p') end::uuid, 'D' || n, 'bar' from generate_series(1, 15) n;
select results_eq($$select (message ->> 'project_id')::text, jsonb_array_length(message -> 'ids') from pgmq.q_events order by 2$$,
  $$values (current_setting('t.q'), 5), (current_setting('t.p'), 10)$$, 'no message speaks of two projects');
delete from pgmq.q_events;
insert into charts (project_id, title, chart_type) select current_setting('t.p')::uuid, 'E' || n, 'bar' from generate_series(1, 1201) n;
select results_eq($$select jsonb_array_length(message -> 'ids') from pgmq.q_events$$, array[3], 'many rows are few events, and still one message');
delete from pgmq.q_events;
update charts set title = title;
update charts set tags = '{x}' where false;
select is_empty('select * from pgmq.q_events', 'where nothing is told nothing is sent');

select private.write_events(array(
  select row(null, now(), current_setting('t.p')::uuid, 'thing.happened', 'thing', null, null, jsonb_build_object('n', n), null)::events from generate_series(1, 1100) n
));
select results_eq($$select jsonb_array_length(message -> 'ids') from pgmq.q_events order by msg_id$$, array[500, 500, 100], 'a message names no more than 500 events');
select is((select count(distinct i) from pgmq.q_events, jsonb_array_elements(message -> 'ids') i), 1100::bigint, 'and together all of them');
select is((select array_agg((data ->> 'n')::int order by id) from events where type = 'thing.happened'), array(select generate_series(1, 1100)), 'in the order they came');

select tests.as_service();
select private.emit_event(current_setting('t.p')::uuid, 'thing.grew', null, jsonb_build_object('ids', jsonb_build_array(1), 'count', 1, 'text', repeat('x', 70000)));
select tests.as_admin();
select results_eq($$select data from events where type = 'thing.grew'$$, array['{"ids": [1], "count": 1}'::jsonb], 'what is too large is cut down to ids and count');

insert into dead_letters (project_id, queue, message, idempotency_key) select current_setting('t.p')::uuid, q, '{}', q from unnest(array['events', 'connector_sync']) q;
select results_eq($$select data from events where type = 'dead_letter.added'$$, array['{"queue": "connector_sync", "attempts": 0}'::jsonb],
  'messages of events that were given up make no further events');
select * from finish();
rollback;
