begin;
select plan(38);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'viewer', 'other']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.other')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
insert into chat_sessions (id, project_id, created_by) values ('00000000-0000-4000-8000-00000000ca01', current_setting('t.p')::uuid, current_setting('t.ada')::uuid);
insert into artifacts (id, project_id, name, type) values ('00000000-0000-4000-8000-0000000000f9', current_setting('t.q')::uuid, 'Theirs', 'report');
create function tests.make(name text, id text default null, parent text default null) returns text language sql as $$
  select format('insert into artifacts (id, project_id, name, type, parent_id) values (coalesce(%L, gen_random_uuid()), %L, %L, ''report'', %L)', id, current_setting('t.p'), name, parent)
$$;
grant execute on function tests.make to public;
create function tests.put(file text, path text, is_main boolean default false, within text default null) returns text language sql as $$
  select format('insert into artifact_files (project_id, artifact_id, file_name, file_path, storage_path, is_main_file, mime_type, file_size) values (%L, %L, %L, %L, %L, %L, %L, 10)',
    current_setting('t.p'), '00000000-0000-4000-8000-0000000000f1', file, within, path, is_main, 'text/html')
$$;
grant execute on function tests.put to public;

select tests.as_user(current_setting('t.ben')::uuid);
select results_eq(tests.make('Report', '00000000-0000-4000-8000-0000000000f1') || ' returning version, status, progress, created_by', format('values (1, %L::text, 100, %L::uuid)', 'ready', current_setting('t.ben')), 'what a person makes is ready, version 1');
select results_eq(tests.make('Report', '00000000-0000-4000-8000-0000000000f2', '00000000-0000-4000-8000-0000000000f1') || ' returning version', 'values (2)', 'the next version follows');
select results_eq(tests.make('Report', '00000000-0000-4000-8000-0000000000f3', '00000000-0000-4000-8000-0000000000f2') || ' returning version', 'values (3)', 'and the next');
select throws_ok(tests.make('Report', null, '00000000-0000-4000-8000-0000000000f2'), '23505', null, 'a version has one next');
select throws_ok(tests.make('Report', null, '00000000-0000-4000-8000-0000000000f9'), 'PT422', null, 'an artifact of another project is not continued');
select throws_ok(tests.make('Report', null, gen_random_uuid()::text), 'PT422', null, 'just as one that is not there');
select throws_ok($$delete from artifacts where version = 2$$, '23503', null, 'a version in the middle stays');
select lives_ok($$delete from artifacts where version = 3$$, 'the newest can go');
select results_eq(tests.make('Report', null, '00000000-0000-4000-8000-0000000000f2') || ' returning version', 'values (3)', 'and its number is used again: there are no gaps');
select lives_ok($$delete from artifacts$$, 'all can go at once');
select lives_ok(tests.make('Report', '00000000-0000-4000-8000-0000000000f1'), 'and a new one can come');
select throws_ok($$update artifacts set version = 7$$, '42501', null, 'a version is not written');
select throws_ok($$update artifacts set is_public = true$$, '42501', null, 'nor made public this way');
select throws_ok($$update artifacts set progress = 5$$, '42501', null, 'nor progress');
select throws_ok($$update artifacts set status = 'pending'$$, 'PT409', null, 'what is ready is not pending again');
select lives_ok($$update artifacts set status = 'archived'$$, 'it can be archived');
select lives_ok($$update artifacts set status = 'ready', name = 'Renamed', tags = '{a}'$$, 'and taken out again');
select throws_ok($$update artifacts set status = 'odd'$$, 'PT409', null, 'unknown states are refused');
select throws_ok($$update artifacts set data = '[]'$$, '23514', null, 'data is an object');
select throws_ok(format('insert into artifacts (project_id, name, type) values (%L, %L, %L)', current_setting('t.p'), 'x', 'odd'), '23514', null, 'a type is known');
select throws_ok(format('insert into artifacts (project_id, name, type, chat_session_id) values (%L, %L, %L, %L)', current_setting('t.p'), 'x', 'code', '00000000-0000-4000-8000-00000000ca01'), '42501', null, 'nobody makes artifacts in chats of others');
select throws_ok(format('insert into artifacts (project_id, name, type, chat_session_id) values (%L, %L, %L, %L)', current_setting('t.p'), 'x', 'code', gen_random_uuid()), '42501', null, 'just as in none');
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok(format('insert into artifacts (id, project_id, name, type, chat_session_id) values (%L, %L, %L, %L, %L)', '00000000-0000-4000-8000-0000000000f7', current_setting('t.p'), 'In a chat', 'code', '00000000-0000-4000-8000-00000000ca01'), 'a participant does');

select lives_ok(tests.put('a.html', current_setting('t.p') || '/x/a.html', true, 'src/a.html'), 'an artifact has a main file');
select throws_ok(tests.put('b.html', current_setting('t.p') || '/x/b.html', true), '23505', null, 'one only');
select lives_ok(tests.put('b.html', current_setting('t.p') || '/x/b.html'), 'and others');
select throws_ok(tests.put('c.html', current_setting('t.q') || '/x/c.html'), '23514', null, 'a file lies in the folder of its project');
select throws_ok(tests.put('c.html', current_setting('t.p') || '/../' || current_setting('t.q') || '/c.html'), '23514', null, 'without ways around');
select throws_ok(tests.put('c.html', current_setting('t.p') || '/'), '23514', null, 'and has a name there');
select throws_ok(tests.put('c.html', current_setting('t.p') || '/x/c.html', false, '/etc/passwd'), '23514', null, 'within the artifact too a path goes down');
select throws_ok(tests.put('c/../d.html', current_setting('t.p') || '/x/c.html'), '23514', null, 'a name is no path');
select throws_ok(tests.put('c.html', current_setting('t.p') || '/x/c.html', false, 'src/a.html'), '23505', null, 'a path is used once');
select throws_ok($$update artifact_files set storage_path = project_id || '/other'$$, '42501', null, 'a file stays where it lies');

select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from artifacts), 2::bigint, 'viewers read artifacts, also those of chats');
select throws_ok(tests.make('x'), '42501', null, 'and make none');
select tests.as_service();
select results_eq(tests.make('By machine') || ' returning status, progress', $$values ('pending'::text, 0)$$, 'what a machine makes begins pending');
select results_eq($$update artifacts set status = 'ready' where name = 'By machine' returning progress$$, 'values (100)', 'and is finished when it is ready');
select tests.as_user(current_setting('t.ada')::uuid);
do $$ begin execute (select tests.make('Next', null, id::text) from artifacts where name = 'By machine'); end $$;
select tests.as_admin();
select lives_ok(format('delete from projects where id = %L', current_setting('t.p')), 'a project is deleted with its versions');
select * from finish();
rollback;
