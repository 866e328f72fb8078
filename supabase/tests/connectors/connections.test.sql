begin;
select plan(24);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'guest', 'stranger']) who;
insert into workspaces (id, name) values ('00000000-0000-4000-8000-00000000000a', 'A'), ('00000000-0000-4000-8000-00000000000b', 'B');
insert into workspace_users (workspace_id, user_id, role) values ('00000000-0000-4000-8000-00000000000a', current_setting('t.ada')::uuid, 'owner');
insert into projects (id, workspace_id, name) values
  ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000000a', 'A1'),
  ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-00000000000a', 'A2'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-00000000000b', 'B1');
select tests.add_member('00000000-0000-4000-8000-0000000000a1', current_setting('t.guest')::uuid, 'manager');
select tests.add_member('00000000-0000-4000-8000-0000000000b1', current_setting('t.ada')::uuid, 'owner');
insert into api_connections (id, workspace_id, project_id, name, endpoint_url)
select ('00000000-0000-4000-8000-0000000000' || n)::uuid, workspace_id::uuid, project_id::uuid, 'API ' || n, 'https://api.example.com'
from (values
  ('c1', null, '00000000-0000-4000-8000-0000000000a1'), ('c2', null, '00000000-0000-4000-8000-0000000000a2'),
  ('c3', '00000000-0000-4000-8000-00000000000a', null), ('c4', '00000000-0000-4000-8000-00000000000b', null)
) v (n, workspace_id, project_id);
insert into oauth2_connections (id, workspace_id, project_id, provider, client_id, redirect_uri)
select ('00000000-0000-4000-8000-0000000000' || n)::uuid, workspace_id::uuid, project_id::uuid, provider, 'client', 'https://app.example.com/back'
from (values
  ('d1', null, '00000000-0000-4000-8000-0000000000a1', 'github'), ('d2', null, '00000000-0000-4000-8000-0000000000a2', 'github'),
  ('d3', '00000000-0000-4000-8000-00000000000a', null, 'github'), ('d4', null, '00000000-0000-4000-8000-0000000000a1', 'google')
) v (n, workspace_id, project_id, provider);
create function pg_temp.api(n text) returns void language sql as $$
  insert into connectors (project_id, name, type, api_connection_id)
  values ('00000000-0000-4000-8000-0000000000a1', gen_random_uuid(), 'rest_api', ('00000000-0000-4000-8000-0000000000' || n)::uuid)
$$;
create function pg_temp.oauth(n text) returns void language sql as $$
  insert into connectors (project_id, name, type, config, oauth2_connection_id)
  values ('00000000-0000-4000-8000-0000000000a1', gen_random_uuid(), 'github', '{"repositories": ["a/b"]}', ('00000000-0000-4000-8000-0000000000' || n)::uuid)
$$;
grant execute on function pg_temp.api, pg_temp.oauth to public;
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok($$select pg_temp.api('c1')$$, 'a connector uses an API connection of its project');
select lives_ok($$select pg_temp.api('c3')$$, 'or of its workspace');
select throws_ok($$select pg_temp.api('c2')$$, 'PT404', null, 'of another project it does not, though its maker may');
select throws_ok($$select pg_temp.api('c4')$$, 'PT404', null, 'nor of another workspace');
select throws_ok($$select pg_temp.api('ff')$$, 'PT404', null, 'nor one that is not there');
select lives_ok($$select pg_temp.oauth('d1')$$, 'the same holds for OAuth: its project''s');
select lives_ok($$select pg_temp.oauth('d3')$$, 'its workspace''s');
select throws_ok($$select pg_temp.oauth('d2')$$, 'PT404', null, 'not another project''s');
select throws_ok($$select pg_temp.oauth('d4')$$, 'PT400', 'A connector of type github cannot sign in with google', 'and of its own provider only');
select throws_ok($$update connectors set api_connection_id = '00000000-0000-4000-8000-0000000000c2'$$, 'PT404', null, 'a change is checked too');
select throws_ok($$update api_connections set project_id = '00000000-0000-4000-8000-0000000000b1', workspace_id = null$$, '42501', null, 'where a connection is, is not written by anybody');

select tests.as_user(current_setting('t.guest')::uuid);
select lives_ok($$select pg_temp.api('c1')$$, 'a guest manages the project');
select throws_ok($$select pg_temp.api('c3')$$, 'PT404', null, 'but what belongs to a workspace they are not in does not exist for them');
select lives_ok($$update connectors set name = name || '!', api_connection_id = api_connection_id$$, 'what is there already stays');

select tests.as_service();
select throws_ok($$update api_connections set project_id = '00000000-0000-4000-8000-0000000000a2' where id = '00000000-0000-4000-8000-0000000000c1'$$, 'PT409', null, 'not even by the service role');
select throws_ok($$update oauth2_connections set project_id = '00000000-0000-4000-8000-0000000000a2' where id = '00000000-0000-4000-8000-0000000000d1'$$, 'PT409', null, 'of OAuth connections neither');
select throws_ok($$select pg_temp.api('c2')$$, 'PT404', null, 'nor does it join what is apart');

select tests.as_user(current_setting('t.ada')::uuid);
delete from api_connections where id = '00000000-0000-4000-8000-0000000000c3';
select is((select count(*) from connectors where type = 'rest_api' and api_connection_id is null), 1::bigint, 'a connector stays without the connection it used');

select tests.as_admin();
select set_config('t.c', (select id from connectors where type = 'github' order by name limit 1)::text, true);
select set_config('t.d', tests.make_dataset('00000000-0000-4000-8000-0000000000a1', 'Stars', tests.columns('a:integer'), '[{"a": 1}]')::text, true);
update datasets set connector_id = current_setting('t.c')::uuid, kind = 'synced' where id = current_setting('t.d')::uuid;
insert into sync_runs (project_id, connector_id, dataset_id, trigger) values ('00000000-0000-4000-8000-0000000000a1', current_setting('t.c')::uuid, current_setting('t.d')::uuid, 'manual');
select throws_ok(format($$insert into sync_runs (project_id, connector_id, trigger) values ('00000000-0000-4000-8000-0000000000a2', %L, 'manual')$$, current_setting('t.c')), '23503', null, 'a run of another project cannot name the connector');
select throws_ok(format($$update datasets set connector_id = %L where project_id = '00000000-0000-4000-8000-0000000000b1'$$, current_setting('t.c')), '23503', null, 'nor can its dataset');
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok(format('select query_dataset(%L, %L)', current_setting('t.d'), '{}'), 'an answer is remembered');
select is(tests.value_of('select connector_id::text from public.data_cache'), current_setting('t.c'), 'with the connector');
select lives_ok(format('delete from connectors where id = %L', current_setting('t.c')), 'the connector goes');
select results_eq(
  format('select d.connector_id, r.connector_id, r.project_id::text from datasets d join sync_runs r on r.dataset_id = d.id where d.id = %L', current_setting('t.d')),
  $$values (null::uuid, null::uuid, '00000000-0000-4000-8000-0000000000a1')$$, 'its dataset and runs stay'
);
select * from finish();
rollback;
