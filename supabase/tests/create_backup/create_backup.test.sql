begin;
select plan(16);
select set_config('t.owner', tests.make_user('owner@example.com')::text, true), set_config('t.member', tests.make_user('member@example.com')::text, true),
  set_config('t.stranger', tests.make_user('stranger@example.com')::text, true);
select tests.as_user(current_setting('t.owner')::uuid);
select set_config('t.w', (create_workspace('Here')).id::text, true);
select tests.as_admin();
insert into workspace_users (workspace_id, user_id, role) values (current_setting('t.w')::uuid, current_setting('t.member')::uuid, 'project_creator');

select tests.as_user(current_setting('t.member')::uuid);
select throws_ok($$select create_backup(current_setting('t.w')::uuid)$$, 'PT403', null, 'a member is no admin');
select throws_ok('select create_backup()', 'PT403', null, 'nobody backs up every workspace');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select create_backup(current_setting('t.w')::uuid)$$, 'PT404', null, 'who is not in a workspace does not see it');
select throws_ok($$select create_backup(gen_random_uuid())$$, 'PT404', null, 'as if there were none');
select tests.as_anon();
select throws_ok($$select create_backup(current_setting('t.w')::uuid)$$, '42501', null, 'nobody who is not signed in');

select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok('select create_backup()', 'PT403', null, 'nor does an owner of one');
select is(create_backup(current_setting('t.w')::uuid), '{"queued": 1}', 'an admin backs up the workspace');
select is(create_backup(current_setting('t.w')::uuid), '{"queued": 1}', 'a second request answers the same');
select throws_ok('select * from pgmq.q_maintenance', '42501', null, 'nobody reads the queue');
select tests.as_admin();
select results_eq('select message - ''asked_at'' from pgmq.q_maintenance',
  $$values (jsonb_build_object('v', 1, 'type', 'backup', 'workspace_id', current_setting('t.w')))$$, 'and queues nothing');
update users set status = 'banned' where id = current_setting('t.owner')::uuid;
select tests.as_user(current_setting('t.owner')::uuid);
select throws_ok($$select create_backup(current_setting('t.w')::uuid)$$, 'PT404', null, 'who is banned asks for nothing');

select tests.as_service();
insert into workspaces (name, is_active, deleted_at) values ('Asleep', false, null), ('Gone', true, now());
select is((create_backup() ->> 'queued')::bigint, (select count(*) from workspaces where is_active and deleted_at is null), 'the service role backs up every active workspace');
select bag_eq($$select message ->> 'workspace_id' from pgmq.q_maintenance$$, 'select id::text from workspaces where is_active and deleted_at is null',
  'each once, the one that waited too');
select is(create_backup((select id from workspaces where name = 'Asleep')), '{"queued": 1}', 'one that sleeps when it is named');
select is(create_backup((select id from workspaces where name = 'Gone')), '{"queued": 0}', 'never one that is deleted');
delete from pgmq.q_maintenance;
select tests.as_admin();
select ok((create_backup() ->> 'queued')::int >= 2, 'so does cron, which is no person');
select * from finish();
rollback;
