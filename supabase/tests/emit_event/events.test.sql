begin;
select plan(9);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select private.emit_event(current_setting('t.p')::uuid, 'lead.created')$$, '42501', null, 'people cannot make events up');
select throws_ok($$select private.write_events('{}')$$, '42501', null, 'in no way');
select tests.as_service();
select set_config('orrery.causation_id', '00000000-0000-4000-8000-00000000ca00', true);
select lives_ok($$select private.emit_event(current_setting('t.p')::uuid, 'chat.answered', '00000000-0000-4000-8000-000000000001', '{"ms": 3}')$$, 'the service role can');
select results_eq('select project_id::text, type, subject_type, subject_id, actor_id, data, causation_id from events', $$
  values (current_setting('t.p'), 'chat.answered', 'chat', '00000000-0000-4000-8000-000000000001'::uuid, null::uuid, '{"ms": 3}'::jsonb, '00000000-0000-4000-8000-00000000ca00'::uuid)
$$, 'with all it knows');
select set_config('orrery.causation_id', '', true);
select lives_ok($$select private.emit_event(current_setting('t.p')::uuid, 'Nonsense')$$, 'an event that cannot be fails nothing');
select lives_ok($$select private.emit_event(current_setting('t.p')::uuid, 'a.b', null, '[]')$$, 'whatever is wrong');
select lives_ok($$select private.emit_event(gen_random_uuid(), 'a.b')$$, 'nor does one of a project that is gone');
select tests.as_admin();
select results_eq('select source, code from private.emit_failures order by id', $$values ('Nonsense', '23514'), ('a.b', '23514')$$, 'what was wrong is recorded');
select is((select count(*) from events), 1::bigint, 'and nothing else written');
select * from finish();
rollback;
