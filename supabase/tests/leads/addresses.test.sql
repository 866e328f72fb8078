begin;
select plan(28);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'ben', 'viewer', 'other']) who;
select set_config('t.p', tests.project_of(current_setting('t.ada')::uuid)::text, true), set_config('t.q', tests.project_of(current_setting('t.other')::uuid)::text, true);
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.q')::uuid, current_setting('t.ben')::uuid, 'contributor');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
create function tests.lead(email text, rest text default '') returns text language sql as $$
  select format('insert into leads (project_id, email%s) values (%L, %L%s)', (select coalesce(string_agg(', ' || split_part(r, '=', 1), '' order by n), '') from unnest(string_to_array(nullif(rest, ''), ';')) with ordinality x (r, n)),
    current_setting('t.p'), email, (select coalesce(string_agg(', ' || split_part(r, '=', 2), '' order by n), '') from unnest(string_to_array(nullif(rest, ''), ';')) with ordinality x (r, n)))
$$;
grant execute on function tests.lead to public;

select tests.as_user(current_setting('t.ben')::uuid);
select results_eq(tests.lead('  Grace@Example.COM ', 'company='' Navy '';phone=''''') || ' returning email, company, phone, status, created_by',
  format('values (%L::text, %L::text, null::text, %L::text, %L::uuid)', 'grace@example.com', 'Navy', 'new', current_setting('t.ben')), 'an address is stored in one form, and blanks are not there');
select throws_ok(tests.lead('GRACE@example.com'), '23505', null, 'an address is there once, whatever the case');
select lives_ok(tests.lead('GRACE@example.com', 'first_name=''Grace''') || ' on conflict (project_id, email) do update set project_id = excluded.project_id, email = excluded.email, first_name = excluded.first_name', 'an upsert of it is an update');
select results_eq('select email, first_name, company from leads', $$values ('grace@example.com'::text, 'Grace'::text, 'Navy'::text)$$, 'of what it names');
select lives_ok(tests.lead('grace@EXAMPLE.com') || ' on conflict (project_id, email) do nothing', 'or nothing, if asked so');
select throws_ok(format('update leads set project_id = %L', current_setting('t.q')), 'PT403', 'A lead stays in its project', 'also where one may write in both projects');
select lives_ok(format('insert into leads (project_id, email) values (%L, %L)', current_setting('t.q'), 'grace@example.com'), 'another project may know the same person');
select throws_ok(tests.lead(e), '23514', null, format('"%s" is no address', e)) from unnest(array['', 'grace', 'grace@', '@example.com', 'a b@example.com', 'grace@example', 'a@b@example.com', 'a@example.', repeat('a', 320) || '@example.com']) e;
select throws_ok(format('update leads set email = null where project_id = %L', current_setting('t.p')), '23502', null, 'nor is none');
select throws_ok(tests.lead('b@example.com', 'custom_fields=''[]'''), '23514', null, 'custom fields are an object');
select throws_ok(tests.lead('b@example.com', format('custom_fields=%L', jsonb_build_object('a', repeat('x', 70000)))), '23514', null, 'of bearable size');
select throws_ok(tests.lead('b@example.com', 'score=100'), '42501', null, 'a score is not given');
select throws_ok(tests.lead('b@example.com', format('owner_id=%L', current_setting('t.other'))), 'PT422', null, 'a lead is owned by a member');
select lives_ok(tests.lead('b@example.com', format('owner_id=%L', current_setting('t.viewer'))), 'any member');
select throws_ok(format('update leads set owner_id = %L where email = %L', current_setting('t.other'), 'b@example.com'), 'PT422', null, 'later, too');
select tests.as_admin();
delete from project_users where user_id = current_setting('t.viewer')::uuid;
select tests.as_user(current_setting('t.ben')::uuid);
select lives_ok($$update leads set status = 'contacted', tags = '{vip}' where email = 'b@example.com'$$, 'a lead can be edited when its owner has left');
select tests.add_member(current_setting('t.p')::uuid, current_setting('t.viewer')::uuid, 'viewer');
select tests.as_user(current_setting('t.viewer')::uuid);
select throws_ok(tests.lead('c@example.com'), '42501', null, 'a viewer adds none');
select is((select count(*) from leads), 2::bigint, 'and reads those of the project');
select tests.as_user(current_setting('t.other')::uuid);
select throws_ok(tests.lead('d@example.com', format('owner_id=%L', current_setting('t.ada'))), '42501', null, 'an outsider hears the same whether the owner is a member');
select throws_ok(tests.lead('d@example.com', format('owner_id=%L', current_setting('t.other'))), '42501', null, 'or not');
select * from finish();
rollback;
