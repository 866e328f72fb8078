begin;
create function pg_temp.start(id uuid default gen_random_uuid(), project_id uuid default current_setting('t.p')::uuid, version int default 1, key text default null)
returns void language sql as $$
  insert into public.workflow_executions (id, project_id, workflow_id, workflow_version, trigger_type, dedupe_key)
  values (id, project_id, '00000000-0000-4000-8000-00000000f001', version, 'event', key)
$$;
grant execute on function pg_temp.start to public;
select plan(29);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.bob', tests.make_user('bob@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select set_config('t.q', tests.project_of(current_setting('t.bob')::uuid)::text, true);
insert into workflows (id, project_id, name) values
  ('00000000-0000-4000-8000-00000000f001', current_setting('t.p')::uuid, 'W'), ('00000000-0000-4000-8000-00000000f002', current_setting('t.q')::uuid, 'W');
select tests.as_service();
select lives_ok($$select pg_temp.start('00000000-0000-4000-8000-00000000e001', key => 'event 7')$$, 'an execution is started');
select throws_ok($$select pg_temp.start(key => 'event 7')$$, '23505', null, 'what started it starts it once');
select lives_ok($$select pg_temp.start(), pg_temp.start()$$, 'without a key as often as one likes');
select throws_ok($$select pg_temp.start(project_id => current_setting('t.q')::uuid)$$, '23503', null, 'in the project of its workflow');
select throws_ok($$select pg_temp.start(version => 2)$$, '23503', null, 'of a version that is there');
select throws_ok($$insert into workflow_executions (project_id, workflow_id, workflow_version, trigger_type, parent_execution_id)
  values (current_setting('t.q')::uuid, '00000000-0000-4000-8000-00000000f002', 1, 'workflow', '00000000-0000-4000-8000-00000000e001')$$, '23503', null, 'its parent is of the same project');

prepare change (text, timestamptz, timestamptz) as update workflow_executions set status = $1, started_at = coalesce($2, started_at), completed_at = $3 where id = '00000000-0000-4000-8000-00000000e001';
select throws_ok($$execute change('completed', null, now())$$, 'PT409', 'What is pending cannot become completed', 'what has not begun is not completed');
select throws_ok($$execute change('waiting', null, null)$$, 'PT409', null, 'and waits for nothing');
select lives_ok($$execute change('running', '2026-01-01 00:00:00+00', null)$$, 'it runs');
select lives_ok($$execute change('running', null, null)$$, 'and goes on running');
select lives_ok($$execute change('waiting', null, null)$$, 'it waits');
select throws_ok($$execute change('completed', null, now())$$, 'PT409', null, 'who waits has not completed');
select lives_ok($$execute change('running', null, null)$$, 'it runs again');
select throws_ok($$execute change('asleep', null, null)$$, 'PT409', null, 'other states there are none');
select throws_ok($$execute change('completed', null, null)$$, '23514', null, 'what is over has an end');
select throws_ok($$execute change('completed', null, '2025-12-31')$$, '23514', null, 'after its start');
select throws_ok($$execute change('running', null, now())$$, '23514', null, 'and what is not over has none');
select lives_ok($$execute change('completed', null, '2026-03-01 00:00:01.5+00')$$, 'it completes');
select is((select duration_ms from workflow_executions where id = '00000000-0000-4000-8000-00000000e001'), 59 * 86400000::bigint + 1500, 'and took so many milliseconds, however long it waited');
select tests.as_admin();
select is_empty($$
  select * from private.status_transitions
  where source::text like 'workflow\_%' and old_status in ('completed', 'succeeded', 'failed', 'skipped', 'cancelled')
$$, 'nothing follows an end');
select tests.as_service();
select throws_ok($$execute change('running', null, null)$$, 'PT409', null, 'what is over stays over');

insert into workflow_step_runs (project_id, execution_id, step_id) values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000e001', 'a');
select throws_ok($$insert into workflow_step_runs (project_id, execution_id, step_id) values (current_setting('t.p')::uuid, '00000000-0000-4000-8000-00000000e001', 'a')$$, '23505', null, 'an attempt at a step is made once');
select lives_ok($$insert into workflow_step_runs (project_id, execution_id, step_id, iteration, attempt) select project_id, execution_id, step_id, i, 2 from workflow_step_runs, generate_series(0, 1) i$$, 'another try is another row');
select throws_ok($$insert into workflow_step_runs (project_id, execution_id, step_id) values (current_setting('t.q')::uuid, '00000000-0000-4000-8000-00000000e001', 'b')$$, '23503', null, 'in the project of its execution');
select throws_ok($$update workflow_step_runs set status = 'succeeded', finished_at = now() where attempt = 1$$, 'PT409', null, 'a step succeeds once it runs');
select lives_ok($$update workflow_step_runs set status = 'skipped', finished_at = now() where attempt = 1$$, 'or is skipped');

select tests.as_user(current_setting('t.ada')::uuid);
select is((select count(*) from workflow_executions) + (select count(*) from workflow_step_runs), 6::bigint, 'viewers read executions and steps');
select throws_ok($$update workflow_executions set status = 'cancelled'$$, '42501', null, 'and write none');
select results_eq($$select type from events where type like 'execution.%' order by id$$, array['execution.waiting', 'execution.completed'], 'the project is told how it goes');
select * from finish();
rollback;
