begin;
select plan(29);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
insert into realtime.messages (topic, extension, payload, event, private) values ('t', 'broadcast', '{}', 'e', true), ('t', 'presence', '{}', 'e', true);
insert into chat_sessions (id, project_id, title, created_by) values ('00000000-0000-4000-8000-0000000000e1', current_setting('t.p')::uuid, 'Chat', current_setting('t.ada')::uuid);
insert into chat_participants (project_id, chat_session_id, user_id)
select current_setting('t.p')::uuid, '00000000-0000-4000-8000-0000000000e1', current_setting('t.ada')::uuid on conflict do nothing;
insert into workflows (id, project_id, name) values ('00000000-0000-4000-8000-0000000000f1', current_setting('t.p')::uuid, 'Flow');
insert into workflow_executions (id, project_id, workflow_id, workflow_version, trigger_type)
values ('00000000-0000-4000-8000-0000000000f2', current_setting('t.p')::uuid, '00000000-0000-4000-8000-0000000000f1', 1, 'manual');
create function pg_temp.reads(topic text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  return exists (select from realtime.messages);
end
$$;
create function pg_temp.writes(topic text, extension text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (topic, extension, payload, event, private) values (topic, extension, '{}', 'e', true);
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
grant execute on function pg_temp.reads, pg_temp.writes to public;
select tests.as_user(current_setting('t.viewer')::uuid);
select ok(pg_temp.reads('project:' || current_setting('t.p')), 'a viewer listens to a project');
select ok(pg_temp.reads('dashboard:00000000-0000-4000-8000-0000000000b1'), 'and to a dashboard');
select ok(pg_temp.writes('project:' || current_setting('t.p'), 'presence'), 'shows presence in the project');
select ok(pg_temp.writes('dashboard:00000000-0000-4000-8000-0000000000b1', 'presence'), 'and on the dashboard');
select ok(pg_temp.writes('dashboard:00000000-0000-4000-8000-0000000000b1', 'broadcast'), 'may say something on a dashboard');
select ok(not pg_temp.writes('project:' || current_setting('t.p'), 'broadcast'), 'but nobody speaks for the database');
select ok(pg_temp.reads('execution:00000000-0000-4000-8000-0000000000f2'), 'listens to an execution');
select ok(not pg_temp.writes('execution:00000000-0000-4000-8000-0000000000f2', 'broadcast'), 'of which nobody else speaks');
select ok(not pg_temp.reads('chat:00000000-0000-4000-8000-0000000000e1'), 'but to no chat of others');
select ok(not pg_temp.writes('chat:00000000-0000-4000-8000-0000000000e1', 'presence'), 'and does not appear there');
select ok(not pg_temp.reads(topic), 'no channel: ' || topic)
from unnest(array['execution:00000000-0000-4000-8000-0000000000f1', 'chat:' || current_setting('t.p'), 'project:', 'project:x', 'other:' || current_setting('t.p'), 'project:' || current_setting('t.p') || ':x', 'dashboard:' || current_setting('t.p')]) topic;
select tests.as_user(current_setting('t.stranger')::uuid);
select ok(not pg_temp.reads('project:' || current_setting('t.p')), 'a stranger hears nothing of a project');
select ok(not pg_temp.reads('dashboard:00000000-0000-4000-8000-0000000000b1'), 'nor of a dashboard');
select ok(not pg_temp.writes('dashboard:00000000-0000-4000-8000-0000000000b1', 'presence'), 'and does not appear there');
select ok(not pg_temp.reads('execution:00000000-0000-4000-8000-0000000000f2'), 'hears nothing of an execution');
select tests.as_user(current_setting('t.ada')::uuid);
select ok(pg_temp.reads('chat:00000000-0000-4000-8000-0000000000e1'), 'who is in a chat hears it');
select ok(pg_temp.writes('chat:00000000-0000-4000-8000-0000000000e1', 'presence'), 'and shows that they are there');
select ok(not pg_temp.writes('chat:00000000-0000-4000-8000-0000000000e1', 'broadcast'), 'but does not speak for the database');
select tests.run_sql($$update public.chat_participants set is_active = false$$);
select ok(not pg_temp.reads('chat:00000000-0000-4000-8000-0000000000e1'), 'until they leave it');
select tests.run_sql($$update public.chat_participants set is_active = true, user_id = current_setting('t.stranger')::uuid$$);
select tests.as_user(current_setting('t.stranger')::uuid);
select ok(not pg_temp.reads('chat:00000000-0000-4000-8000-0000000000e1'), 'who is in the chat, but not in the project, hears nothing');
select tests.run_sql(format('update public.users set status = %L where id = %L', 'banned', current_setting('t.ada')));
select tests.as_user(current_setting('t.ada')::uuid);
select ok(not pg_temp.reads('project:' || current_setting('t.p')), 'a banned owner hears nothing');
select ok(not pg_temp.writes('dashboard:00000000-0000-4000-8000-0000000000b1', 'presence'), 'and shows nothing');
select tests.as_anon();
select ok(not pg_temp.reads('project:' || current_setting('t.p')), 'who is not signed in hears nothing');
select * from finish();
rollback;
