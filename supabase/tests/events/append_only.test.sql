begin;
select plan(16);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into events (project_id, type, subject_type) values (current_setting('t.p')::uuid, 'thing.happened', 'thing');
insert into events (project_id, type, subject_type, occurred_at) values (current_setting('t.p')::uuid, 'thing.happened', 'thing', '1999-01-01');

select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from events), 2::bigint, 'viewers read events');
select throws_ok($$insert into events (project_id, type, subject_type) values (current_setting('t.p')::uuid, 'a.b', 'a')$$, '42501', null, 'nobody makes them up');
select throws_ok('delete from events', '42501', null, 'or deletes them');
select throws_ok('update events set type = ''a.b''', '42501', null, 'or changes them');
select throws_ok('select * from private.events_default', '42501', null, 'partitions are not read directly');
select tests.as_user(current_setting('t.bob')::uuid);
select is((select count(*) from events), 0::bigint, 'outsiders see none');
select tests.as_admin();
update users set status = 'banned' where id = current_setting('t.ada')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from events), 0::bigint, 'nor do the banned');

select tests.as_service();
select throws_ok('delete from events', '42501', null, 'the service role may not either');
select throws_ok('truncate events', '42501', null, 'nor empty it');
select throws_ok('delete from private.events_default', '42501', null, 'nor a part of it');
select tests.as_admin();
select throws_ok('delete from events', 'PT403', null, 'even the owner of the table is refused');
select throws_ok('update events set data = ''{"a": 1}''', 'PT403', null, 'whatever is tried');
select throws_ok('truncate events', 'PT403', null, 'and however');
select is_empty($$
  select c.oid::regclass::text, role from pg_inherits i join pg_class c on c.oid = i.inhrelid, unnest(array['anon', 'authenticated', 'service_role']) role
  where inhparent in (select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'p')
    and (c.relnamespace = 'public'::regnamespace or has_any_column_privilege(role, c.oid, 'select, insert, update') or has_table_privilege(role, c.oid, 'delete, truncate'))
$$, 'no role of the API has rights on a partition of any table');
update projects set owner_user_id = null where id = current_setting('t.p')::uuid;
select lives_ok($$delete from projects where id = current_setting('t.p')::uuid$$, 'a project can be deleted');
select is((select count(*) from events where project_id = current_setting('t.p')::uuid), 0::bigint, 'and takes its events along');
select * from finish();
rollback;
