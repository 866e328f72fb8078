begin;
select plan(20);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
create function tests.edits(doc text, required text default '') returns setof text language plpgsql as $$
begin
  perform tests.as_user(current_setting('t.ada')::uuid);
  return next results_eq(
    format('insert into %I (project_id, title%s) values (%L, ''Goals''%s) returning version, created_by, updated_by', doc, case when required <> '' then ', ' || split_part(required, '=', 1) else '' end, current_setting('t.p'), case when required <> '' then ', ' || split_part(required, '=', 2) else '' end),
    format('values (1, %1$L::uuid, %1$L::uuid)', current_setting('t.ada')), doc || ' begins at version 1');
  perform tests.as_user(current_setting('t.ben')::uuid);
  return next results_eq(
    format('update %I set content = ''{"a": 1}'' returning version, created_by, updated_by', doc),
    format('values (2, %L::uuid, %L::uuid)', current_setting('t.ada'), current_setting('t.ben')), 'an edit is counted, and who made it');
  return next results_eq(format('update %I set content = ''{"a": 1}'' returning version', doc), 'values (2)', 'what changes nothing is no edit');
  return next throws_ok(format('update %I set version = 9', doc), '42501', null, 'the version is not written');
  return next throws_ok(format('update %I set content = ''[]''', doc), '23514', null, 'content is an object');
end
$$;
grant execute on function tests.edits to public;
select tests.edits('project_requirements');
select tests.edits('technical_architecture', 'apis_used=''[{"name": "Stripe"}]''');
select tests.edits('ui_design', 'ui_framework=''Svelte''');
select tests.edits('project_context', 'context_type=''quality''');
select * from finish();
rollback;
