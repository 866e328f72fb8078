begin;
create function pg_temp.make(condition jsonb default '{"type": "no_data"}', channels jsonb default '[]') returns void language sql as $$
  insert into public.alerts (project_id, dataset_id, chart_id, name, condition, channels)
  values (current_setting('t.p')::uuid, current_setting('t.d')::uuid, '00000000-0000-4000-8000-00000000c001', 'A', condition, channels)
$$;
grant execute on function pg_temp.make to public;
select plan(13);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.d', tests.make_dataset(current_setting('t.p')::uuid, 'Orders', tests.columns('n:integer'))::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.bob')::uuid, 'viewer');
select tests.as_user(current_setting('t.ada')::uuid);
insert into charts (id, project_id, title, chart_type) values ('00000000-0000-4000-8000-00000000c001', current_setting('t.p')::uuid, 'C', 'bar');
select lives_ok('select pg_temp.make()', 'a contributor makes an alert');
select throws_ok($$select pg_temp.make('{"type": "mood"}')$$, '23514', null, 'its condition is a known one');
select throws_ok($$select pg_temp.make('[]')$$, '23514', null, 'and an object');
select throws_ok($$select pg_temp.make(channels => '{}')$$, '23514', null, 'its channels are an array');
select throws_ok($$select pg_temp.make(channels => (select jsonb_agg(n) from generate_series(1, 21) n))$$, '23514', null, 'of at most 20');
select throws_ok($$update alerts set status = 'asleep'$$, '23514', null, 'its status is a known one');
select throws_ok($$update alerts set last_state = 'firing'$$, '42501', null, 'its state is what it was found in');
select lives_ok($$update alerts set muted_until = now() + interval '1 hour', status = 'paused'$$, 'it is muted and paused');
select tests.as_user(current_setting('t.bob')::uuid);
select is((select count(*) from alerts), 1::bigint, 'viewers read alerts');
select is_empty('with u as (update alerts set name = ''Mine'' returning 1) select * from u', 'and edit none');
select tests.as_admin();
delete from charts where id = '00000000-0000-4000-8000-00000000c001';
select results_eq('select chart_id, project_id::text from alerts', $$values (null::uuid, current_setting('t.p'))$$, 'without its chart it stays');
update alerts set last_state = 'firing', last_evaluated_at = now();
select results_eq($$select type, data - 'changed' from events where type like 'alert.t%'$$, $$values ('alert.triggered', '{"name": "A", "status": "paused", "last_state": "firing"}'::jsonb)$$, 'the project is told when it fires');
delete from datasets where id = current_setting('t.d')::uuid;
select is_empty('select * from alerts', 'it goes with its dataset');
select * from finish();
rollback;
