begin;
select plan(25);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'eve']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.eve')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'viewer');
select set_config('t.team', gen_random_uuid()::text, true), set_config('t.chat', gen_random_uuid()::text, true);
insert into projects (id, workspace_id, name) select current_setting('t.team')::uuid, workspace_id, 'Shared' from projects where id = current_setting('t.p')::uuid;
select tests.add_member(current_setting('t.team')::uuid, current_setting('t.ada')::uuid, 'owner');
insert into dashboards (project_id, title, description, tags) select x::uuid, 'Quarterly revenue', 'What came in, by region', '{finance,board}' from unnest(array[current_setting('t.p'), current_setting('t.q')]) x;
insert into dashboards (project_id, title, description) values (current_setting('t.team')::uuid, 'Churn', 'Customers who left; revenue lost');
insert into charts (project_id, title, chart_type) values (current_setting('t.p')::uuid, 'Signups per week', 'bar');
insert into workflows (project_id, name) values (current_setting('t.p')::uuid, 'Nightly digest');
insert into artifacts (project_id, name, type) values (current_setting('t.p')::uuid, 'Roadmap sketch', 'report');
insert into content (project_id, title, content_type, content) values (current_setting('t.p')::uuid, 'Launch post', 'blog_post', repeat('Padding words here. ', 60) || 'The zeppelin takes off. ' || repeat('More words. ', 60));
insert into leads (project_id, email, first_name, last_name, company) values (current_setting('t.p')::uuid, 'grace@navy.example', 'Grace', 'Hopper', 'Eckert'), (current_setting('t.q')::uuid, 'grace@other.example', 'Grace', 'Other', null);
select tests.make_dataset(current_setting('t.p')::uuid, 'Shipments', tests.columns('a:integer'));
create function tests.found(query text) returns text[] language sql as $$
  select coalesce(array_agg(kind || ': ' || title order by rank desc, id), '{}') from search_project(query) $$;
grant execute on function tests.found to public;
select tests.as_user(current_setting('t.ada')::uuid);
insert into chat_sessions (id, project_id, title) values (current_setting('t.chat')::uuid, current_setting('t.p')::uuid, 'Planning');
insert into chat_messages (project_id, chat_session_id, content) values (current_setting('t.p')::uuid, current_setting('t.chat')::uuid, '[{"type": "text", "text": "Why did the zeppelin land?"}]');

select is(tests.found('shipments'), '{dataset: Shipments}', 'by a word of the name');
select is(tests.found('SIGNUPS week'), '{chart: Signups per week}', 'by words in any case');
select is(tests.found('nigh'), '{workflow: Nightly digest}', 'by the beginning of a word');
select is(tests.found('roadmpa'), '{artifact: Roadmap sketch}', 'in spite of a typo');
select is(tests.found('finance'), '{dashboard: Quarterly revenue}', 'by a tag');
select is(tests.found('grace@navy.example'), '{lead: Grace Hopper}', 'by an address');
select is(tests.found('eckert'), '{lead: Grace Hopper}', 'a person by their company');
select is((select array_agg(title order by rank desc) from search_project('revenue')), '{Quarterly revenue,Churn}', 'in every project of one''s own; a title counts more than a text');
select is((select array_agg(kind || ' ' || title order by kind) from search_project('zeppelin')), '{chat_message Planning,content Launch post}', 'in texts and in messages of one''s chats');
select is(tests.found('"quarterly revenue"'), '{dashboard: Quarterly revenue}', 'by exact words');
select is(tests.found('revenue -churn'), '{dashboard: Quarterly revenue}', 'but for some');
select is(tests.found('xylophone'), '{}', 'nothing is an empty list');

select is((select array_agg(title) from search_project('revenue', current_setting('t.team')::uuid)), '{Churn}', 'in one project');
select is((select count(*) from search_project('revenue', current_setting('t.q')::uuid)), 0::bigint, 'which must be one''s own');
select is((select count(*) from search_project('revenue', gen_random_uuid())), 0::bigint, 'or is as if there were none');
select is((select array_agg(kind) from search_project('zeppelin', kinds => '{content}')), '{content}', 'of some kinds');
select is((select count(*) from search_project('zeppelin', kinds => '{}')), 0::bigint, 'of none');
select is((select count(*) from search_project('zeppelin', kinds => '{secret}')), 0::bigint, 'of one that is none');
select is((select count(*) from search_project('revenue', max => 1)), 1::bigint, 'at most so many');
select is((select count(*) from search_project('revenue', max => -5)), 1::bigint, 'at least one');
select ok((select bool_and(project_id in (current_setting('t.p')::uuid, current_setting('t.team')::uuid)) from search_project('grace revenue zeppelin')) is not false, 'each says its project');

select ok((select snippet ~ e'\x02zeppelin\x03' and length(snippet) < 400 from search_project('zeppelin', kinds => '{content}')), 'a snippet is a part, with what was found between its marks');
select tests.as_user(current_setting('t.ben')::uuid);
select is(tests.found('zeppelin'), '{content: Launch post}', 'a viewer finds what is there, and no message of chats of others');
select tests.as_user(current_setting('t.eve')::uuid);
select is((select array_agg(project_id::text) from (select * from search_project('revenue') union all select * from search_project('grace')) x),
  array[current_setting('t.q'), current_setting('t.q')], 'another tenant finds their own alone');
select tests.as_admin();
update users set status = 'banned' where id = current_setting('t.ada')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from search_project('revenue')), 0::bigint, 'who is banned finds nothing');
select * from finish();
rollback;
