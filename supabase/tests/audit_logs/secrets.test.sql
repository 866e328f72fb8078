begin;
select plan(41);
select is(private.redact('{"a": 1, "token": "x", "accessToken": "x", "client_secret": {"a": 1}, "password": 1234, "Api-Key": ["x"], "hash": "x", "Authorization": "x"}'),
  '{"a": 1, "token": "[redacted]", "accessToken": "[redacted]", "client_secret": "[redacted]", "password": "[redacted]", "Api-Key": "[redacted]", "hash": "[redacted]", "Authorization": "[redacted]"}', 'values under names of secrets');
select is(private.redact('{"a": [{"b": {"c": [1, {"refresh_token": "x"}]}}]}'), '{"a": [{"b": {"c": [1, {"refresh_token": "[redacted]"}]}}]}', 'at any depth');
select is(private.redact('[[{"secret": "x"}], {"x": null, "token": null}]'), '[[{"secret": "[redacted]"}], {"x": null, "token": null}]', 'in lists, but not what is empty');
select is(private.redact('{"max_tokens": 100, "has_secret": true, "token_url": "https://a.example/token", "token_type": "bearer", "hashtag": "#x"}'),
  '{"max_tokens": 100, "has_secret": true, "token_url": "https://a.example/token", "token_type": "bearer", "hashtag": "#x"}', 'counts, marks, endpoints and hashtags are no secrets');
select is(private.redact(jsonb_build_object(name, 'x')), jsonb_build_object(name, '[redacted]'), name || ' names a secret, as it does in a header')
from unnest(array['auth_key', 'x-auth', 'pwd', 'db_pwd', 'session_id', 'X-Session-Id', 'signature', 'client_assertion', 'X-Key', 'Set-Cookie2', 'access_key']) name;
select is(private.redact(jsonb_build_object(name, 'x')), jsonb_build_object(name, 'x'), name || ' does not')
from unnest(array['key', 'slot_key', 'auth', 'auth_type', 'chat_session_id', 'signature_url', 'sessions']) name;
select is(private.redact('{"text": "My token and my password are secret", "x": "Basic internationalization"}'), '{"text": "My token and my password are secret", "x": "Basic internationalization"}', 'nor is talk of them');
select is(private.redact('{"h": "Bearer eyJhbGciOiJIUzI1NiJ9.abc", "u": "postgres://me:pass@db/x", "v": "https://a.example/b@c"}'), '{"h": "[redacted]", "u": "[redacted]", "v": "https://a.example/b@c"}', 'values that are secrets by their look');
select is(private.redact(null), null, 'nothing stays nothing');
select is(private.redact('{}'), '{}', 'and empty empty');
select is(private.redact('"Basic YWRhOmxvdmVsYWNlMQ=="'), '"[redacted]"', 'also alone');
create function pg_temp.nested(depth int) returns jsonb language sql as $$ select (repeat('{"a":', depth) || '{"token": "x"}' || repeat('}', depth))::jsonb $$;
select is(private.redact(pg_temp.nested(40)) #>> (array_fill('a'::text, array[40]) || 'token'::text), '[redacted]', 'however deep');
select lives_ok($$select private.redact(pg_temp.nested(2000))$$, 'absurd depth is no error');
select ok(private.redact(pg_temp.nested(2000))::text not like '%"x"%', 'and hides nothing');

select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
create function pg_temp.last(resource text) returns audit_logs language sql security definer as $$
  select l from audit_logs l where resource_type = resource order by cmin::text::bigint desc limit 1
$$;
grant execute on function pg_temp.last to public;
insert into ingest_tokens (project_id, dataset_id, name, token_hash)
select current_setting('t.p')::uuid, tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer')), 'Key', sha256('x');
select is((pg_temp.last('ingest_tokens')).new_values ->> 'token_hash', '[redacted]', 'a hash is not recorded');
update ingest_tokens set token_hash = sha256('y');
select is((pg_temp.last('ingest_tokens')).old_values || (pg_temp.last('ingest_tokens')).new_values, '{"token_hash": "[redacted]"}', 'that it changed is');
select set_config('t.n', (select count(*)::text from audit_logs), true);
update ingest_tokens set last_used_at = now();
select is((select count(*)::text from audit_logs), current_setting('t.n'), 'that it was used is not');
delete from ingest_tokens;
select is((pg_temp.last('ingest_tokens')).old_values ->> 'token_hash', '[redacted]', 'nor after it is deleted');
select is((pg_temp.last('ingest_tokens')).metadata ->> 'redacted', 'true', 'a deletion says that something is missing');
insert into leads (project_id, email, custom_fields) values (current_setting('t.p')::uuid, 'lead@example.com', '{"crm": {"api_token": "s3cret", "id": 7}}');
select is((pg_temp.last('leads')).new_values -> 'custom_fields', '{"crm": {"api_token": "[redacted]", "id": 7}}', 'nor what hides in a document');
insert into api_connections (project_id, name, endpoint_url, auth_type) values (current_setting('t.p')::uuid, 'API', 'https://api.example.com', 'bearer');
select tests.as_user(current_setting('t.ada')::uuid);
select set_api_connection_secret(id, 's3cret') from api_connections;
select tests.as_admin();
select is((pg_temp.last('api_connections')).new_values, '{"secret_id": "[redacted]"}', 'nor where a secret is');
select ok(not exists (select from audit_logs where concat(old_values, new_values, metadata) like '%s3cret%'), 'it is nowhere');

update users set status = 'inactive', email = 'new@example.com' where id = current_setting('t.ada')::uuid;
select is((pg_temp.last('users')).new_values, '{"status": "inactive"}', 'of a person only what they may do is recorded');
update users set email = 'ada@example.com' where id = current_setting('t.ada')::uuid;
select is((pg_temp.last('users')).new_values, '{"status": "inactive"}', 'and nothing else');
update workspace_subscriptions set base_tokens_used = 5, plan_type = 'pro' where workspace_id = private.global_workspace_id();
select is((pg_temp.last('workspace_subscriptions')).new_values, '{"plan_type": "pro"}', 'of a subscription its plan');
select * from finish();
rollback;
