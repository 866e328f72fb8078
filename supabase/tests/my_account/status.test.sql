begin;
select plan(9);
select set_config('t.ada', tests.make_user('ada@example.com')::text, true);
select tests.as_user(current_setting('t.ada')::uuid);
select is((select email from my_account()), 'ada@example.com', 'people read their own account');
create function pg_temp.told(status text) returns text language plpgsql as $$
declare
  told text;
begin
  perform tests.run_sql(format('update public.users set status = %L where id = %L', status, auth.uid()));
  perform my_account();
  return 'nothing';
exception when sqlstate 'PT403' then
  get stacked diagnostics told = pg_exception_detail;
  return told;
end
$$;
select is(pg_temp.told(status), status, 'or why they see nothing: ' || status) from unnest(array['waitlist', 'invited', 'inactive', 'banned', 'archived']) status;
select tests.run_sql(format('update public.users set status = %L where id = %L', 'banned', auth.uid()));
select is_empty('select id from users union all select id from user_profiles', 'then not even themselves');
select set_config('request.jwt.claims', json_build_object('sub', gen_random_uuid(), 'role', 'authenticated')::text, true);
select is(pg_temp.told('active'), 'archived', 'an account that is not there is archived');
select tests.as_anon();
select throws_ok('select my_account()', '42501', null, 'who is not signed in cannot ask');
select * from finish();
rollback;
