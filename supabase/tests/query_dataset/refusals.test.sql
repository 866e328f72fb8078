begin;
select plan(36);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.d', tests.make_dataset(tests.project_of(current_setting('t.ada')::uuid), 'Orders', tests.columns('a:integer', 't:text', 'at:timestamp', 'j:json', 'b:boolean'), '[{"a": 1}]')::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
create function pg_temp.problem(query jsonb) returns text language plpgsql as $$
declare
  problem text;
  advice text;
begin
  perform query_dataset(current_setting('t.d')::uuid, query);
  return 'answered';
exception when sqlstate 'PT400' then
  get stacked diagnostics problem = message_text, advice = pg_exception_hint;
  return problem || ' | ' || advice;
end
$$;
select is(pg_temp.problem('{"columns": ["x"]}'), 'Column "x" is not in dataset "Orders" | Columns: a, b, j, t, at.', 'a column that is not there is named, with those that are');
select is(pg_temp.problem('{"dimensions": [{"column": "x"}]}'), 'Column "x" is not in dataset "Orders" | Columns: a, b, j, t, at.', 'as a dimension too');
select is(pg_temp.problem('{"measures": [{"function": "count"}], "order": [{"by": "a"}]}'), 'Column "a" is not in the result | Columns: count.', 'groups are ordered by columns of the result');
select is(pg_temp.problem('{"colums": ["a"]}'), 'Unknown key "colums" in the query | Its keys: dimensions, measures, columns, filter, having, order, limit, offset, time_zone.', 'a misspelt key is told');
select is(pg_temp.problem('{"filter": {"column": "a", "operator": "=", "value": "one"}}'), '"one" cannot be compared with column "a", which is integer | Give a value of the column''s type.', 'a value of another type is told');
select is(pg_temp.problem('{"filter": {"column": "at", "operator": ">", "value": "yesterday"}}'), '"yesterday" cannot be compared with column "at", which is timestamp | Write dates as YYYY-MM-DD and times as ISO 8601.', 'and a date that is none');
select is(pg_temp.problem('{"measures": [{"function": "sum", "column": "t"}]}'), 'Column "t" is text; sum needs integer or number | Correct the query document.', 'text has no sum');
select matches(pg_temp.problem(query::jsonb), said, query) from (values
  ('null', 'not an object'), ('[]', 'not an object'), ('"x"', 'not an object'), ('7', 'not an object'),
  ('{"columns": "a"}', 'not an array'), ('{"columns": [1]}', 'does not name a column'), ('{"columns": ["a", "a"]}', 'twice'),
  ('{"limit": 0}', 'whole number'), ('{"limit": 50001}', 'whole number'), ('{"limit": "1"}', 'whole number'), ('{"limit": 1.5}', 'whole number'), ('{"offset": -1}', 'whole number'),
  ('{"time_zone": "Mars/Olympus"}', 'time zone'), ('{"time_zone": "UTC''; drop table x"}', 'time zone'),
  ('{"dimensions": [{"column": "a", "grain": "day"}]}', 'needs date or timestamp'), ('{"dimensions": [{"column": "at", "grain": "decade"}]}', 'grain'),
  ('{"dimensions": [{"column": "a", "bin": 0}]}', 'bin'), ('{"dimensions": [{"column": "a"}, {"column": "a"}]}', 'Two result columns'),
  ('{"dimensions": [{"column": "t"}, {"column": "t", "grain": null, "as": "u"}]}', 'Two dimensions group by column "t"'),
  ('{"dimensions": [{"column": "at", "grain": "day"}, {"column": "at", "grain": "hour", "as": "h"}, {"column": "at", "grain": "day", "as": "d"}]}', 'Two dimensions group by column "at"'),
  ('{"measures": [{"function": "pg_sleep", "column": "a"}]}', 'Unknown function'), ('{"measures": [{"function": "sum"}]}', 'does not name a column'),
  ('{"measures": [{"function": "count", "as": "_row"}]}', 'result name'),
  ('{"order": [{"by": "a", "direction": "desc; drop"}]}', 'direction'), ('{"filter": {"column": "a", "operator": "or 1=1"}}', 'operator'),
  ('{"filter": {"column": "a", "operator": "in", "value": 1}}', 'array'), ('{"filter": {"column": "j", "operator": "=", "value": 1}}', 'json'),
  ('{"filter": {"and": {"column": "a"}}}', 'not an array'), ('{"having": {"column": "a", "operator": "=", "value": 1}}', 'having')
) documents (query, said);
select * from finish();
rollback;
