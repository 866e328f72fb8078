begin;
select plan(23);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'viewer', 'stranger']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer'))::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (project_id, title, chart_type, spec, dataset_id, data_query) values (current_setting('t.p')::uuid, 'Revenue', 'bar', '{"mark": "bar"}', current_setting('t.d')::uuid, '{"limit": 1}');
select results_eq('select version_number, title, spec, data_source_config, created_by from chart_versions',
  $$values (1, 'Revenue', '{"mark": "bar"}'::jsonb, jsonb_build_object('dataset_id', current_setting('t.d'), 'data_query', '{"limit": 1}'::jsonb), auth.uid())$$, 'a chart begins with a version');
update charts set title = 'Sales';
update charts set spec = '{"mark": "line"}', chart_type = 'line';
update charts set data_query = '{"limit": 2}';
select results_eq('select version_number, title, spec ->> ''mark'', data_source_config #>> ''{data_query,limit}'' from chart_versions order by 1',
  $$values (1, 'Revenue', 'bar', '1'), (2, 'Sales', 'bar', '1'), (3, 'Sales', 'line', '1'), (4, 'Sales', 'line', '2')$$, 'each edit of title, spec or query is one');
update charts set tags = '{x}';
update charts set title = 'Sales';
select is((select count(*) from chart_versions), 4::bigint, 'other edits, and those that change nothing, are none');
select throws_ok($$insert into chart_versions (project_id, chart_id, version_number, title, chart_type, spec, data_source_config) select project_id, id, 9, 'x', 'bar', '{}', '{}' from charts$$, '42501', null, 'nobody makes one up');
select throws_ok('update chart_versions set title = ''x''', '42501', null, 'or changes one');
select throws_ok('delete from chart_versions', '42501', null, 'or removes one');

create function pg_temp.restore(n int) returns charts language sql as $$ select restore_chart_version((select id from chart_versions where version_number = n)) $$;
select is((pg_temp.restore(1)).title, 'Revenue', 'an old version is restored');
select results_eq('select title, chart_type, spec, data_query, dataset_id from charts', $$values ('Revenue', 'bar', '{"mark": "bar"}'::jsonb, '{"limit": 1}'::jsonb, current_setting('t.d')::uuid)$$, 'all of it');
select results_eq('select version_number, change_summary from chart_versions where version_number > 4', $$values (5, 'Restored version 1')$$, 'as the newest version');
select is((pg_temp.restore(5)).title, 'Revenue', 'restoring what is there');
select is((select max(version_number) from chart_versions), 5, 'makes no version');
select is((select change_summary from chart_versions where version_number = 4), null, 'and writes on no other');
delete from datasets;
select is((select data_source_config -> 'dataset_id' from chart_versions where version_number = 6), 'null', 'a chart that loses its dataset is a version');
select is((pg_temp.restore(4)).dataset_id, null, 'a dataset that is gone stays gone');
select is((select title from charts), 'Sales', 'while the rest is restored');

select tests.as_user(current_setting('t.viewer')::uuid);
select is((select count(*) from chart_versions), 7::bigint, 'a viewer reads versions');
select throws_ok('select pg_temp.restore(1)', 'PT403', null, 'but restores none');
select tests.as_user(current_setting('t.stranger')::uuid);
select is_empty('select id from chart_versions', 'a stranger reads none');
select throws_ok(format('select restore_chart_version(%L)', tests.value_of('select id from public.chart_versions limit 1')), 'PT404', null, 'and restores none');
select throws_ok('select restore_chart_version(gen_random_uuid())', 'PT404', null, 'what is not there is not restored');
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (project_id, title, chart_type) values (current_setting('t.p')::uuid, 'Other', 'pie');
select is((select version_number from chart_versions v join charts c on c.id = v.chart_id where c.title = 'Other'), 1, 'each chart counts its own');
select lives_ok('delete from charts', 'charts are deleted');
select is((select count(*) from chart_versions), 0::bigint, 'with their versions');
select * from finish();
rollback;
