begin;
select plan(9);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-0000000000c1', current_setting('t.p')::uuid, 'Revenue', 'line');
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-0000000000b1', current_setting('t.p')::uuid, 'Board');
create function pg_temp.id(n int) returns uuid language sql immutable as $$ select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
create function pg_temp.save(revision bigint, left_tab int[], right_tab int[]) returns bigint language sql as $$
  select (save_dashboard_canvas('00000000-0000-4000-8000-0000000000b1', revision, jsonb_build_object('tabs', jsonb_agg(jsonb_build_object(
    'id', pg_temp.id(tab), 'title', 'tab' || tab, 'widgets', (
      select coalesce(jsonb_agg(jsonb_build_object('id', pg_temp.id(n), 'type', 'chart', 'chart_id', '00000000-0000-4000-8000-0000000000c1', 'position_x', 0, 'position_y', n, 'width', 6, 'height', 8)), '[]')
      from unnest(on_it) n
    )) order by tab)))).revision
  from (values (1, left_tab), (2, right_tab)) tabs (tab, on_it)
$$;
create function pg_temp.place(tab int, how_many int) returns void language sql as $$
  insert into chart_placements (project_id, dashboard_tab_id, chart_id)
  select current_setting('t.p')::uuid, pg_temp.id(tab), '00000000-0000-4000-8000-0000000000c1' from generate_series(1, how_many)
$$;
select lives_ok($$select pg_temp.save(1, array[11, 12, 13, 14, 15, 16], array[21, 22, 23, 24, 25, 26])$$, 'six charts on each of two tabs');
select throws_ok($$select pg_temp.place(1, 5)$$, 'PT422', 'A tab holds at most 10 charts', 'five placements at once beside six widgets are too many');
select lives_ok($$select pg_temp.place(1, 4)$$, 'four fit');
select throws_ok($$select pg_temp.place(1, 1)$$, 'PT422', null, 'and no fifth');
select throws_ok($$select pg_temp.save(3, array[11, 12, 13, 14, 15, 16, 21], array[22, 23, 24, 25, 26])$$, 'PT422', null, 'nor a widget that comes from the other tab');
select lives_ok($$select pg_temp.save(3, array[21, 22, 23, 24, 25, 26], array[11, 12, 13, 14, 15, 16])$$, 'six may change places with six');
select tests.as_service();
select throws_ok($$update chart_placements set dashboard_tab_id = pg_temp.id(2) where dashboard_tab_id = pg_temp.id(1) and id in (select id from chart_placements limit 4);
  update widgets set dashboard_tab_id = pg_temp.id(2) where id = pg_temp.id(21)$$, 'PT422', null, 'the service role moves no more than fit either');
select throws_ok($$update widgets set dashboard_tab_id = pg_temp.id(1)$$, 'PT422', null, 'not all at once');
select lives_ok($$update chart_placements set dashboard_tab_id = pg_temp.id(2)$$, 'but what fits');
select * from finish();
rollback;
