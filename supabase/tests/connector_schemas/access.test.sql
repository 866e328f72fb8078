begin;
select plan(6);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select set_eq('select connector_type from connector_schemas',
  array['csv', 'json', 'rest_api', 'postgres', 'google_sheets', 'twitter', 'linkedin', 'salesforce', 'hubspot', 'stripe', 'github'], 'everybody reads the catalogue');
select throws_ok($$insert into connector_schemas (connector_type) values ('x')$$, '42501', null, 'nobody adds to it');
select throws_ok($$update connector_schemas set is_active = false$$, '42501', null, 'or changes it');
select throws_ok($$delete from connector_schemas$$, '42501', null, 'or takes from it');
select tests.run_sql(format('update public.users set status = ''banned'' where id = %L', current_setting('t.ada')));
select is_empty('select 1 from connector_schemas', 'who is banned sees nothing');
select tests.as_anon();
select throws_ok('select 1 from connector_schemas', '42501', null, 'nor who is not signed in');
select * from finish();
rollback;
