begin;
select plan(20);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('a:integer'))::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type, dataset_id) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'bar', current_setting('t.d')::uuid);
select results_eq('select revision, created_by from charts', $$select 1::bigint, auth.uid()$$, 'a chart begins at revision 1, with its maker');
select lives_ok($$update charts set title = 'Sales', revision = 1$$, 'an edit of the current revision is taken');
select is((select revision from charts), 2::bigint, 'and makes the next');
select throws_ok($$update charts set title = 'Stale', revision = 1$$, 'PT409', null, 'an edit of an older revision is refused');
create function pg_temp.refused() returns jsonb language plpgsql as $$
declare
  said text;
begin
  update charts set title = 'Stale', revision = 1;
exception when others then
  get stacked diagnostics said = pg_exception_detail;
  return said;
end
$$;
select is(pg_temp.refused() - 'updated_at', jsonb_build_object('revision', 2, 'updated_by', auth.uid(), 'current', '{"title": "Sales"}'::jsonb, 'yours', '{"title": "Stale"}'::jsonb), 'with both sides, and whose the other is');
select isnt(pg_temp.refused() ->> 'updated_at', null, 'and since when');
select lives_ok($$update charts set title = 'Careless'$$, 'who names no revision takes the current one');
select is((select revision from charts), 3::bigint, 'which is counted too');
select is((select updated_by from charts), auth.uid(), 'who edited it last is known');
select throws_ok($$update charts set project_id = gen_random_uuid()$$, '42501', null, 'a chart stays in its project');
select throws_ok($$update charts set is_public = true$$, '42501', null, 'and is not made public this way');
select throws_ok($$update charts set title = ' '$$, '23514', null, 'it has a title');
select throws_ok($$update charts set spec = '[]'$$, '23514', null, 'and a spec that is an object');
select throws_ok($$update charts set chart_type = 'Bar; drop'$$, '23514', null, 'and a type');

insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
select save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', 1, jsonb_build_object('tabs', jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'title', 'One', 'widgets', jsonb_build_array(
  jsonb_build_object('id', gen_random_uuid(), 'type', 'chart', 'name', 'x', 'chart_id', '00000000-0000-4000-8000-0000000000c1', 'position_x', 0, 'position_y', 0, 'width', 4, 'height', 4)
)))));
select throws_ok($$delete from charts$$, 'PT409', 'The chart "Careless" is on "Board"', 'a chart that is placed says where');
delete from dashboards;
select lives_ok($$delete from charts$$, 'taken off, it can be deleted');

insert into charts (project_id, title, chart_type, dataset_id) values (current_setting('t.p')::uuid, 'Revenue', 'bar', current_setting('t.d')::uuid);
select lives_ok($$delete from datasets$$, 'a dataset can be deleted');
select results_eq('select dataset_id, project_id is not null from charts', $$values (null::uuid, true)$$, 'its charts stay, without data');
insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'Board');
select tests.as_admin();
insert into widgets (project_id, dashboard_id, dashboard_tab_id, type, chart_id) select t.project_id, t.dashboard_id, t.id, 'chart', c.id from dashboard_tabs t, charts c;
select lives_ok($$delete from projects where id = current_setting('t.p')::uuid$$, 'a project is deleted with all its charts, placed or not');
select is((select count(*) from charts), 0::bigint, 'of which none is left');
select * from finish();
rollback;
