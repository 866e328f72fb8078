begin;
set constraints private.send_broadcast immediate;
select plan(18);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.d', tests.make_dataset(tests.project_of(current_setting('t.ada')::uuid), 'Orders', tests.columns('a:integer', 'p:number'))::text, true);
select set_config('t.table', (select format('data.%I', table_name) from datasets where kind = 'upload'), true);
create function pg_temp.run(statement text) returns text language plpgsql as $$
begin
  execute replace(statement, 'T', current_setting('t.table'));
  return (select row_count || ' rows, version ' || version from public.datasets where kind = 'upload');
end
$$;
select is(pg_temp.run('insert into T (a) select generate_series(1, 10)'), '10 rows, version 1', 'an insert by hand is counted, once');
select is(pg_temp.run('update T set a = a + 1 where a <= 3'), '10 rows, version 2', 'an update is a new version');
select is(pg_temp.run('delete from T where a > 5'), '5 rows, version 3', 'a delete is counted');
select is(pg_temp.run('delete from T where a > 500'), '5 rows, version 3', 'nothing deleted is no change');
select is(pg_temp.run('insert into T (a) select 1 where false'), '5 rows, version 3', 'nothing inserted neither');
select is(pg_temp.run('truncate T'), '0 rows, version 4', 'emptying is counted');
select throws_ok($$select pg_temp.run('insert into T (p) values (''NaN'')')$$, '23514', null, 'a number is a number');
select throws_ok($$select pg_temp.run('insert into T (p) values (''-Infinity'')')$$, '23514', null, 'and finite');
select is((select count(*) from realtime.messages where event = 'dataset.changed'), 4::bigint, 'every version is broadcast');
select results_eq(
  $$select topic, private, payload - 'id' - 'seq' from realtime.messages where event = 'dataset.changed' order by (payload ->> 'version')::int limit 1$$,
  $$select 'project:' || project_id, true, jsonb_build_object('dataset_id', id, 'version', 1, 'row_count', 10) from datasets where kind = 'upload'$$, 'to those who have the project open'
);
select isnt((select refreshed_at from datasets where kind = 'upload'), null, 'when it was refreshed is known');

select throws_ok(format('select private.make_dataset_table(%L, %L, %L)', gen_random_uuid(), columns, 'd_x'), 'PT400', null, columns::text)
from unnest(array[tests.columns('ctid:text'), tests.columns('_row:text'), tests.columns('a:money'), jsonb_build_array(7)]) columns;
delete from datasets where kind = 'upload';
select is((select format('data.%I', name) from private.tables_to_drop), current_setting('t.table'), 'the table of a dataset that is gone');
select lives_ok('select private.drop_tables()', 'is dropped');
select is(to_regclass(current_setting('t.table')), null, 'soon after');
select * from finish();
rollback;
