begin;
select plan(36);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
delete from vault.secrets where name in ('functions_url', 'service_role_key');
select lives_ok($$select pgmq.send('connector_sync', '{}')$$, 'without an address of the worker a message is still taken');
select is((select count(*) from net.http_request_queue), 0::bigint, 'and nobody is called');
select vault.create_secret('http://functions.test/v1/', 'functions_url'), vault.create_secret('key', 'service_role_key');
select set_config('t.m', pgmq.send('connector_sync', jsonb_build_object('project_id', current_setting('t.p')))::text, true);
select results_eq($$select method::text, url, headers ->> 'authorization', convert_from(body, 'UTF8')::jsonb from net.http_request_queue$$,
  $$values ('POST', 'http://functions.test/v1/worker', 'Bearer key', '{"queue": "connector_sync"}'::jsonb)$$, 'a message calls the worker');
select pgmq.send('connector_sync', '{}'), pgmq.send('connector_sync', '{}');
select is((select count(*) from net.http_request_queue), 1::bigint, 'others of the transaction call nobody, since all leave at its end');
delete from pgmq.q_connector_sync where msg_id > current_setting('t.m')::bigint;
create function pg_temp.go_on() returns text language sql as $$ select set_config('orrery.called_connector_sync', '', true) $$;
comment on function pg_temp.go_on is 'As if the transaction were another.';
select pg_temp.go_on();
savepoint undone;
select pgmq.send('connector_sync', '{}');
select is((select count(*) from net.http_request_queue), 2::bigint, 'one of another transaction does');
rollback to undone;
select is((select count(*) from net.http_request_queue), 1::bigint, 'a call that is undone');
select private.wake_waiting_queues();
select is((select count(*) from net.http_request_queue), 2::bigint, 'cron calls it again while a message waits');
select pg_temp.go_on();

select tests.as_service();
select results_eq($$select read_ct, message from private.read_messages('connector_sync', 30, 10, 0, array[current_setting('t.p')])$$,
  $$values (1, '{}'::jsonb)$$, 'a project can be passed over; what is nobody''s cannot');
select results_eq($$select msg_id::text, read_ct from private.read_messages('connector_sync', 30, 10)$$,
  $$values (current_setting('t.m'), 1)$$, 'a message is delivered with a token');
select is_empty($$select * from private.read_messages('connector_sync', 30, 10)$$, 'and to nobody else meanwhile');
reset role;
select private.wake_waiting_queues();
select is((select count(*) from net.http_request_queue), 2::bigint, 'nor is anybody called for it');
select tests.as_service();
update pgmq.q_connector_sync set vt = now();
select is((select max(read_ct) from private.read_messages('connector_sync', 30, 10)), 2, 'when nobody settled it in time it is delivered again');
update pgmq.q_connector_sync set vt = now();
select is_empty($$select * from private.read_messages('connector_sync', 30, 10, current_setting('t.m')::bigint)$$, 'not to one who reads above it');

select is(private.acknowledge_messages('connector_sync', array[current_setting('t.m')::bigint], array[1]), 0, 'who had it before cannot acknowledge it');
select is_empty($$select private.extend_messages('connector_sync', array[current_setting('t.m')::bigint], array[1], 60)$$, 'nor keep it');
select private.retry_messages('connector_sync', array[current_setting('t.m')::bigint], array[1], array[600]);
select private.return_messages('connector_sync', array[current_setting('t.m')::bigint], array[1]);
select results_eq($$select read_ct, vt <= now(), message ? 'retried' from pgmq.q_connector_sync where msg_id = current_setting('t.m')::bigint$$,
  $$values (2, true, false)$$, 'nor put it off, nor give it back');
select ok(not private.bury_message('connector_sync', current_setting('t.m')::bigint, 1, '{}'), 'nor bury it');

select is((select count(*) from private.extend_messages('connector_sync', array[current_setting('t.m')::bigint], array[2], 600)), 1::bigint, 'who has it keeps it');
select ok((select vt > now() + interval '9 minutes' from pgmq.q_connector_sync where msg_id = current_setting('t.m')::bigint), 'for as long as they say');
select private.return_messages('connector_sync', array[current_setting('t.m')::bigint], array[2]);
select results_eq($$select msg_id::text, read_ct from private.read_messages('connector_sync', 30, 1, current_setting('t.m')::bigint - 1)$$,
  $$values (current_setting('t.m'), 2)$$, 'one that is given back was not delivered');
select private.retry_messages('connector_sync', array[current_setting('t.m')::bigint], array[2], array[600]);
select results_eq($$select read_ct, vt > now() + interval '9 minutes', message -> 'retried' from pgmq.q_connector_sync where msg_id = current_setting('t.m')::bigint$$,
  $$values (2, true, '1'::jsonb)$$, 'one that failed comes later, and is known to have failed');
select set_config('t.odd', (select json_agg(m) from pgmq.send_batch('connector_sync', array[
  '{"retried": "x"}', '{"retried": 1.5}', '{"retried": -1}', '{"retried": 99999999999}', '{"retried": {}}', '{"retried": null}', '{"retried": 4}', '"retried"'
]::jsonb[]) m)::text, true);
select lives_ok($$select private.retry_messages('connector_sync', array_agg(m), array_agg(0), array_agg(600)) from (select m::bigint from json_array_elements_text(current_setting('t.odd')::json) m) x$$,
  'whatever it says of its failures itself');
select results_eq($$select message -> 'retried' from pgmq.q_connector_sync where msg_id > current_setting('t.m')::bigint order by msg_id$$,
  $$values ('1'::jsonb), ('1'), ('1'), ('1'), ('1'), ('1'), ('5'), (null)$$, 'a small whole number is believed');
delete from pgmq.q_connector_sync where msg_id > current_setting('t.m')::bigint;
select set_config('t.key', private.message_key('connector_sync', msg_id, enqueued_at, message), true) from pgmq.q_connector_sync where msg_id = current_setting('t.m')::bigint;
select ok(private.bury_message('connector_sync', current_setting('t.m')::bigint, 2, '{"code": "x"}'), 'or is buried');
select results_eq('select project_id::text, workspace_id is not null, queue, attempts, error, message ? ''retried'', idempotency_key from dead_letters',
  $$values (current_setting('t.p'), true, 'connector_sync', 2, '{"code": "x"}'::jsonb, false, current_setting('t.key'))$$, 'with all that is known');
select is(private.message_key('connector_sync', 99, now(), jsonb_build_object('idempotency_key', current_setting('t.key'))), current_setting('t.key'),
  'sent again under its key it is still the same message');
select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from dead_letters), 1::bigint, 'its project sees it');
select tests.as_service();
select is(private.acknowledge_messages('connector_sync', array[current_setting('t.m')::bigint], array[2]), 0, 'a buried message is gone');
reset role;
select pgmq.send_batch('connector_sync', array['null', '[]', '"x"', '{"project_id": "nonsense"}']::jsonb[]);
select is((select count(private.bury_message('connector_sync', msg_id, read_ct, null)) from private.read_messages('connector_sync', 30, 100)), 5::bigint, 'whatever is sent can be buried');
select is((select count(*) from dead_letters where project_id is null and message <> '{}'), 4::bigint, 'as it was');

select lives_ok($$select private.create_queue('extra', 1)$$, 'a queue is made with all that belongs to it');
delete from net.http_request_queue;
select pgmq.send('extra', '{}');
select is((select count(*) from net.http_request_queue), 1::bigint, 'and wakes its worker');
select throws_ok($$select private.create_queue('Extra-2', 1)$$, '23514', null, 'by a plain name');
delete from net.http_request_queue;
select pgmq.send('connector_sync', '{}'), pg_temp.go_on();
alter table pgmq.q_extra rename to q_lost;
select lives_ok('select private.wake_waiting_queues()', 'one that cannot be looked at');
select results_eq('select convert_from(body, ''UTF8'')::jsonb from net.http_request_queue', array['{"queue": "connector_sync"}'::jsonb], 'keeps nobody from the others');
alter table pgmq.q_lost rename to q_extra;
select pgmq.drop_queue('extra');
select is_empty($$select 1 from private.worker_slots where queue = 'extra'$$, 'and goes with all of it');
select * from finish();
rollback;
