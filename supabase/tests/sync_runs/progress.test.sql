begin;
set constraints private.send_broadcast immediate;
select plan(3);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into sync_runs (project_id, trigger) values (current_setting('t.p')::uuid, 'manual');
delete from realtime.messages;
update sync_runs set rows_read = 10;
select results_eq(
  'select topic, event, (payload ->> ''rows_read'')::int, private from realtime.messages',
  format('values (%L, %L, 10, true)', 'project:' || current_setting('t.p'), 'run.changed'), 'the progress of a run is told to its project'
);
update sync_runs set attempt = 2;
select is((select count(*) from realtime.messages), 1::bigint, 'what nobody sees is not');
update sync_runs set status = 'failed', error_message = 'No', finished_at = now();
select is((select count(*) from realtime.messages where payload ->> 'status' = 'failed'), 1::bigint, 'its end is');
select * from finish();
rollback;
