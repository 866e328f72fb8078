begin;
select plan(31);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'manager', 'viewer', 'member', 'stranger', 'root']) who;
update users set is_super_user = true where id = current_setting('t.root')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.w', (create_workspace('Here')).id::text, true);
select set_config('t.p', (create_project(current_setting('t.w')::uuid, 'One')).id::text, true);
select tests.as_admin();
insert into workspace_users (workspace_id, user_id, role) values (current_setting('t.w')::uuid, current_setting('t.member')::uuid, 'project_creator');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || role)::uuid, role) from unnest(array['manager', 'viewer']) role;
delete from pgmq.q_connector_sync;
delete from pgmq.q_maintenance;

create function pg_temp.letter(name text, project text, workspace text, queue text default 'connector_sync', message jsonb default '{"v": 1}')
returns text language sql security definer as $$
  insert into public.dead_letters (project_id, workspace_id, queue, message, idempotency_key, attempts)
  values (project::uuid, workspace::uuid, letter.queue, letter.message, 'key of ' || name, 5) returning set_config('t.' || name, id::text, true)
$$;
create function pg_temp.ids(variadic names text[]) returns uuid[] language sql as $$ select array_agg(current_setting('t.' || name)::uuid) from unnest(names) name $$;
grant execute on all functions in schema pg_temp to public;
select pg_temp.letter('a', current_setting('t.p'), current_setting('t.w')), pg_temp.letter('b', current_setting('t.p'), current_setting('t.w'), 'maintenance', '"no object"'),
  pg_temp.letter('of_w', null, current_setting('t.w')), pg_temp.letter('nobodys', null, null), pg_temp.letter('old', current_setting('t.p'), current_setting('t.w'), 'gone');

select tests.as_user(current_setting('t.viewer')::uuid);
select results_eq('select id from dead_letters order by id', 'select id from unnest(pg_temp.ids(''a'', ''b'', ''old'')) id order by id', 'a viewer reads the letters of the project');
select throws_ok($$select redrive_dead_letters(pg_temp.ids('a'))$$, 'PT403', null, 'but decides about none');
select throws_ok($$select discard_dead_letters(pg_temp.ids('a'))$$, 'PT403', null, 'neither way');
select throws_ok('update dead_letters set redriven_at = now()', '42501', null, 'nor by hand');
select tests.as_user(current_setting('t.member')::uuid);
select is_empty('select id from dead_letters', 'who makes projects in a workspace reads none of it');
select throws_ok($$select redrive_dead_letters(pg_temp.ids('of_w'))$$, 'PT403', null, 'nor decides');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select redrive_dead_letters(pg_temp.ids('a'))$$, 'PT404', null, 'for strangers there are none');
select throws_ok($$select discard_dead_letters(pg_temp.ids('of_w'))$$, 'PT404', null, 'of the workspace neither');
select throws_ok($$select redrive_dead_letters(pg_temp.ids('nobodys'))$$, 'PT404', null, 'nor of nobody');
select throws_ok($$select redrive_dead_letters(array[gen_random_uuid()])$$, 'PT404', null, 'as if there were none');
select tests.as_user(current_setting('t.manager')::uuid);
select throws_ok($$select redrive_dead_letters(pg_temp.ids('a', 'of_w'))$$, 'PT403', null, 'a manager has no say about the workspace');
select throws_ok($$select redrive_dead_letters(array(select gen_random_uuid() from generate_series(1, 1001)))$$, 'PT400', null, 'a call has an end');
select is(redrive_dead_letters('{}'), 0, 'nothing is nothing');
select throws_ok($$select redrive_dead_letters(pg_temp.ids('a', 'old'))$$, 'PT422', 'There is no queue called "gone" any more', 'letters of no queue are refused with the reason');
select is(tests.value_of('select count(*) from pgmq.q_connector_sync'), '0', 'and nothing is sent then');

select is(redrive_dead_letters(pg_temp.ids('a', 'a', 'b')), 2, 'a manager redrives those of the project, each once');
select is(redrive_dead_letters(pg_temp.ids('a', 'b')), 0, 'and not again');
select results_eq($$select subject_id, actor_id::text, data ->> 'queue' from events where type = 'dead_letter.redriven' order by subject_id$$,
  $$select id, current_setting('t.manager'), queue from dead_letters where id = any (pg_temp.ids('a', 'b')) order by id$$, 'which is told once');
select is(discard_dead_letters(pg_temp.ids('a')), 0, 'nor is one that went back discarded');
select tests.as_admin();
select results_eq('select message from pgmq.q_connector_sync', $$values ('{"v": 1, "idempotency_key": "key of a"}'::jsonb)$$, 'the message is back with the key of its effects, and tries anew');
select results_eq('select message, read_ct from pgmq.q_maintenance', $$values ('"no object"'::jsonb, 0)$$, 'what was no object goes back as it came');
select results_eq($$select redriven_by::text, redriven_at is not null from dead_letters where id = any (pg_temp.ids('a', 'b'))$$,
  $$values (current_setting('t.manager'), true), (current_setting('t.manager'), true)$$, 'it is known who did it');
update pgmq.q_connector_sync set read_ct = 5, vt = now() + interval '1 minute';
select private.bury_message('connector_sync', msg_id, 5, '{"message": "again"}') from pgmq.q_connector_sync;
select results_eq($$select project_id is null, idempotency_key, redriven_at from dead_letters where error ->> 'message' = 'again'$$,
  $$values (true, 'key of a', null::timestamptz)$$, 'one that dies again is a new open letter of the same effect');

select tests.as_user(current_setting('t.ada')::uuid);
select is(redrive_dead_letters(pg_temp.ids('of_w')), 1, 'an admin redrives those of the workspace');
select is(discard_dead_letters(pg_temp.ids('old')), 1, 'and discards those of its projects');
select is(discard_dead_letters(pg_temp.ids('old')), 0, 'once');
select is(redrive_dead_letters(pg_temp.ids('old')), 0, 'which is the end of them');
select results_eq('select discarded_by::text, discarded_at is not null, redriven_at from dead_letters where discarded_at is not null', $$values (current_setting('t.ada'), true, null::timestamptz)$$,
  'the record stays');
select throws_ok($$select discard_dead_letters(pg_temp.ids('nobodys'))$$, 'PT404', null, 'nobody''s are not for admins');
select tests.as_user(current_setting('t.root')::uuid);
select is(discard_dead_letters(pg_temp.ids('nobodys')), 1, 'but for super users');
select throws_ok($$select discard_dead_letters(pg_temp.ids('a'))$$, 'PT403', null, 'who decide about no tenant''s');
select * from finish();
rollback;
