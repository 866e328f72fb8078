begin;
select plan(13);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'admin', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into workspaces (id, name) values ('00000000-0000-4000-8000-0000000000a1', 'Acme');
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-0000000000a1', current_setting('t.admin')::uuid, 'admin'), ('00000000-0000-4000-8000-0000000000a1', current_setting('t.ada')::uuid, 'project_creator');
insert into chat_sessions (id, project_id, created_by) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, current_setting('t.ada')::uuid);
insert into workflows (id, project_id, name) values ('00000000-0000-4000-8000-0000000000f1', current_setting('t.p')::uuid, 'Flow');
insert into workflow_executions (id, project_id, workflow_id, workflow_version, trigger_type, status, started_at, completed_at)
select id::uuid, current_setting('t.p')::uuid, '00000000-0000-4000-8000-0000000000f1', 1, 'manual', status, now() - interval '40 days', ended
from (values
  ('00000000-0000-4000-8000-0000000000e1', 'completed', now() - interval '31 days'), ('00000000-0000-4000-8000-0000000000e2', 'completed', now() - interval '29 days'),
  ('00000000-0000-4000-8000-0000000000e3', 'running', null)
) e (id, status, ended);
delete from private.broadcast_sequences;
insert into private.broadcast_sequences (topic, last)
select topic, 7 from unnest(array[
  'project:' || current_setting('t.p'), 'workspace:00000000-0000-4000-8000-0000000000a1', 'chat:00000000-0000-4000-8000-0000000000c1',
  'execution:00000000-0000-4000-8000-0000000000e1', 'execution:00000000-0000-4000-8000-0000000000e2', 'execution:00000000-0000-4000-8000-0000000000e3',
  'project:00000000-0000-4000-8000-00000000dead', 'chat:00000000-0000-4000-8000-00000000dead', 'workspace:00000000-0000-4000-8000-00000000dead'
]) topic;

select tests.as_user(current_setting('t.ada')::uuid);
select is(latest_sequence('project:' || current_setting('t.p')), 7::bigint, 'who listens knows how far it is');
select is(latest_sequence('execution:00000000-0000-4000-8000-0000000000e3'), 7::bigint, 'on every kind of topic');
select throws_ok($$select latest_sequence('workspace:00000000-0000-4000-8000-0000000000a1')$$, 'PT404', null, 'a member of a workspace does not listen to it');
select throws_ok(format('select latest_sequence(%L)', topic), 'PT404', null, coalesce(topic, 'null')) from unnest(array['*', 'project:', null]) topic;
select tests.as_user(current_setting('t.admin')::uuid);
select is(latest_sequence('workspace:00000000-0000-4000-8000-0000000000a1'), 7::bigint, 'an admin does');
select throws_ok(format('select latest_sequence(%L)', 'project:' || current_setting('t.p')), 'PT404', null, 'but not to the project of somebody else');
select tests.as_anon();
select throws_ok(format('select latest_sequence(%L)', 'project:' || current_setting('t.p')), '42501', null, 'who is not signed in asks in vain');
select tests.as_service();
select is(latest_sequence('workspace:00000000-0000-4000-8000-0000000000a1'), 7::bigint, 'the service role may ask for all');
select is(latest_sequence('workspace:00000000-0000-4000-8000-0000000000a2'), 0::bigint, 'before the first broadcast it is none');

select tests.as_admin();
select private.forget_old_rows();
select results_eq(
  'select topic from private.broadcast_sequences order by topic',
  format('select * from unnest(array[%L, %L, %L, %L, %L]) t order by 1', 'project:' || current_setting('t.p'), 'workspace:00000000-0000-4000-8000-0000000000a1',
    'chat:00000000-0000-4000-8000-0000000000c1', 'execution:00000000-0000-4000-8000-0000000000e2', 'execution:00000000-0000-4000-8000-0000000000e3'),
  'numbers of what is gone or long over are forgotten, no others'
);
delete from projects where id = current_setting('t.p')::uuid;
select private.forget_sequences();
select is((select array_agg(topic) from private.broadcast_sequences), array['workspace:00000000-0000-4000-8000-0000000000a1'], 'those of a project go with it');
select * from finish();
rollback;
