begin;
select plan(26);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.q', tests.project_of(current_setting('t.bob')::uuid)::text, true);
create function pg_temp.told() returns table (type text, subject_id uuid, data jsonb) language sql as $$
  select type, subject_id, data from public.events where id > coalesce(nullif(current_setting('t.seen', true), ''), '0')::bigint order by id
$$;
create function pg_temp.look_away() returns text language sql as $$
  select set_config('t.seen', coalesce(max(id), 0)::text, true) from public.events
$$;
grant execute on all functions in schema pg_temp to public;

select tests.as_user(current_setting('t.ada')::uuid);
insert into dashboards (id, project_id, title) values ('00000000-0000-4000-8000-00000000d001', current_setting('t.p')::uuid, 'Board');
select results_eq('select type, subject_id, data from pg_temp.told()', $$values ('dashboard.created', '00000000-0000-4000-8000-00000000d001'::uuid, '{"title": "Board", "revision": 1}'::jsonb)$$,
  'a new row is an event');
select results_eq('select actor_id, project_id, subject_type, causation_id from events', $$values (current_setting('t.ada')::uuid, current_setting('t.p')::uuid, 'dashboard', null::uuid)$$,
  'which says who asked, where, and what it is about');
select pg_temp.look_away();
update dashboards set title = 'Sales', tags = '{a}';
select results_eq('select type, data from pg_temp.told()', $$values ('dashboard.updated', '{"title": "Sales", "revision": 2, "changed": ["title", "tags", "revision"]}'::jsonb)$$,
  'a changed one says what of it has changed');
select pg_temp.look_away();
select tests.as_admin();
update dashboards set view_count = 5;
update dashboards set title = title where false;
select is_empty('select * from pg_temp.told()', 'what is not watched, or changes nothing, is no event');
select set_config('orrery.causation_id', '00000000-0000-4000-8000-00000000ca00', true);
delete from dashboards;
select results_eq('select type, actor_id, causation_id from events where type = ''dashboard.deleted''', $$values ('dashboard.deleted', null::uuid, '00000000-0000-4000-8000-00000000ca00'::uuid)$$,
  'a deletion by the platform names nobody, and the execution in whose course it came');
select set_config('orrery.causation_id', '', true);

-- Statuses
insert into leads (project_id, email, first_name) values (current_setting('t.p')::uuid, 'grace@example.com', 'Grace');
select is_empty('select * from pg_temp.told() where data::text ~* ''grace''', 'who a lead is is not told');
select pg_temp.look_away();
update leads set status = 'converted', first_name = 'G.';
update leads set first_name = 'Grace';
update leads set updated_at = now();
select results_eq('select type from pg_temp.told()', array['lead.converted', 'lead.updated'], 'the first verb that fits names an update, and one that none fits is no event');

-- Many rows
select pg_temp.look_away();
insert into charts (project_id, title, chart_type) select current_setting('t.p')::uuid, 'C' || n, 'bar' from generate_series(1, 20) n;
select is((select count(*) from pg_temp.told() where subject_id is not null), 20::bigint, 'twenty rows are twenty events');
select pg_temp.look_away();
insert into charts (project_id, title, chart_type) select current_setting('t.p')::uuid, 'D' || n, 'bar' from generate_series(1, 1201) n;
select results_eq('select type, subject_id, data -> ''count'', jsonb_array_length(data -> ''ids'') from pg_temp.told() order by 4 desc',
  $$values ('chart.created', null::uuid, '500'::jsonb, 500), ('chart.created', null, '500', 500), ('chart.created', null, '201', 201)$$, 'more are one event for 500');
select is((select count(distinct i) from pg_temp.told(), jsonb_array_elements_text(data -> 'ids') i join charts c on c.id::text = i where c.title like 'D%'), 1201::bigint, 'that names them all');
select pg_temp.look_away();
insert into charts (project_id, title, chart_type) select case when n % 3 = 0 then current_setting('t.q') else current_setting('t.p') end::uuid, 'E' || n, 'bar' from generate_series(1, 30) n;
select results_eq('select project_id::text, (data ->> ''count'')::int from events where id > current_setting(''t.seen'')::bigint order by 2',
  $$values (current_setting('t.q'), 10), (current_setting('t.p'), 20)$$, 'no event speaks of two projects');
select pg_temp.look_away();
update charts set title = case when title = 'E1' then title else title || '!' end, tags = case when title < 'E2' then '{x}' else tags end where title like 'E%';
select is((select sum((data ->> 'count')::int) from pg_temp.told()), 30::bigint, 'in a large update each row that changed is told of once');
select is((select count(distinct data -> 'changed') from pg_temp.told()), 3::bigint, 'beside those in which the same has changed');
select pg_temp.look_away();
update charts set tags = tags;
select is_empty('select * from pg_temp.told()', 'and one that changes nothing is no event');
delete from charts where title like 'D%';
select is((select sum((data ->> 'count')::int) from pg_temp.told() where type = 'chart.deleted'), 1201::bigint, 'a large deletion is told like that too');


-- What the platform makes for itself
select pg_temp.look_away();
insert into projects (workspace_id, name) select private.global_workspace_id(), 'New';
select is_empty('select * from pg_temp.told()', 'system datasets come without a word');

-- Nothing of it can harm a write
select is_empty('select * from private.emit_failures', 'so far all was told');
alter table events add constraint nothing_happens check (type not like 'dashboard.%') not valid;
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok($$insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'Kept')$$, 'a write of which no event can be written is kept');
select tests.as_admin();
select results_eq('select source, code from private.emit_failures', $$values ('insert of dashboards', '23514')$$, 'and the failure is recorded');
alter table private.emit_failures rename to gone;
select lives_ok($$insert into dashboards (project_id, title) values (current_setting('t.p')::uuid, 'Kept too')$$, 'even when that cannot be');
alter table private.gone rename to emit_failures;
select is((select count(*) from dashboards where title like 'Kept%'), 2::bigint, 'both are there');
alter table events drop constraint nothing_happens;

truncate private.emit_failures;
update projects set owner_user_id = null where id = current_setting('t.p')::uuid;
delete from projects where id = current_setting('t.p')::uuid;
select is((select count(*) from events where project_id = current_setting('t.p')::uuid) + (select count(*) from private.emit_failures), 0::bigint,
  'what goes with its project is neither told nor missed');
select is_empty($$select type from events where data::text ~* '(secret|token|password)'$$, 'events tell no secrets');

-- Every trigger's statement fits its table.
create function pg_temp.explain_all() returns setof text language plpgsql as $$
declare
  t record;
begin
  for t in
    select tgrelid::regclass::text as source, (string_to_array(encode(tgargs, 'escape'), '\000'))[2] as query
    from pg_trigger where tgfoid = 'private.emit_row_events()'::regprocedure
  loop
    execute 'explain ' || replace(replace(t.query, 'new_rows', t.source), 'old_rows', t.source);
    return next t.source;
  end loop;
end
$$;
select cmp_ok((select count(*) from pg_temp.explain_all()), '>', 30::bigint, 'every table on the list has the columns that are told');
select throws_ok($$select private.emit_changes_of('public.segments', 'segment', '{nmae}', '{}')$$, 'P0001', 'public.segments has no column "nmae" to emit events of', 'and a table cannot be listed with others');
select throws_ok($$select private.emit_changes_of('public.segments', 'segment', '{name}', array['updated'])$$, 'P0001', null, 'or with a rule that says nothing');
select * from finish();
rollback;
