begin;
select plan(9);
set constraints private.send_broadcast immediate;
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.w', (create_workspace('Here')).id::text, true), set_config('t.v', (create_workspace('There')).id::text, true);
select set_config('t.p', (create_project(current_setting('t.w')::uuid, 'One')).id::text, true);
select tests.as_admin();
create function pg_temp.told(event text) returns setof text language sql as $$
  with told as (delete from realtime.messages m where m.event = told.event returning m.topic) select topic from told order by 1
$$;
select pg_temp.told('dead_letters.changed'), pg_temp.told('queues.changed');

insert into dead_letters (idempotency_key, project_id, workspace_id, queue, message)
select n, current_setting('t.p')::uuid, current_setting('t.w')::uuid, 'connector_sync', '{}' from generate_series(1, 3) n;
select results_eq($$select pg_temp.told('dead_letters.changed')$$, array['workspace:' || current_setting('t.w')], 'a workspace is told once of the letters of a statement');
insert into dead_letters (idempotency_key, queue, message) values ('k', 'connector_sync', '{}');
select is_empty($$select pg_temp.told('dead_letters.changed')$$, 'of nobody''s letters nobody is told');
select tests.as_user(current_setting('t.ada')::uuid);
select redrive_dead_letters(array(select id from dead_letters limit 2));
select tests.as_admin();
select results_eq($$select pg_temp.told('dead_letters.changed')$$, array['workspace:' || current_setting('t.w')], 'that some were redriven is told');
select tests.as_user(current_setting('t.ada')::uuid);
select discard_dead_letters(array(select id from dead_letters where redriven_at is null));
select tests.as_admin();
select results_eq($$select pg_temp.told('dead_letters.changed')$$, array['workspace:' || current_setting('t.w')], 'or discarded');
delete from projects where id = current_setting('t.p')::uuid;
select results_eq($$select pg_temp.told('dead_letters.changed')$$, array['workspace:' || current_setting('t.w')], 'or went with their project');

delete from pgmq.q_connector_sync;
select private.wake_waiting_queues();
select is_empty($$select pg_temp.told('queues.changed')$$, 'nobody is told that nothing waits');
insert into pgmq.q_connector_sync (vt, message)
select clock_timestamp() - age, message from (values
  (interval '6 seconds', jsonb_build_object('workspace_id', current_setting('t.w'))), (interval '6 seconds', jsonb_build_object('workspace_id', current_setting('t.w'))),
  ('1 second', jsonb_build_object('workspace_id', current_setting('t.v'))), ('-1 minute', jsonb_build_object('workspace_id', current_setting('t.v'))),
  ('1 hour', jsonb_build_object('workspace_id', gen_random_uuid())), ('1 hour', '"text"')
) x (age, message);
select private.wake_waiting_queues();
select results_eq($$select pg_temp.told('queues.changed')$$, array['workspace:' || current_setting('t.w')], 'whose messages wait for longer than a moment is told once');
delete from pgmq.q_connector_sync;
insert into pgmq.q_connector_sync (vt, message) select now() - interval '1 hour', '{}' from generate_series(1, 1000);
insert into pgmq.q_connector_sync (vt, message) values (now() - interval '1 hour', jsonb_build_object('workspace_id', current_setting('t.w')));
select private.wake_waiting_queues();
select is_empty($$select pg_temp.told('queues.changed')$$, 'of the first 1,000 that do');

insert into dead_letters (idempotency_key, workspace_id, queue, message, redriven_at, discarded_at) values
  ('k', current_setting('t.w')::uuid, 'connector_sync', '{"n": 1}', now() - interval '91 days', null), ('k', current_setting('t.w')::uuid, 'connector_sync', '{"n": 2}', null, now() - interval '91 days'),
  ('k', current_setting('t.w')::uuid, 'connector_sync', '{"n": 3}', now() - interval '89 days', null);
insert into dead_letters (idempotency_key, workspace_id, queue, message, failed_at) values ('k', current_setting('t.w')::uuid, 'connector_sync', '{"n": 4}', now() - interval '900 days');
select private.forget_old_rows();
select results_eq($$select message from dead_letters where workspace_id = current_setting('t.w')::uuid order by message$$, $$values ('{"n": 3}'::jsonb), ('{"n": 4}'::jsonb)$$,
  'letters that are settled are forgotten after 90 days, open ones never');
select * from finish();
rollback;
