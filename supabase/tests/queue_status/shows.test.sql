begin;
select plan(22);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'member', 'stranger', 'root']) who;
update users set is_super_user = true where id = current_setting('t.root')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.w', (create_workspace('Here')).id::text, true);
select set_config('t.p', (create_project(current_setting('t.w')::uuid, 'One')).id::text, true);
select tests.as_user(current_setting('t.stranger')::uuid);
select set_config('t.v', (create_workspace('There')).id::text, true);
select set_config('t.q', (create_project(current_setting('t.v')::uuid, 'Other')).id::text, true);
select tests.as_admin();
insert into workspace_users (workspace_id, user_id, role) values (current_setting('t.w')::uuid, current_setting('t.member')::uuid, 'project_creator');
delete from pgmq.q_connector_sync;
delete from private.message_counts;

select tests.as_user(current_setting('t.member')::uuid);
select throws_ok($$select queue_status(current_setting('t.w')::uuid)$$, 'PT403', null, 'a member is no admin');
select throws_ok('select queue_status(null)', 'PT403', null, 'nor do they see everybody''s');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select queue_status(current_setting('t.w')::uuid)$$, 'PT404', null, 'for strangers there is no such workspace');
select tests.as_anon();
select throws_ok($$select queue_status(current_setting('t.w')::uuid)$$, '42501', null, 'nobody who is not signed in');

select tests.as_admin();
create function pg_temp.put(read_ct int, vt interval, message jsonb) returns void language sql as $$
  insert into pgmq.q_connector_sync (read_ct, enqueued_at, vt, message)
  values (put.read_ct, now() - interval '1 hour', clock_timestamp() + put.vt, put.message)
$$;
create function pg_temp.mine(rest jsonb default '{}') returns jsonb language sql as $$ select jsonb_build_object('project_id', current_setting('t.p')) || rest $$;
select pg_temp.put(0, '-20 seconds', pg_temp.mine()), pg_temp.put(0, '-5 seconds', pg_temp.mine()), pg_temp.put(2, '-1 second', pg_temp.mine('{"tried": 2}'));
select pg_temp.put(1, '30 seconds', pg_temp.mine()), pg_temp.put(3, '30 seconds', pg_temp.mine('{"tried": 2}'));
select pg_temp.put(2, '30 seconds', pg_temp.mine('{"tried": 2}'));
select pg_temp.put(0, '1 hour', pg_temp.mine());
select pg_temp.put(0, '-1 second', jsonb_build_object('workspace_id', current_setting('t.w')));
-- Of others, of nobody, of no shape at all.
select pg_temp.put(0, '-1 hour', jsonb_build_object('project_id', current_setting('t.q'))), pg_temp.put(0, '-1 hour', jsonb_build_object('workspace_id', current_setting('t.v'))),
  pg_temp.put(0, '-1 hour', jsonb_build_object('project_id', current_setting('t.q'), 'workspace_id', current_setting('t.w'))),
  pg_temp.put(0, '-1 hour', '{}'), pg_temp.put(0, '-1 hour', '"text"'), pg_temp.put(1, '1 hour', '{"tried": {"no": "number"}}');
select private.count_messages('connector_sync', jsonb_build_array(
  jsonb_build_object('project_id', current_setting('t.p'), 'done', 3, 'retried', 1, 'died', 2), jsonb_build_object('project_id', current_setting('t.q'), 'done', 50, 'retried', 0, 'died', 0)
));
insert into private.message_counts (workspace_id, project_id, queue, minute, done)
values (current_setting('t.w')::uuid, current_setting('t.p')::uuid, 'connector_sync', date_trunc('minute', now()) - interval '59 minutes', 4),
  (current_setting('t.w')::uuid, current_setting('t.p')::uuid, 'connector_sync', date_trunc('minute', now()) - interval '60 minutes', 1000);
insert into private.worker_leases values (gen_random_uuid(), 'connector_sync', now() + interval '1 minute'), (gen_random_uuid(), 'connector_sync', now() - interval '1 minute');
insert into dead_letters (idempotency_key, project_id, workspace_id, queue, message, redriven_at, discarded_at) values
  ('k', current_setting('t.p')::uuid, current_setting('t.w')::uuid, 'connector_sync', '{}', null, null), ('k', null, current_setting('t.w')::uuid, 'connector_sync', '{}', null, null),
  ('k', current_setting('t.p')::uuid, current_setting('t.w')::uuid, 'connector_sync', '{}', now(), null), ('k', null, current_setting('t.w')::uuid, 'connector_sync', '{}', null, now()),
  ('k', current_setting('t.q')::uuid, current_setting('t.v')::uuid, 'connector_sync', '{}', null, null), ('k', null, null, 'connector_sync', '{}', null, null);

create function pg_temp.status_of(workspace text) returns jsonb language sql as $$
  select q from jsonb_array_elements(queue_status(workspace::uuid) -> 'queues') q where q ->> 'queue' = 'connector_sync'
$$;
grant execute on function pg_temp.status_of to public;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.s', pg_temp.status_of(current_setting('t.w'))::text, true);
select is(current_setting('t.s')::jsonb -> 'waiting', '4', 'what waits for a worker is counted, and nothing of other tenants');
select is(current_setting('t.s')::jsonb -> 'in_work', '2', 'what is in work');
select is(current_setting('t.s')::jsonb -> 'retrying', '1', 'what waits for another try');
select is(current_setting('t.s')::jsonb -> 'delayed', '1', 'what waits for its time');
select ok((current_setting('t.s')::jsonb ->> 'oldest_seconds')::float between 20 and 60, 'the oldest has waited since it could be worked on');
select results_eq($$select s -> 'done', s -> 'retried', s -> 'died' from (values (current_setting('t.s')::jsonb)) x (s)$$, $$values ('7'::jsonb, '1'::jsonb, '2'::jsonb)$$, 'what was settled in the last hour is summed');
select is(jsonb_array_length(current_setting('t.s')::jsonb #> '{minutes,done}'), 60, 'and told for each of 60 minutes');
select results_eq($$select s #> '{minutes,done,0}', s #> '{minutes,done,59}', s #> '{minutes,died,59}' from (values (current_setting('t.s')::jsonb)) x (s)$$,
  $$values ('4'::jsonb, '3'::jsonb, '2'::jsonb)$$, 'the oldest first, this one last');
select is(current_setting('t.s')::jsonb -> 'dead_letters', '2', 'open dead letters of its projects and of itself are counted');
select results_eq($$select s -> 'workers', s -> 'slots', s -> 'is_partial' from (values (current_setting('t.s')::jsonb)) x (s)$$, $$values ('1'::jsonb, '2'::jsonb, 'false'::jsonb)$$,
  'and who works');
select ok(queue_status(current_setting('t.w')::uuid) @> '{"emit_failures": null}', 'what is missing in everybody''s feeds is not for them');

select tests.as_user(current_setting('t.root')::uuid);
select is(pg_temp.status_of(current_setting('t.w')) -> 'waiting', '4', 'a super user sees what an admin sees');
select is(pg_temp.status_of(null) -> 'waiting', '9', 'and of everybody together also what is nobody''s');
select is(pg_temp.status_of(null) -> 'dead_letters', '4', 'its letters too');
select is(queue_status(null) -> 'emit_failures', '0', 'and how many events are missing');

select tests.as_admin();
update projects set deleted_at = now() where id = current_setting('t.p')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select is(pg_temp.status_of(current_setting('t.w')) -> 'waiting', '1', 'messages of a deleted project are none of a workspace');
select is(pg_temp.status_of(current_setting('t.w')) -> 'dead_letters', '1', 'nor are its letters');

select tests.as_admin();
insert into pgmq.q_connector_sync (vt, message) select now(), pg_temp.mine() from generate_series(1, 100000);
select tests.as_user(current_setting('t.ada')::uuid);
select is(pg_temp.status_of(current_setting('t.w')) -> 'is_partial', 'true', 'of a long queue the oldest part is looked at');
select * from finish();
rollback;
