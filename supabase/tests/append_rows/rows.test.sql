begin;
select plan(22);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('id:integer!', 'note:text', 'at:timestamp', 'price:number', 'extra:json', 'ok:boolean'))::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
create function pg_temp.append(rows jsonb, key text default null) returns jsonb language sql as $$ select append_rows(current_setting('t.d')::uuid, rows, key) $$;
select is(pg_temp.append('[{"id": 1, "note": "a", "at": "2024-01-01T00:00:00Z", "price": 1.5, "extra": {"a": [1]}, "ok": true}]'), '{"accepted": 1, "rejected": [], "replayed": false}', 'rows are taken');
select is(pg_temp.append('[{"id": "2", "price": "3", "ok": "false", "at": "2024-01-02"}]') ->> 'accepted', '1', 'also as texts that read as the type');
select is(pg_temp.append('[
  {"id": 3}, {"note": "no id"}, {"id": 4, "nope": 1}, {"id": 1.5}, {"id": 5, "price": "cheap"}, {"id": 6, "note": {"a": 1}}, {"id": 7, "at": "soon"}, 7, null, {"id": 8, "price": "NaN"}, {"id": 99999999999999999999}
]'), '{"accepted": 2, "replayed": false, "rejected": [
  {"row": 1, "reason": "Column \"id\" is empty"}, {"row": 2, "reason": "Unknown column \"nope\""}, {"row": 3, "reason": "\"1.5\" in column \"id\" is not a whole number"},
  {"row": 4, "reason": "\"cheap\" in column \"price\" is not a number"}, {"row": 5, "reason": "\"{\"a\": 1}\" in column \"note\" is not text"}, {"row": 6, "reason": "\"soon\" in column \"at\" is not a time"},
  {"row": 7, "reason": "A row is an object of column names and values"}, {"row": 8, "reason": "A row is an object of column names and values"},
  {"row": 10, "reason": "\"99999999999999999999\" in column \"id\" is not a whole number"}
]}', 'what does not fit is told, row by row');
select is((select row_count from datasets where kind = 'upload'), 4::bigint, 'rows are counted');
select is((select version from datasets where kind = 'upload'), 3::bigint, 'each call is one version');
select is(pg_temp.append('[]') ->> 'accepted', '0', 'no rows are no error');
select is((select version from datasets where kind = 'upload'), 3::bigint, 'and no change');
select is(query_dataset(current_setting('t.d')::uuid, '{"filter": {"column": "id", "operator": "=", "value": 1}}') -> 'rows' -> 0, '{"id": 1, "note": "a", "at": "2024-01-01T00:00:00+00:00", "price": 1.5, "extra": {"a": [1]}, "ok": true}', 'values arrive as they are');

select is(pg_temp.append('[{"id": 20}]', 'k1'), '{"accepted": 1, "rejected": [], "replayed": false}', 'a key is taken');
select is(pg_temp.append('[{"id": 20}]', 'k1'), '{"accepted": 1, "rejected": [], "replayed": true}', 'the same key gets the same answer');
select is((select row_count from datasets where kind = 'upload'), 5::bigint, 'and writes nothing again');
select is(pg_temp.append('[{"id": 21}]', 'k2') ->> 'replayed', 'false', 'another key writes');
select throws_ok($$select pg_temp.append('[]', '')$$, 'PT400', null, 'an empty key is none');

select throws_ok($$select pg_temp.append('{}')$$, 'PT400', null, 'rows are an array');
select throws_ok($$select pg_temp.append(null)$$, 'PT400', null, 'and there');
select throws_ok($$select pg_temp.append((select jsonb_agg(jsonb_build_object('id', n)) from generate_series(1, 10001) n))$$, 'PT413', null, 'of at most 10,000');
select is(pg_temp.append((select jsonb_agg(jsonb_build_object('id', n)) from generate_series(1, 10000) n)) ->> 'accepted', '10000', '10,000 are fine');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok($$select pg_temp.append('[{"id": 1}]')$$, 'PT403', null, 'a viewer appends nothing');
select tests.as_user(current_setting('t.stranger')::uuid);
select throws_ok($$select pg_temp.append('[{"id": 1}]')$$, 'PT404', null, 'for a stranger there is no dataset');
select tests.as_anon();
select throws_ok(format('select public.append_rows(%L, %L)', current_setting('t.d'), '[]'), '42501', null, 'who is not signed in appends nothing');
select tests.as_admin();
insert into private.ingest_keys values (current_setting('t.d')::uuid, 'old', '{}', now() - interval '2 days');
select private.cleanup_expired_cache();
select is((select count(*) from private.ingest_keys where idempotency_key = 'old'), 0::bigint, 'old keys are forgotten');
select is((select count(*) from private.ingest_keys), 2::bigint, 'new ones are not');
select * from finish();
rollback;
