begin;
create function pg_temp.make(name text default 'W', trigger_config jsonb default '{"type": "manual"}', steps jsonb default '[]', config jsonb default '{}')
returns void language sql as $$
  insert into public.workflows (project_id, name, trigger_config, steps, config) values (current_setting('t.p')::uuid, name, trigger_config, steps, config)
$$;
grant execute on function pg_temp.make to public;
select plan(16);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select lives_ok($$select pg_temp.make('W', '{"type": "schedule", "cron": "0 8 * * MON"}', '[{}]', '{"a": 1}')$$, 'a workflow takes documents of the right kind');
select throws_ok($$select pg_temp.make('  ')$$, '23514', null, 'it needs a name');
select throws_ok($$select pg_temp.make(trigger_config => '[]')$$, '23514', null, 'a trigger is an object');
select throws_ok($$select pg_temp.make(trigger_config => '{}')$$, '23514', null, 'of a type');
select throws_ok($$select pg_temp.make(trigger_config => '{"type": "moon"}')$$, '23514', null, 'that is known');
select throws_ok($$select pg_temp.make(trigger_config => '{"type": "schedule"}')$$, 'PT400', null, 'a schedule has a cron expression');
select throws_ok($$select pg_temp.make(trigger_config => '{"type": "schedule", "cron": "* * *"}')$$, 'PT400', null, 'of some length');
select throws_ok($$select pg_temp.make(trigger_config => jsonb_build_object('type', 'manual', 'x', (select string_agg(md5(n::text), '') from generate_series(1, 5000) n)))$$, '23514', null, 'a trigger is small');
select throws_ok($$select pg_temp.make(steps => '{}')$$, '23514', null, 'steps are an array');
select throws_ok($$select pg_temp.make(steps => (select jsonb_agg(n) from generate_series(1, 101) n))$$, '23514', null, 'of at most 100');
select throws_ok($$select pg_temp.make(steps => jsonb_build_array((select string_agg(md5(n::text), '') from generate_series(1, 40000) n)))$$, '23514', null, 'and not too large');
select throws_ok($$select pg_temp.make(config => '[]')$$, '23514', null, 'config is an object');
select throws_ok($$update workflows set status = 'asleep' where project_id is not null$$, '23514', null, 'a status is a known one');
select throws_ok($$insert into workflows (name) values ('Nobody''s')$$, '42501', null, 'a workflow belongs to a project');
select throws_ok($$insert into workflows (project_id, name, is_template) values (current_setting('t.p')::uuid, 'W', true)$$, '42501', null, 'it becomes a template later');
select tests.as_admin();
select throws_ok($$insert into workflows (name) values ('Nobody''s')$$, '23514', null, 'only a template belongs to no project');
select * from finish();
rollback;
