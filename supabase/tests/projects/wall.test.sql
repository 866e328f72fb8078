begin;
select plan(14);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true), set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer'), '[{"a": 1}]')::text, true);
insert into charts (project_id, title, chart_type, dataset_id) values (current_setting('t.p')::uuid, 'Chart', 'bar', current_setting('t.d')::uuid);
insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'Board');
insert into sync_runs (project_id, dataset_id, trigger) values (current_setting('t.p')::uuid, current_setting('t.d')::uuid, 'upload');
insert into sync_rejections (project_id, sync_run_id, line_number, reason) select project_id, id, 1, 'x' from sync_runs;
insert into ingest_tokens (project_id, dataset_id, name, token_hash) values (current_setting('t.p')::uuid, current_setting('t.d')::uuid, 'x', sha256('x'));
insert into dead_letters (project_id, queue, message, idempotency_key) values (current_setting('t.p')::uuid, 'q', '{}', 'k');

create function pg_temp.seen() returns text language plpgsql as $$
declare
  name text;
  n bigint;
  result text := '';
begin
  foreach name in array array['projects', 'datasets', 'sync_runs', 'sync_rejections', 'charts', 'dashboards', 'dashboard_tabs', 'dead_letters'] loop
    execute format('select least(count(*), 1) from public.%I where %s', name, case name when 'projects' then format('id = %L', current_setting('t.p')) else format('project_id = %L', current_setting('t.p')) end) into n;
    result := result || n;
  end loop;
  return result || (select count(id) from public.ingest_tokens);
end
$$;
grant execute on function pg_temp.seen to public;
select tests.as_user(current_setting('t.ada')::uuid);
select is(pg_temp.seen(), '111111111', 'the owner sees everything in the project');
select tests.as_user(current_setting('t.bob')::uuid);
select is(pg_temp.seen(), '000000000', 'a stranger sees nothing of it');
select throws_ok($$insert into charts (project_id, title, chart_type) values (current_setting('t.p')::uuid, 'x', 'bar')$$, '42501', null, 'and puts nothing into it');
select throws_ok($$insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'x')$$, '42501', null, 'no dashboard either');
select is_empty($$delete from datasets returning 1$$, 'and deletes nothing');
select throws_ok($$insert into charts (project_id, title, chart_type, dataset_id) values (tests.project_of(auth.uid()), 'x', 'bar', current_setting('t.d')::uuid)$$, '23503', null, 'a chart cannot point at a dataset of another tenant');

select tests.as_admin();
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.bob')::uuid, 'viewer');
select tests.as_user(current_setting('t.bob')::uuid);
select is(pg_temp.seen(), '111111110', 'a viewer sees all but the keys');
select throws_ok($$insert into charts (project_id, title, chart_type) values (current_setting('t.p')::uuid, 'x', 'bar')$$, '42501', null, 'but makes nothing');
select is_empty($$update charts set title = 'x' returning 1$$, 'changes nothing');
select is_empty($$delete from dashboards returning 1$$, 'and deletes nothing');
select throws_ok($$select token_hash from ingest_tokens$$, '42501', null, 'nobody reads the hash of a token');
select throws_ok($$select * from data_cache$$, '42501', null, 'nor the cache');
select throws_ok($$select * from data.$$ || (select table_name from datasets where kind = 'upload'), '42501', null, 'nor the table behind a dataset');
select tests.as_anon();
select throws_ok('select * from projects', '42501', null, 'who is not signed in reads nothing');
select * from finish();
rollback;
