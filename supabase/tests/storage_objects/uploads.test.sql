begin;
select plan(16);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'contributor', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || who)::uuid, who) from unnest(array['viewer', 'contributor']) who;
create function pg_temp.put(path text) returns boolean language plpgsql as $$
begin
  insert into storage.objects (bucket_id, name, owner_id) values ('uploads', path, auth.uid()::text);
  return true;
exception when insufficient_privilege then
  return false;
end
$$;
grant execute on function pg_temp.put to public;
select tests.as_user(current_setting('t.contributor')::uuid);
select ok(pg_temp.put(current_setting('t.p') || '/1/a.csv'), 'a contributor uploads');
select ok(not pg_temp.put(path), 'a path is refused: ' || path)
from unnest(array['a.csv', 'x/a.csv', current_setting('t.p'), current_setting('t.p') || '/', current_setting('t.p') || '/../a.csv', current_setting('t.p') || '/x/./a.csv', upper(current_setting('t.p')) || 'x/a.csv']) path;
select tests.as_user(current_setting('t.viewer')::uuid);
select ok(not pg_temp.put(current_setting('t.p') || '/1/b.csv'), 'a viewer does not');
select is((select count(*) from storage.objects), 1::bigint, 'but reads');
select is_empty('delete from storage.objects returning 1', 'and deletes nothing');
select tests.as_user(current_setting('t.stranger')::uuid);
select is((select count(*) from storage.objects), 0::bigint, 'a stranger sees nothing');
select ok(not pg_temp.put(current_setting('t.p') || '/1/c.csv'), 'and uploads nothing');
select tests.as_user(current_setting('t.ada')::uuid);
select ok(pg_temp.put(current_setting('t.p') || '/2/d.csv'), 'the owner uploads too');
select tests.as_user(current_setting('t.contributor')::uuid);
select results_eq('delete from storage.objects returning name', $$values (current_setting('t.p') || '/1/a.csv')$$, 'a contributor deletes their own files only');
select tests.as_user(current_setting('t.ada')::uuid);
select isnt_empty('delete from storage.objects returning 1', 'a manager deletes all');
select * from finish();
rollback;
