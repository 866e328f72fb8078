begin;
select plan(38);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'viewer', 'stranger', 'root']) who;
update users set is_super_user = true where id = current_setting('t.root')::uuid;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
create function tests.add(who text) returns text language sql as $$
  select format('insert into chat_participants (project_id, chat_session_id, user_id) values (%L, %L, %L)',
    current_setting('t.p'), '00000000-0000-4000-8000-00000000ca01', current_setting('t.' || who))
$$;
grant execute on function tests.add to public;

select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok(format('insert into chat_sessions (project_id) values (%L)', current_setting('t.p')), '42501', null, 'a viewer makes no chat');
select tests.as_user(current_setting('t.ada')::uuid);
select results_eq(
  format('insert into chat_sessions (id, project_id, title) values (%L, %L, %L) returning title, created_by', '00000000-0000-4000-8000-00000000ca01', current_setting('t.p'), 'Sales'),
  format('values (%L::text, %L::uuid)', 'Sales', current_setting('t.ada')), 'who makes a chat gets it back');
select results_eq('select user_id, is_active from chat_participants', format('values (%L::uuid, true)', current_setting('t.ada')), 'and takes part in it');
select throws_ok($$insert into chat_sessions (project_id, message_count) values (gen_random_uuid(), 5)$$, '42501', null, 'counts are not given');
select throws_ok($$insert into chat_sessions (project_id, created_by) values (gen_random_uuid(), gen_random_uuid())$$, '42501', null, 'nor the maker');
select throws_ok(format('insert into chat_sessions (project_id, context_type) values (%L, %L)', current_setting('t.p'), 'dashboard'), '23514', null, 'a chat about a dashboard names it');
select throws_ok(format('insert into chat_sessions (project_id, title) values (%L, %L)', current_setting('t.p'), ' '), '23514', null, 'a title is not blank');
select throws_ok(format('insert into chat_sessions (project_id, settings) values (%L, %L)', current_setting('t.p'), '[]'), '23514', null, 'settings are an object');

select tests.as_user(current_setting('t.ben')::uuid);
select is_empty('select * from chat_sessions', 'another contributor does not see the chat');
select is_empty('select * from chat_participants', 'nor who is in it');
select throws_ok(tests.add('ben'), '42501', null, 'and does not join it alone');
select tests.as_user(current_setting('t.root')::uuid);
select is_empty('select * from chat_sessions', 'a super user reads no private chats');

select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok(tests.add('stranger'), 'PT422', 'Only members of the project can take part in its chats', 'somebody outside cannot be added');
select lives_ok(tests.add('ben'), 'a member can');
select throws_ok(tests.add('ben'), '23505', null, 'once');
select lives_ok(tests.add('viewer'), 'a viewer as well');
select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from chat_participants), 3::bigint, 'who then sees who is there');
select throws_ok(tests.add('root'), '42501', null, 'a viewer adds nobody');
update chat_participants set last_read_at = '2026-11-01';
select results_eq('select user_id from chat_participants where last_read_at is not null', format('values (%L::uuid)', current_setting('t.viewer')), 'everybody notes only what they read themselves');
update chat_sessions set title = 'Mine';
select is((select title from chat_sessions), 'Sales', 'a viewer edits no chat');
delete from chat_participants where user_id = current_setting('t.ben')::uuid;
select is((select count(*) from chat_participants), 3::bigint, 'nor removes others');

select tests.as_user(current_setting('t.ben')::uuid);
update chat_sessions set title = 'Sales in the north', context_type = 'chart', context_id = gen_random_uuid(), is_archived = true;
select results_eq('select title, updated_by from chat_sessions', format('values (%L::text, %L::uuid)', 'Sales in the north', current_setting('t.ben')), 'a participant edits the chat, and is recorded');
select throws_ok('update chat_sessions set last_message_at = now()', '42501', null, 'what triggers keep is not written');
delete from chat_sessions;
select is((select count(*) from chat_sessions), 1::bigint, 'only its maker deletes it');
delete from chat_participants where user_id = current_setting('t.viewer')::uuid;
select is((select count(*) from chat_participants), 3::bigint, 'only its maker removes others');
delete from chat_participants where user_id = current_setting('t.ben')::uuid;
select is_empty('select * from chat_sessions', 'everybody may leave, and sees it no more');

select tests.as_user(current_setting('t.ada')::uuid);
insert into chat_messages (project_id, chat_session_id, content) values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000ca01', '[{"type": "text", "text": "Hello"}]');
select lives_ok(tests.add('ben'), 'who left can be added again');
select tests.as_user(current_setting('t.ben')::uuid);
select is((select count(*) from chat_messages), 1::bigint, 'and reads what was said');
select tests.as_admin();
delete from project_users where user_id = current_setting('t.ben')::uuid;
select tests.as_user(current_setting('t.ben')::uuid);
select is_empty('select * from chat_sessions', 'who loses the project loses its chats');
select is_empty('select * from chat_participants', 'and their participants');
select is_empty('select * from chat_messages', 'and what is said there');
select is((select array_agg(x) from private.chat_ids() x), array['00000000-0000-4000-8000-00000000ca01'::uuid], 'though still listed there');
select tests.as_admin();
update users set status = 'banned' where id = current_setting('t.viewer')::uuid;
select tests.as_user(current_setting('t.viewer')::uuid);
select is_empty('select * from chat_sessions', 'a banned participant sees nothing');
select is_empty('select private.chat_ids()', 'of any chat');
select tests.as_user(current_setting('t.ada')::uuid);
delete from chat_participants where user_id = current_setting('t.viewer')::uuid;
select is((select count(*) from chat_participants), 2::bigint, 'the maker removes others');
delete from chat_sessions;
select is_empty('select * from chat_sessions', 'and deletes the chat');
select tests.as_admin();
select is((select count(*) from chat_participants), 0::bigint, 'with those who were in it');
update users set status = 'banned' where id = current_setting('t.ben')::uuid;
select is(private.is_project_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid), false, 'somebody banned is no member');
select * from finish();
rollback;
