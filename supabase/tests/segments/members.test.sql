begin;
select plan(37);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'viewer', 'other']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.other')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
insert into leads (project_id, email, company, status, tags, custom_fields, created_at) values
  (current_setting('t.p')::uuid, 'a@example.com', 'Navy', 'new', '{vip,uk}', '{"seats": 40, "plan": "pro", "it''s": "x"}', '2026-10-01'),
  (current_setting('t.p')::uuid, 'b@example.com', 'Army', 'qualified', '{}', '{"seats": 4, "plan": "free"}', '2026-10-02'),
  (current_setting('t.p')::uuid, 'c@example.com', null, 'new', '{uk}', '{"seats": "many"}', '2026-10-03'),
  (current_setting('t.q')::uuid, 'd@example.com', 'Navy', 'new', '{vip}', '{}', '2026-10-04');
create function tests.members(definition jsonb) returns text language plpgsql as $$
declare
  made uuid;
begin
  insert into public.segments (project_id, name, definition) values (current_setting('t.p')::uuid, gen_random_uuid(), definition) returning id into made;
  return (select string_agg(left(email, 1), '') from public.segment_members(made));
end
$$;
grant execute on function tests.members to public;
select tests.as_user(current_setting('t.ben')::uuid);
select is(tests.members('{"and": []}'), 'cba', 'a segment without conditions has all leads of the project, newest first');
select is(tests.members('{"column": "company", "operator": "=", "value": "Navy"}'), 'a', 'and no other''s');
select is(tests.members('{"or": [{"column": "company", "operator": "=", "value": "Navy"}, {"column": "company", "operator": "is_null"}]}'), 'ca', 'filters are trees');
select is(tests.members('{"not": {"column": "status", "operator": "=", "value": "new"}}'), 'b', 'with not');
select is(tests.members('{"column": "score", "operator": ">=", "value": 10}'), 'ba', 'scores compare as numbers');
select is(tests.members('{"column": "tags", "operator": "contains", "value": "vip"}'), 'a', 'tags are one text');
select is(tests.members('{"column": "tags", "operator": "is_null"}'), 'b', 'and none is none');
select is(tests.members('{"column": "created_at", "operator": "between", "value": ["2026-10-02", "2026-10-03"]}'), 'b', 'times are times');
select is(tests.members('{"column": "custom_fields.seats", "operator": ">", "value": 3}'), 'ba', 'a custom field compared with a number is one, where it is one');
select is(tests.members('{"column": "custom_fields.seats", "operator": "between", "value": [5, 50]}'), 'a', 'also between two');
select is(tests.members('{"column": "custom_fields.plan", "operator": "in", "value": ["pro", "max"]}'), 'a', 'otherwise it is text');
select is(tests.members('{"column": "custom_fields.it''s", "operator": "=", "value": "x"}'), 'a', 'whatever it is called');
select is(tests.members('{"column": "custom_fields.none", "operator": "is_null"}'), 'cba', 'and missing where there is none');
select is(tests.members(jsonb_build_object('column', 'email', 'operator', '=', 'value', $$x' or true --$$)), null, 'values are bound');
select throws_ok(format('insert into segments (project_id, name, definition) values (%L, %L, %L)', current_setting('t.p'), d, d), 'PT400', null, d || ' is refused')
from unnest(array['{"column": "password", "operator": "=", "value": "x"}', '{"column": "email\" or true --", "operator": "=", "value": "x"}', '{"column": "email", "operator": "~", "value": "x"}', '{"column": "score", "operator": "=", "value": "many"}', '{"and": {}}', '{}']) d;
select throws_ok(format('insert into segments (project_id, name, definition) values (%L, %L, %L)', current_setting('t.p'), 'x', '[]'), 'PT400', null, 'a definition is an object');

insert into segments (id, project_id, name, definition) values ('00000000-0000-4000-8000-0000000005e1', current_setting('t.p')::uuid, 'New', '{"column": "status", "operator": "=", "value": "new"}');
select results_eq($$select member_count, refreshed_at is null from segments where name = 'New'$$, 'values (0, true)', 'a new segment is not counted yet');
select is((refresh_segment('00000000-0000-4000-8000-0000000005e1')).member_count, 2, 'asked to, it is');
select results_eq($$select member_count, refreshed_at is not null from segments where name = 'New'$$, 'values (2, true)', 'and remembers');
update segments set name = 'Newer' where name = 'New';
select is((select refreshed_at is null from segments where name = 'Newer'), false, 'a new name changes no count');
update segments set definition = '{"column": "status", "operator": "=", "value": "lost"}' where name = 'Newer';
select is((select refreshed_at is null from segments where name = 'Newer'), true, 'a new definition makes it stale');
select throws_ok($$update segments set definition = '{"column": "x", "operator": "is_null"}' where name = 'Newer'$$, 'PT400', null, 'and must be understood as well');
select throws_ok($$update segments set member_count = 5$$, '42501', null, 'the count is not written');
update segments set definition = '{"and": []}' where name = 'Newer';
select is((select count(*) from segment_members('00000000-0000-4000-8000-0000000005e1', 2)), 2::bigint, 'members come in pages');
select is((select string_agg(left(email, 1), '') from segment_members('00000000-0000-4000-8000-0000000005e1', 2, 1)), 'ba', 'one after another');
select throws_ok($$select segment_members('00000000-0000-4000-8000-0000000005e1', 0)$$, 'PT400', null, 'of at least one');
select throws_ok($$select segment_members('00000000-0000-4000-8000-0000000005e1', 10001)$$, 'PT400', null, 'at most 10,000');
select throws_ok($$select segment_members('00000000-0000-4000-8000-0000000005e1', 10, -1)$$, 'PT400', null, 'from the beginning on');
select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from segment_members('00000000-0000-4000-8000-0000000005e1')), 3::bigint, 'a viewer sees the members');
select throws_ok($$select refresh_segment('00000000-0000-4000-8000-0000000005e1')$$, 'PT403', null, 'and counts nothing');
select tests.as_user(current_setting('t.other')::uuid);
select throws_ok($$select segment_members('00000000-0000-4000-8000-0000000005e1')$$, 'PT404', null, 'for others the segment is not there');
select throws_ok($$select refresh_segment('00000000-0000-4000-8000-0000000005e1')$$, 'PT404', null, 'nor to be counted');
select * from finish();
rollback;
