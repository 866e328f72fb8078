begin;
select plan(34);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
insert into dashboards (project_id, title, description) values
  (current_setting('t.p')::uuid, 'Plain title', 'Nothing to see'), (current_setting('t.p')::uuid, 'Rocket 🚀 launch', 'O''Reilly & co. say 100% \ yes'),
  (current_setting('t.p')::uuid, 'Größe der Märkte', '東京 の 売上'), (current_setting('t.p')::uuid, e'Marked \x02up\x03', e'this & "that"; forged \x02marks\x03 here');
select tests.as_user(current_setting('t.ada')::uuid);

select lives_ok(format('select * from search_project(%L)', query), 'takes ' || name) from (values
  ('nothing', ''), ('blanks', e'  \t\n '), ('a quote', ''''), ('open quotes', '"open'), ('quotes', '""'), ('a backslash', '\'), ('quote and backslash', '\'':*'),
  ('operators', '& | ! <-> ( ) :*'), ('weights', 'a:*b:ABCD & !!c'), ('only a minus', '-'), ('negation alone', '-title'), ('or', 'or or'), ('wildcards', '%_%'),
  ('a comment', '''; drop table dashboards; --'), ('brackets', '((((((((('), ('an emoji', '🚀'), ('many emojis', repeat('👩‍👩‍👧‍👦', 500)), ('10,000 characters', repeat('x', 10000)),
  ('10,000 characters of words', repeat('plain ', 1700)), ('operators without end', repeat('!(', 5000)), ('control characters', e'\x01\x02\x03'), ('a regular expression', '^(a+)+$')
) x (name, query);
select is((select count(*) from search_project(null)), 0::bigint, 'null finds nothing');
select is((select count(*) from search_project('')), 0::bigint, 'nor does nothing');
select is((select count(*) from search_project('%')), 0::bigint, 'a wildcard is none');
select is((select array_agg(title) from search_project('größe')), '{Größe der Märkte}', 'other alphabets');
select is((select array_agg(title) from search_project('東京')), '{Größe der Märkte}', 'and scripts are found');
select is((select array_agg(title) from search_project('O''Reilly')), '{Rocket 🚀 launch}', 'quotes too');
select is((select array_agg(title) from search_project('plain:*')), '{Plain title}', 'operators of the database are only characters');
select is((select array_agg(title) from search_project(repeat('plain ', 1700))), '{Plain title}', 'a long search is cut, not refused');
select is((select length(snippet) - length(translate(snippet, e'\x02\x03', '')) from search_project('forged')), 2, 'marks in a text are taken out, so that nobody forges one');
select ok((select snippet like '%this & "that";%' from search_project('forged')), 'a snippet is plain text: nothing in it is escaped');
select tests.as_anon();
select throws_ok($$select * from search_project('plain')$$, '42501', null, 'nobody searches who is not signed in');
select throws_ok($$select * from search_chat_messages('plain')$$, '42501', null, 'messages neither');
select * from finish();
rollback;
