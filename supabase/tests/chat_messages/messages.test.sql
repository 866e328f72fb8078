begin;
set constraints private.send_broadcast immediate;
select plan(45);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'viewer', 'other']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.other')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select set_config('t.chat', '00000000-0000-4000-8000-00000000ca01', true);
insert into agents (id, project_id, name) values ('00000000-0000-4000-8000-00000000a901', current_setting('t.p')::uuid, 'Ours'), ('00000000-0000-4000-8000-00000000a902', current_setting('t.q')::uuid, 'Theirs');
create function tests.say(content text, rest jsonb default '{}') returns text language sql as $$
  select format('insert into chat_messages (project_id, chat_session_id, content%s) values (%L, %L, %L%s)',
    (select coalesce(string_agg(', ' || quote_ident(key), '' order by key), '') from jsonb_object_keys(rest) key),
    current_setting('t.p'), current_setting('t.chat'), content,
    (select coalesce(string_agg(', ' || quote_nullable(value), '' order by key), '') from jsonb_each_text(rest)))
$$;
grant execute on function tests.say to public;

select tests.as_user(current_setting('t.ada')::uuid);
insert into chat_sessions (id, project_id) values (current_setting('t.chat')::uuid, current_setting('t.p')::uuid), ('00000000-0000-4000-8000-00000000ca02', current_setting('t.p')::uuid);
insert into chat_participants (project_id, chat_session_id, user_id) values (current_setting('t.p')::uuid, current_setting('t.chat')::uuid, current_setting('t.viewer')::uuid);
select results_eq(
  tests.say('[{"type": "text", "text": "Revenue"}, {"type": "chart", "chart_id": "x"}, {"type": "text", "text": "by week"}]', '{"id": "00000000-0000-4000-8000-00000000ce01"}') || ' returning message_type, status, text, created_by',
  format('values (%L::text, %L::text, %L::text, %L::uuid)', 'user', 'complete', e'Revenue\nby week', current_setting('t.ada')), 'a participant writes; the text comes from the parts');
select is((select count(*) from chat_messages where search @@ plainto_tsquery('simple', 'REVENUE week')), 1::bigint, 'and can be searched');
select is((select count(*) from chat_messages where search @@ plainto_tsquery('simple', 'chart')), 0::bigint, 'what is no text is not');
select results_eq(format('select message_count, last_message_at is not null from chat_sessions where id = %L', current_setting('t.chat')), 'values (1, true)', 'the chat counts it');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]', '{"message_type": "assistant"}'), '42501', null, 'people do not speak as the assistant');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]', '{"status": "queued"}'), '42501', null, 'nor give a status');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]', '{"metadata": "{}"}'), '42501', null, 'nor metadata');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]', '{"created_at": "2020-01-01"}'), '42501', null, 'nor a time');
select throws_ok(tests.say('[]'), '23514', null, 'people say something');
select throws_ok(tests.say('{}'), '23514', null, 'content is an array');
select throws_ok(tests.say('["x"]'), '23514', null, 'of objects');
select throws_ok(tests.say('[{"type": "video"}]'), '23514', null, 'of known types');
select throws_ok(tests.say('[{"text": "x"}]'), '23514', null, 'which they name');
select throws_ok(tests.say('[{"type": "text"}]'), '23514', null, 'a text has a text');
select throws_ok(tests.say('[{"type": "tool_result", "tool_call_id": "x", "output": "sent"}]'), '23514', null, 'people cannot forge what a tool gave');
select throws_ok(tests.say((select jsonb_agg('{"type": "text", "text": "x"}'::jsonb) from generate_series(1, 501))::text), '23514', null, 'at most 500 parts');
select throws_ok(tests.say(jsonb_build_array(jsonb_build_object('type', 'text', 'text', repeat('x', 2100000)))::text), '23514', null, 'at most 2 MB');
select lives_ok(tests.say(jsonb_build_array(jsonb_build_object('type', 'text', 'text', (select string_agg('w' || i, ' ') from generate_series(1, 200000) i)))::text), 'a long text is kept, and searched by its beginning');
select throws_ok('update chat_messages set content = content', '42501', null, 'what is said is said');
select throws_ok('delete from chat_messages', '42501', null, 'and stays');
select lives_ok(tests.say('[{"type": "text", "text": "And?"}]', '{"parent_message_id": "00000000-0000-4000-8000-00000000ce01"}'), 'a reply names its message');
select throws_ok(format('insert into chat_messages (project_id, chat_session_id, parent_message_id, content) values (%L, %L, %L, %L)', current_setting('t.p'), '00000000-0000-4000-8000-00000000ca02', '00000000-0000-4000-8000-00000000ce01', '[{"type": "text", "text": "x"}]'),
  '23503', null, 'of the same chat');
select lives_ok(tests.say('[{"type": "text", "text": "x"}]', jsonb_build_object('agent_id', (select id from agents where name = 'coder'))), 'a built-in agent can be asked');
select lives_ok(tests.say('[{"type": "text", "text": "x"}]', '{"agent_id": "00000000-0000-4000-8000-00000000a901"}'), 'and one of the project');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]', '{"agent_id": "00000000-0000-4000-8000-00000000a902"}'), '23503', null, 'not one of another project');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]', jsonb_build_object('agent_id', gen_random_uuid())), '23503', null, 'just as one that is not there');

select tests.as_user(current_setting('t.viewer')::uuid);
select isnt_empty('select * from chat_messages', 'a viewer who takes part reads');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]'), '42501', null, 'and does not write');
select tests.as_user(current_setting('t.ben')::uuid);
select is_empty('select * from chat_messages', 'a contributor who does not take part reads nothing');
select throws_ok(tests.say('[{"type": "text", "text": "x"}]'), '42501', null, 'and writes nothing');

select tests.as_admin();
delete from realtime.messages;
select tests.as_service();
select lives_ok(tests.say('[]', '{"id": "00000000-0000-4000-8000-00000000ce02", "message_type": "assistant", "status": "streaming"}'), 'the service role begins an answer');
select lives_ok($$update chat_messages set content = '[{"type": "tool_call", "id": "1", "name": "query_dataset", "input": {}}]' where status = 'streaming'$$, 'with tool calls');
select lives_ok($$update chat_messages set content = '[{"type": "text", "text": "Done"}]', status = 'complete' where status = 'streaming'$$, 'and completes it');
select throws_ok($$update chat_messages set status = 'odd'$$, '23514', null, 'with a known status');
update chat_messages set metadata = '{"input_tokens": 5}' where id = '00000000-0000-4000-8000-00000000ce02';
select tests.as_admin();
select is((select array_agg(distinct topic) from realtime.messages), array['chat:' || current_setting('t.chat')], 'its participants are told');
select is((select count(*) from realtime.messages), 3::bigint, 'once per change of content or status');
select is((select bool_or(payload::text like '%Done%') from realtime.messages), false, 'not what was said');
select is((select payload - 'chat_session_id' - 'seq' from realtime.messages where payload ->> 'status' = 'complete'), '{"id": "00000000-0000-4000-8000-00000000ce02", "status": "complete", "message_type": "assistant"}'::jsonb, 'but which message');
select is((select message_count from chat_sessions where id = current_setting('t.chat')::uuid), (select count(*)::int from chat_messages), 'all messages are counted');
delete from chat_messages where id = '00000000-0000-4000-8000-00000000ce01';
select is((select message_count from chat_sessions where id = current_setting('t.chat')::uuid), (select count(*)::int from chat_messages), 'less one that is deleted');
select is((select last_message_at from chat_sessions where id = current_setting('t.chat')::uuid), (select max(created_at) from chat_messages), 'and the time of the last is that of the last');
select is((select count(*) from chat_messages where text = 'And?' and parent_message_id is null), 1::bigint, 'the reply stays without it');
delete from chat_messages;
select results_eq(format('select message_count, last_message_at from chat_sessions where id = %L', current_setting('t.chat')), 'values (0, null::timestamptz)', 'an empty chat has no last message');
select is(private.message_text('[{"type": "chart"}]'), '', 'a message without text has an empty one');
delete from chat_sessions;
select lives_ok('select 1', 'a chat is deleted with its messages');
select * from finish();
rollback;
