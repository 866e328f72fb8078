begin;
select plan(15);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
insert into realtime.messages (topic, extension, payload, event, private) values ('t', 'broadcast', '{}', 'e', true), ('t', 'presence', '{}', 'e', true);
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
select ok(not pg_temp.reads(topic), 'no channel: ' || topic)
from unnest(array['project:', 'project:x', 'other:' || current_setting('t.p'), 'project:' || current_setting('t.p') || ':x', 'dashboard:' || current_setting('t.p')]) topic;
select tests.as_user(current_setting('t.stranger')::uuid);
select ok(not pg_temp.reads('project:' || current_setting('t.p')), 'a stranger hears nothing of a project');
select ok(not pg_temp.reads('dashboard:00000000-0000-4000-8000-0000000000b1'), 'nor of a dashboard');
select ok(not pg_temp.writes('dashboard:00000000-0000-4000-8000-0000000000b1', 'presence'), 'and does not appear there');
select tests.as_anon();
select ok(not pg_temp.reads('project:' || current_setting('t.p')), 'who is not signed in hears nothing');
select * from finish();
rollback;
