begin;
create temp table streams as select * from private.system_streams;
grant select on streams to public;
select plan((select count(*) * 5 from streams)::int + 21);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'bob', 'viewer', 'contributor', 'manager']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.q', tests.project_of(current_setting('t.bob')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.' || role)::uuid, role) from unnest(array['viewer', 'contributor', 'manager']) role;
select set_eq('select stream from streams', array['sync_runs', 'leads', 'lead_score_changes', 'campaign_results', 'email_events', 'analytics_events', 'workflow_runs',
  'step_runs', 'events', 'token_usage'], 'what is kept of a project can be charted');
select is_empty(
  'select p.id, s.stream from projects p cross join streams s except select project_id, stream from datasets where kind = ''system'' and name = ''orrery.'' || stream',
  'every project has every system dataset'
);
select is_empty($$
  select s.stream, c.value ->> 'name' from streams s, jsonb_array_elements(s.columns) c
  where c.value ->> 'name' ~ '(ip_address|user_agent|phone|address|secret|token_id|token_hash|password)$'
$$, 'none shows addresses, devices or secrets');
select is_empty($$
  select table_name from information_schema.role_table_grants where table_schema = 'data' and grantee in ('anon', 'authenticated', 'service_role', 'PUBLIC')
$$, 'nobody reads the views behind them directly');

-- The columns said are the columns there are, of the type said.
select set_eq(
  format($q$
    select column_name::text, case data_type when 'uuid' then 'text' when 'integer' then 'bigint' else data_type end from information_schema.columns
    where table_schema = 'data' and table_name = %L and column_name not in ('project_id', '_row', '_row_id')
  $q$, 'system_' || stream),
  format($q$
    select c.value ->> 'name', (case private.column_sql_type(c.value ->> 'type') when 'timestamptz' then 'timestamp with time zone' else private.column_sql_type(c.value ->> 'type') end)
    from streams s, jsonb_array_elements(s.columns) c where s.stream = %L
  $q$, stream),
  stream || ' has the columns it says'
) from streams;

create function pg_temp.ask(stream text, query jsonb default '{}', project text default 't.p') returns jsonb language sql as $$
  select public.query_dataset(d.id, query) from public.datasets d where d.project_id = current_setting(project)::uuid and d.name = 'orrery.' || ask.stream
$$;
grant execute on function pg_temp.ask to public;
select tests.as_user(current_setting('t.manager')::uuid);
select lives_ok(format('select pg_temp.ask(%L)', stream), stream || ' answers with rows') from streams;
select is((pg_temp.ask(stream, '{"measures": [{"function": "count"}]}') ->> 'cached'), 'false', stream || ' answers with a measure') from streams;
select matches(
  explain_dataset_query((select id from datasets where project_id = current_setting('t.p')::uuid and name = 'orrery.' || streams.stream), '{}') ->> 'sql',
  'from data.system_' || stream || ' where project_id = ''' || current_setting('t.p') || '''', stream || ' is limited to its project'
) from streams;
select tests.as_user(current_setting('t.viewer')::uuid);
select is(
  query_datasets(jsonb_build_array(jsonb_build_object('dataset_id', d.id, 'query', '{}'::jsonb))) -> 0 -> 'error' ->> 'code',
  case minimum_role when 'viewer' then null else 'forbidden' end, format('%s is for %ss', s.stream, minimum_role)
) from streams s join datasets d on d.stream = s.stream and d.project_id = current_setting('t.p')::uuid and d.kind = 'system';
select tests.as_user(current_setting('t.contributor')::uuid);
select throws_ok($$select pg_temp.ask('token_usage')$$, 'PT403', null, 'usage of tokens is for managers, as its table');
select throws_ok($$select explain_dataset_query(id, '{}') from datasets where stream = 'token_usage' and project_id = current_setting('t.p')::uuid$$, 'PT403', null, 'its SQL too');

-- Rows of two projects.
select tests.as_admin();
insert into sync_runs (project_id, trigger, status, rows_written, started_at, finished_at, created_at)
select current_setting('t.p')::uuid, 'manual', status, n, now(), now() + n * interval '1 second', now() - n * interval '1 day' from unnest(array['succeeded', 'failed', 'succeeded']) with ordinality s (status, n);
insert into sync_runs (project_id, trigger, rows_written) values (current_setting('t.q')::uuid, 'manual', 1000);
select tests.as_user(current_setting('t.viewer')::uuid);
select is(pg_temp.ask('sync_runs', '{"dimensions": [{"column": "status"}], "measures": [{"function": "sum", "column": "rows_written"}, {"function": "avg", "column": "duration_seconds"}]}') -> 'rows',
  '[{"status": "failed", "sum_rows_written": 2, "avg_duration_seconds": 2}, {"status": "succeeded", "sum_rows_written": 4, "avg_duration_seconds": 2}]', 'runs are charted like anything else');
select is(pg_temp.ask('sync_runs', '{"columns": ["rows_written"]}') -> 'rows', '[{"rows_written": 3}, {"rows_written": 2}, {"rows_written": 1}]', 'rows come in the order they came');
select is(pg_temp.ask('sync_runs', '{"filter": {"column": "status", "operator": "=", "value": "failed"}, "columns": ["id"]}') #>> '{rows,0,id}',
  (select id::text from sync_runs where status = 'failed'), 'they can be filtered');
select throws_ok($$select pg_temp.ask('sync_runs', '{"columns": ["project_id"]}')$$, 'PT400', null, 'only the columns it says can be asked for');
select throws_ok($$select pg_temp.ask('sync_runs', '{"columns": ["options"]}')$$, 'PT400', null, 'not what the table has besides');
select is(pg_temp.ask('sync_runs') ->> 'cached', 'false', 'asked again');
select is(tests.value_of('select count(*) from public.data_cache'), '0', 'answers are not remembered');
select tests.as_user(current_setting('t.contributor')::uuid);
update datasets set ttl_seconds = 30 where stream in ('sync_runs', 'token_usage') and project_id = current_setting('t.p')::uuid;
select pg_temp.ask('sync_runs');
select is(pg_temp.ask('sync_runs') ->> 'cached', 'true', 'unless the project says for how long');
select tests.as_user(current_setting('t.manager')::uuid);
select pg_temp.ask('token_usage');
select is(pg_temp.ask('token_usage') ->> 'cached', 'true', 'for managers too');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok($$select pg_temp.ask('token_usage')$$, 'PT403', null, 'whose remembered answers nobody else gets');
select tests.as_user(current_setting('t.bob')::uuid);
select is_empty($$select 1 from datasets where project_id = current_setting('t.p')::uuid$$, 'a stranger sees none');
select throws_ok(format('select query_dataset(%L, %L)', tests.value_of(format('select id from public.datasets where stream = ''sync_runs'' and project_id = %L', current_setting('t.p'))), '{}'),
  'PT404', null, 'and asks none');
select is(pg_temp.ask('sync_runs', '{"columns": ["rows_written"]}', 't.q') -> 'rows', '[{"rows_written": 1000}]', 'but their own');

select tests.as_admin();
select private.add_system_stream('sync_runs', 'owner', 'Fewer columns', 'id text key');
select is((select count(*) from datasets where stream = 'sync_runs' and description = 'Fewer columns' and jsonb_array_length(columns) = 1), (select count(*) from projects), 'a later migration may change what a stream shows, everywhere');
select tests.as_user(current_setting('t.manager')::uuid);
select throws_ok($$select pg_temp.ask('sync_runs')$$, 'PT403', null, 'and to whom');
select * from finish();
rollback;
