begin;
select plan(35);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.d', tests.make_dataset(tests.project_of(current_setting('t.ada')::uuid), 'Sales', tests.columns(
  'id:integer', 'at:timestamp', 'day:date', 'country:text', 'amount:number', 'paid:boolean', 'extra:json'
), '[
  {"id": 1, "at": "2024-01-31T23:30:00Z", "day": "2024-01-31", "country": "DE", "amount": 10.5, "paid": true, "extra": {"a": 1}},
  {"id": 2, "at": "2024-02-01T00:30:00Z", "day": "2024-02-01", "country": "DE", "amount": 20, "paid": false, "extra": [1]},
  {"id": 3, "at": "2024-02-15T12:00:00Z", "day": "2024-02-15", "country": "FR", "amount": 30, "paid": true, "extra": null},
  {"id": 4, "at": "2024-03-10T12:00:00Z", "day": "2024-03-10", "country": "fr_x", "amount": null, "paid": null},
  {"id": 5, "at": null, "day": null, "country": null, "amount": 40, "paid": true}
]')::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
create function pg_temp.rows(query jsonb) returns jsonb language sql as $$ select query_dataset(current_setting('t.d')::uuid, query) -> 'rows' $$;
create function pg_temp.ids(filter jsonb) returns text language sql as $$
  select string_agg(value ->> 'id', ',' order by n) from jsonb_array_elements(pg_temp.rows(jsonb_build_object('columns', '["id"]'::jsonb, 'filter', filter))) with ordinality x (value, n)
$$;

select is(pg_temp.rows('{"limit": 1}'), '[{"id": 1, "at": "2024-01-31T23:30:00+00:00", "day": "2024-01-31", "country": "DE", "amount": 10.5, "paid": true, "extra": {"a": 1}}]', 'rows come in their order, with times in UTC');
select is(pg_temp.rows('{"columns": ["id"], "limit": 2, "offset": 3}'), '[{"id": 4}, {"id": 5}]', 'limit and offset page through them');
select is(query_dataset(current_setting('t.d')::uuid, '{"columns": ["country", "id"]}') -> 'columns', '[{"name": "country", "type": "text"}, {"name": "id", "type": "integer"}]', 'the columns are described in order');
select is(query_dataset(current_setting('t.d')::uuid, '{}') ->> 'version', '1', 'the version that was read is told');
select is(pg_temp.rows('{"columns": ["id"], "order": [{"by": "amount", "direction": "desc"}]}'), '[{"id": 5}, {"id": 3}, {"id": 2}, {"id": 1}, {"id": 4}]', 'rows are ordered, those without a value last');

select is(pg_temp.rows('{"measures": [{"function": "count"}, {"function": "sum", "column": "amount"}, {"function": "avg", "column": "amount", "as": "mean"}]}'), '[{"count": 5, "sum_amount": 100.5, "mean": 25.125}]', 'without dimensions there is one row');
select is(pg_temp.rows('{"measures": [{"function": "median", "column": "amount"}, {"function": "p95", "column": "amount"}, {"function": "min", "column": "country"}, {"function": "max", "column": "day"}, {"function": "count", "column": "amount"}]}'),
  '[{"median_amount": 25, "p95_amount": 38.5, "min_country": "DE", "max_day": "2024-03-10", "count_amount": 4}]', 'all functions count');
select is(pg_temp.rows('{"measures": [{"function": "count_distinct", "column": "country"}]}'), '[{"count_distinct_country": 3}]', 'distinct values are counted');
select is(pg_temp.rows('{"dimensions": [{"column": "paid"}], "measures": [{"function": "count_distinct", "column": "country"}]}'),
  '[{"paid": false, "count_distinct_country": 1}, {"paid": true, "count_distinct_country": 2}, {"paid": null, "count_distinct_country": 1}]', 'in groups too');
select is(pg_temp.rows('{"dimensions": [{"column": "paid"}], "measures": [{"function": "count_distinct", "column": "country"}, {"function": "count"}]}'),
  '[{"paid": false, "count": 1, "count_distinct_country": 1}, {"paid": true, "count": 3, "count_distinct_country": 2}, {"paid": null, "count": 1, "count_distinct_country": 1}]', 'and beside another measure');
select is(pg_temp.rows('{"dimensions": [{"column": "country"}], "measures": [{"function": "count"}]}'),
  '[{"country": "DE", "count": 2}, {"country": "FR", "count": 1}, {"country": "fr_x", "count": 1}, {"country": null, "count": 1}]', 'groups come in the order of their dimensions');
select is(pg_temp.rows('{"dimensions": [{"column": "country"}]}'), '[{"country": "DE"}, {"country": "FR"}, {"country": "fr_x"}, {"country": null}]', 'dimensions alone are the distinct values');
select is(pg_temp.rows('{"dimensions": [{"column": "at", "grain": "month", "as": "month"}], "measures": [{"function": "count"}]}'),
  '[{"month": "2024-01-01T00:00:00+00:00", "count": 1}, {"month": "2024-02-01T00:00:00+00:00", "count": 2}, {"month": "2024-03-01T00:00:00+00:00", "count": 1}, {"month": null, "count": 1}]', 'months begin in UTC');
select is(pg_temp.rows('{"dimensions": [{"column": "at", "grain": "month"}], "measures": [{"function": "count"}], "time_zone": "Europe/Berlin", "limit": 2}'),
  '[{"at": "2024-01-31T23:00:00+00:00", "count": 3}, {"at": "2024-02-29T23:00:00+00:00", "count": 1}]', 'or in the zone that was asked for');
select is(pg_temp.rows('{"dimensions": [{"column": "day", "grain": "quarter"}], "measures": [{"function": "count"}], "time_zone": "Asia/Tokyo", "limit": 1}'), '[{"day": "2024-01-01", "count": 4}]', 'dates have no zone');
select is(pg_temp.rows('{"dimensions": [{"column": "amount", "bin": 20}], "measures": [{"function": "count"}]}'),
  '[{"amount": 0, "count": 1}, {"amount": 20, "count": 2}, {"amount": 40, "count": 1}, {"amount": null, "count": 1}]', 'bins are told by their lower edge');
select is(pg_temp.rows('{"dimensions": [{"column": "country"}], "measures": [{"function": "sum", "column": "amount", "as": "total"}], "having": {"column": "total", "operator": ">", "value": 25}, "order": [{"by": "total", "direction": "desc"}]}'),
  '[{"total": 40, "country": null}, {"total": 30.5, "country": "DE"}, {"total": 30, "country": "FR"}]', 'groups are filtered and ordered by what is measured');

select is(pg_temp.ids('{"column": "country", "operator": "=", "value": "DE"}'), '1,2', '=');
select is(pg_temp.ids('{"column": "country", "operator": "!=", "value": "DE"}'), '3,4,5', '!= keeps rows without a value');
select is(pg_temp.ids('{"column": "amount", "operator": ">=", "value": 20}'), '2,3,5', '>=');
select is(pg_temp.ids('{"column": "amount", "operator": "=", "value": 10.50}'), '1', 'numbers are equal whatever their zeros');
select is(pg_temp.ids('{"column": "id", "operator": "<", "value": 2.5}'), '1,2', 'a whole number is compared with a fraction');
select is(pg_temp.ids('{"column": "country", "operator": "in", "value": ["DE", null]}'), '1,2,5', 'in takes null');
select is(pg_temp.ids('{"column": "country", "operator": "not_in", "value": ["DE", null]}'), '3,4', 'and so does not_in');
select is(pg_temp.ids('{"column": "country", "operator": "not_in", "value": []}'), '1,2,3,4,5', 'nothing is in an empty list');
select is(pg_temp.ids('{"column": "amount", "operator": "between", "value": [10.5, 30]}'), '1,2,3', 'between includes both numbers');
select is(pg_temp.ids('{"column": "day", "operator": "between", "value": ["2024-01-31", "2024-02-15"]}'), '1,2', 'but not the last day');
select is(pg_temp.ids('{"column": "at", "operator": "between", "value": ["2024-02-01", null]}'), '2,3,4', 'a bound can be open');
select is(pg_temp.ids('{"column": "country", "operator": "contains", "value": "R_"}'), '4', 'contains knows no wildcards and no case');
select is(pg_temp.ids('{"column": "country", "operator": "starts_with", "value": "fr"}'), '3,4', 'starts_with');
select is(pg_temp.ids('{"column": "paid", "operator": "=", "value": null}'), '4', '= null asks for no value');
select is(pg_temp.ids('{"not": {"column": "amount", "operator": ">", "value": 10}}'), '4', 'not keeps what is unknown');
select is(pg_temp.ids('{"or": [{"column": "id", "operator": "=", "value": 1}, {"and": [{"column": "paid", "operator": "=", "value": true}, {"column": "id", "operator": ">", "value": 3}]}]}'), '1,5', 'and and or nest');
select is(pg_temp.ids('{"and": []}'), '1,2,3,4,5', 'an empty and is true');
select is(pg_temp.ids('{"or": []}'), null, 'an empty or is false');
select * from finish();
rollback;
