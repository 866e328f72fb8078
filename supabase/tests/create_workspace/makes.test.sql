begin;
select plan(14);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['ada', 'waits']) who;
update users set status = 'waitlist' where id = current_setting('t.waits')::uuid;
select tests.as_user(current_setting('t.ada')::uuid);
select set_config('t.w', (select id::text from create_workspace(' Acme ', 'What we do', ' Acme Inc. ')), true);
select results_eq(
  format('select name, description, company_name, company_email_domains, created_by from workspaces where id = %L', current_setting('t.w')),
  $$values ('Acme', 'What we do', 'Acme Inc.', '{}'::text[], auth.uid())$$, 'a workspace is made'
);
select results_eq('select user_id, role from workspace_users', $$values (auth.uid(), 'owner')$$, 'whose maker owns it');
select results_eq(
  'select plan_type, base_token_limit, status from workspace_subscriptions', $$values ('free', 1000000::bigint, 'active')$$, 'with the free plan'
);
select is((select name from create_project(current_setting('t.w')::uuid, 'Numbers')), 'Numbers', 'projects are made in it');
select is(my_role((select id from projects where name = 'Numbers')), 'owner', 'and are the owner''s');
select isnt_empty(format($$update workspaces set color_palette = '{"accent": "#b58a2f"}', logo_url = 'https://example.com/logo.png' where id = %L returning 1$$, current_setting('t.w')), 'it gets a face');
select throws_ok('select create_workspace('' '')', 'PT400', null, 'a workspace needs a name');
select throws_ok('select create_workspace(repeat(''x'', 201))', 'PT400', null, 'not an endless one');
select throws_ok('select create_workspace(null)', 'PT400', null, 'nor none');
select throws_ok('insert into workspaces (name) values (''x'')', '42501', null, 'workspaces are made no other way');
select throws_ok('delete from workspaces', '42501', null, 'and not simply deleted');
select tests.as_user(current_setting('t.waits')::uuid);
select throws_ok('select create_workspace(''Mine'')', 'PT403', null, 'who waits makes none');
select tests.run_sql('delete from workspaces where created_by is not null');
select tests.as_user(tests.make_user('busy@example.com'));
select lives_ok($$select create_workspace('W' || n) from generate_series(1, 10) n$$, 'a person makes ten workspaces in a month');
select throws_ok($$select create_workspace('One more')$$, 'PT429', null, 'but no more: each brings free tokens');
select * from finish();
rollback;
