begin;
select plan(11);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
delete from pgmq.q_connector_sync;

-- The load as it fails for good in a worker.
create function pg_temp.fail(run text) returns void language sql security definer as $$
  update pgmq.q_connector_sync set vt = clock_timestamp() - interval '1 second';
  select private.start_run(run::uuid);
  select private.fail_run(run::uuid, 'internal', 'The line breaks'), private.bury_message('connector_sync', r.msg_id, r.read_ct, '{}')
  from private.read_messages('connector_sync', 30, 1) r;
$$;
create function pg_temp.letters() returns uuid[] language sql security definer as $$ select array_agg(id) from public.dead_letters where redriven_at is null $$;
grant execute on all functions in schema pg_temp to public;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.r', (load_upload(current_setting('t.p')::uuid, tests.make_upload(current_setting('t.p')::uuid), jsonb_build_object('mode', 'create', 'name', 'Orders', 'format', 'csv', 'columns', tests.columns('a:text')))).id::text, true);
select pg_temp.fail(current_setting('t.r'));
select results_eq('select status, error_code from sync_runs', $$values ('failed', 'internal')$$, 'a load has failed for good');
select is((select count(*) from dead_letters), 1::bigint, 'its message is dead');
select is(redrive_dead_letters(pg_temp.letters()), 1, 'which goes back');
select results_eq('select status, error_code, error_message, finished_at from sync_runs', $$values ('queued', null::text, null::text, null::timestamptz)$$, 'the run waits again');
select is((select message_id from sync_runs)::text, tests.value_of('select msg_id from pgmq.q_connector_sync'), 'for that message');
select tests.run_load(current_setting('t.r')::uuid, '[["x"], ["y"]]');
select results_eq('select status, rows_written from sync_runs', $$values ('succeeded', 2::bigint)$$, 'and is done when a worker takes it');

select set_config('t.r', (load_upload(current_setting('t.p')::uuid, tests.make_upload(current_setting('t.p')::uuid), jsonb_build_object('mode', 'create', 'name', 'Again', 'format', 'csv', 'columns', tests.columns('a:text')))).id::text, true);
select pg_temp.fail(current_setting('t.r'));
select retry_run(current_setting('t.r')::uuid);
select results_eq($$select redriven_by::text from dead_letters where message ->> 'id' = current_setting('t.r')$$, array[current_setting('t.ada')], 'who retries the run has redriven its letter');
select is(tests.value_of('select count(*) from pgmq.q_connector_sync'), '1', 'with one message');
select pg_temp.fail(current_setting('t.r'));
select is(cardinality(pg_temp.letters()), 1, 'failing again it is a new letter');

-- Of another project, with the id of this run.
select tests.as_admin();
select set_config('t.eve', tests.make_user('eve@example.com')::text, true);
select set_config('t.q', tests.project_of(current_setting('t.eve')::uuid)::text, true);
insert into dead_letters (idempotency_key, project_id, queue, message)
values ('k', current_setting('t.q')::uuid, 'connector_sync', jsonb_build_object('type', 'load_upload', 'id', current_setting('t.r')));
select tests.as_service();
select is(redrive_dead_letters(array(select id from dead_letters where project_id = current_setting('t.q')::uuid)), 1, 'a letter that names a run of another project goes back');
select is((select status from sync_runs where id = current_setting('t.r')::uuid), 'failed', 'and changes nothing there');
select * from finish();
rollback;
