begin;
select plan(16);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'eve']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.eve')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select set_config('t.c' || n, gen_random_uuid()::text, true) from generate_series(1, 4) n;
create function tests.say(chat text, body text) returns void language sql as $$
  insert into chat_messages (project_id, chat_session_id, content) select project_id, id, jsonb_build_array(jsonb_build_object('type', 'text', 'text', body)) from chat_sessions where id = chat::uuid
$$;
grant execute on function tests.say to public;
select tests.as_user(current_setting('t.ada')::uuid);
insert into chat_sessions (id, project_id, title) values (current_setting('t.c1')::uuid, current_setting('t.p')::uuid, 'First'), (current_setting('t.c2')::uuid, current_setting('t.p')::uuid, 'Second');
select tests.say(current_setting('t.c1'), 'The harbour opens at nine'), tests.say(current_setting('t.c2'), 'Harbour fees, harbour dues'), tests.say(current_setting('t.c2'), 'Nothing else');
select tests.as_user(current_setting('t.ben')::uuid);
insert into chat_sessions (id, project_id, title) values (current_setting('t.c3')::uuid, current_setting('t.p')::uuid, 'Private');
select tests.say(current_setting('t.c3'), 'The secret harbour');
select tests.as_user(current_setting('t.eve')::uuid);
insert into chat_sessions (id, project_id, title) values (current_setting('t.c4')::uuid, current_setting('t.q')::uuid, 'Elsewhere');
select tests.say(current_setting('t.c4'), 'Another harbour');

select tests.as_user(current_setting('t.ada')::uuid);
select results_eq($$select chat_title from search_chat_messages('harbour') order by 1$$, $$values ('First'), ('Second')$$, 'one finds what is said in one''s chats, and in no other of the project');
select results_eq($$select chat_title from search_chat_messages('harb')$$, $$select chat_title from search_chat_messages('harbour')$$, 'by the beginning of a word');
select results_eq($$select chat_session_id::text, project_id::text, message_type from search_chat_messages('"opens at nine"')$$,
  $$values (current_setting('t.c1'), current_setting('t.p'), 'user')$$, 'with chat, project and who spoke');
select results_eq($$select chat_title from search_chat_messages('harbour', current_setting('t.c2')::uuid)$$, $$values ('Second')$$, 'in one chat');
select tests.say(current_setting('t.c2'), 'harbour harbour harbour') from generate_series(1, 200);
select is((select count(*) from search_chat_messages('harbour', current_setting('t.c1')::uuid)), 1::bigint, 'however much better others fit');
select is_empty($$select * from search_chat_messages('harbour', current_setting('t.c3')::uuid)$$, 'not in one of others');
select is_empty($$select * from search_chat_messages('harbour', current_setting('t.c4')::uuid)$$, 'nor of another tenant');
select is_empty($$select * from search_chat_messages('harbour', gen_random_uuid())$$, 'as if it did not exist');
select is((select count(*) from search_chat_messages('harbour', max => 1)), 1::bigint, 'at most so many');
select ok((select bool_and(snippet ~* e'\x02harbour\x03') from search_chat_messages('harbour')), 'what was found is marked');
select is_empty($$select * from search_chat_messages('')$$, 'nothing finds nothing');
select is_empty($$select * from search_chat_messages('"'' & | ! \ :*')$$, 'nor do operators');
select lives_ok(format('select * from search_chat_messages(%L)', repeat('harbour 🚀 ', 1000)), 'a long one is taken');

select tests.as_admin();
insert into chat_participants (project_id, chat_session_id, user_id) values (current_setting('t.p')::uuid, current_setting('t.c3')::uuid, current_setting('t.ada')::uuid);
select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from search_chat_messages('secret')), 1::bigint, 'who joins a chat finds what was said before');
select tests.as_admin();
update projects set deleted_at = now() where id = current_setting('t.p')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select is_empty($$select * from search_chat_messages('harbour')$$, 'a chat is gone with its project');
select tests.as_admin();
update users set status = 'waitlist' where id = current_setting('t.eve')::uuid;
select tests.as_user(current_setting('t.eve')::uuid);
select is_empty($$select * from search_chat_messages('harbour')$$, 'who waits to be let in finds nothing');
select * from finish();
rollback;
