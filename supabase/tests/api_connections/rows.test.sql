begin;
select plan(43);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'contributor', 'creator']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || role)::uuid, role) from unnest(array['viewer', 'contributor']) role;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-00000000000a', 'A');
insert into workspace_users (workspace_id, user_id, role) values
  ('00000000-0000-4000-8000-00000000000a', current_setting('t.ada')::uuid, 'owner'), ('00000000-0000-4000-8000-00000000000a', current_setting('t.creator')::uuid, 'project_creator');
create function pg_temp.make(url text default 'https://api.example.com/v1', headers jsonb default '{}', project uuid default current_setting('t.p')::uuid, workspace uuid default null)
returns text language plpgsql as $$
begin
  insert into public.api_connections (workspace_id, project_id, name, endpoint_url, custom_headers) values (workspace, project, 'API', url, headers);
  return 'made';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end
$$;
grant execute on function pg_temp.make to public;
select tests.as_user(current_setting('t.ada')::uuid);
select is(pg_temp.make(), 'made', 'managers make one in their project');
select is(pg_temp.make(project => null, workspace => '00000000-0000-4000-8000-00000000000a'), 'made', 'admins in their workspace');
select matches(pg_temp.make(workspace => '00000000-0000-4000-8000-00000000000a'), 'a_connection_belongs_to_a_workspace_or_a_project', 'not in both');
select matches(pg_temp.make(project => null), '42501', 'nor in neither');
select is(pg_temp.make(url), 'made', url) from unnest(array['http://localhost:8000', 'https://api.example.com/a/b?limit=10#x', 'https://[::1]:8443/', 'https://api.example.com?q=a@b']) url;
select matches(pg_temp.make(url), 'an_endpoint_is_a_web_address', url)
from unnest(array['ftp://example.com', 'api.example.com', 'https://user:pw@example.com', 'https://user@example.com/', 'https://', 'https:///x', 'javascript:alert(1)',
  'https://good.example\@evil.example', E'https://good.example\t.evil.example', 'https://exa mple.com', E'https://example.com/\n', 'HTTPS://example.com/']) url;
select matches(pg_temp.make('https://api.example.com/?api_key=abc'), 'PT400 The address carries a secret', 'no secret in the address');
select is(pg_temp.make(headers => headers::jsonb), 'made', headers)
from unnest(array['{"Accept": "application/json", "X-Version": "2"}', '{"X-Api-Key": "{{secret}}"}', '{"Authorization": "Token {{secret}}"}']) headers;
select matches(pg_temp.make(headers => headers::jsonb), 'PT400 The header .* carries a secret', headers)
from unnest(array['{"Authorization": "Bearer abc"}', '{"AUTHORIZATION": "x"}', '{"cookie": "a=b"}', '{"x-api-key": "abc"}', '{"X_API_KEY": "abc"}', '{"X-Auth-Token": "abc"}',
  '{"X-Client-Secret": "abc"}', '{"Ocp-Apim-Subscription-Key": "abc"}', '{"Proxy-Authorization": "abc"}', '{"X-Foo": "Bearer abc"}', '{"X-Api-Key": "abc123 {{secret}}"}']) headers;
select is(pg_temp.make(headers => '{"X-A": 1}'), 'PT400 The header "X-A" is not a text', 'headers are texts');
select is(pg_temp.make(headers => '{"X-A": "a\r\nHost: evil"}'), 'PT400 The header "X-A" has control characters', 'of one line');
select is(pg_temp.make(headers => '{"X A": "a"}'), 'PT400 "X A" is no name of a header', 'with a name');
select matches(pg_temp.make(headers => '[]'), 'PT400', 'in an object');
select tests.as_user(current_setting('t.contributor')::uuid);
select isnt_empty('select 1 from api_connections where project_id is not null', 'contributors read those of the project');
select tests.as_user(current_setting('t.creator')::uuid);
select results_eq('select count(*) from api_connections', 'values (1::bigint)', 'members of the workspace its own');
select matches(pg_temp.make(project => null, workspace => '00000000-0000-4000-8000-00000000000a'), '42501', 'but make none');
select tests.as_user(current_setting('t.viewer')::uuid);
select is_empty('select 1 from api_connections', 'viewers see none');
select * from finish();
rollback;
