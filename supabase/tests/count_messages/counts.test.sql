begin;
select plan(11);
set constraints private.send_broadcast immediate;
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.w', (select workspace_id::text from projects where id = current_setting('t.p')::uuid), true);
delete from realtime.messages;

select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select private.count_messages('connector_sync', '[]')$$, '42501', null, 'people count nothing');
select throws_ok('select * from private.message_counts', '42501', null, 'and see no counts');
select tests.as_service();
select lives_ok($$select private.count_messages('connector_sync', jsonb_build_array(
  jsonb_build_object('project_id', current_setting('t.p'), 'done', 3, 'retried', 1, 'died', 0),
  jsonb_build_object('project_id', current_setting('t.p'), 'done', 2, 'retried', 0, 'died', 1),
  jsonb_build_object('project_id', gen_random_uuid(), 'done', 100, 'retried', 0, 'died', 0),
  jsonb_build_object('project_id', 'no uuid', 'done', 100, 'retried', 0, 'died', 0),
  jsonb_build_object('project_id', null, 'workspace_id', current_setting('t.w'), 'done', 7, 'retried', 0, 'died', 0),
  jsonb_build_object('project_id', null, 'done', 0, 'retried', 0, 'died', 4)
))$$, 'a worker says what it has settled, also of projects that are gone');
select lives_ok($$select private.count_messages('connector_sync', jsonb_build_array(
  jsonb_build_object('project_id', current_setting('t.p'), 'done', 10, 'retried', 0, 'died', 0)
))$$, 'and again');
select tests.as_admin();
select results_eq('select workspace_id::text, project_id::text, queue, minute, done, retried, died from private.message_counts order by 1, 2',
  $$values (current_setting('t.w'), current_setting('t.p'), 'connector_sync', date_trunc('minute', now()), 15, 1, 1),
    (current_setting('t.w'), null, 'connector_sync', date_trunc('minute', now()), 7, 0, 0),
    (null, null, 'connector_sync', date_trunc('minute', now()), 0, 0, 4)$$,
  'what is of one project, workspace or nobody is added up for the minute');
select results_eq('select topic, event, payload - ''id'' - ''seq'', count(*) from realtime.messages group by 1, 2, 3',
  $$values ('workspace:' || current_setting('t.w'), 'queues.changed', '{}'::jsonb, 2::bigint)$$, 'the workspace is told once with each call');
select lives_ok($$select private.count_messages('connector_sync', '[]')$$, 'who has nothing to say says it');
select is((select count(*) from realtime.messages), 2::bigint, 'to nobody');

update private.message_counts set minute = minute - interval '23 hours';
select private.forget_old_rows();
select is((select count(*) from private.message_counts), 3::bigint, 'the counts of a day are kept');
update private.message_counts set minute = minute - interval '2 hours';
select private.forget_old_rows();
select is_empty('select * from private.message_counts', 'and then forgotten');
delete from projects where id = current_setting('t.p')::uuid;
select lives_ok($$select private.count_messages('connector_sync', jsonb_build_array(jsonb_build_object('project_id', current_setting('t.p'), 'done', 1, 'retried', 0, 'died', 0)))$$,
  'a project that was deleted meanwhile is no error');
select * from finish();
rollback;
