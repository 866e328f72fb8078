begin;
select plan(18);
select set_config('t.' || who, tests.make_user(who || '@example.com')::text, true) from unnest(array['operator', 'ada', 'gone']) who;
update users set is_super_user = true where id = current_setting('t.operator')::uuid;
delete from auth.users where id = current_setting('t.gone')::uuid;

select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok($$select set_user_status(current_setting('t.operator')::uuid, 'banned')$$, 'PT403', null, 'who is no operator bans nobody');
select throws_ok($$select set_user_status(auth.uid(), 'active')$$, 'PT403', null, 'and does nothing to themselves');
select throws_ok($$select set_signup_rule('open')$$, 'PT403', null, 'nor says who may come in');

select tests.as_user(current_setting('t.operator')::uuid);
select throws_ok($$select set_user_status(auth.uid(), 'inactive')$$, 'PT403', null, 'an operator does not change their own status');
select throws_ok(format('select set_user_status(%L, %L)', current_setting('t.ada'), status), 'PT400', null, 'nobody is made ' || coalesce(status, 'null'))
from unnest(array['archived', 'invited', 'waitlist', null]) status;
select throws_ok($$select set_user_status(current_setting('t.gone')::uuid, 'active')$$, 'PT404', null, 'a deleted account does not come back');
select lives_ok($$select set_user_status(current_setting('t.ada')::uuid, 'banned')$$, 'an operator bans somebody');
select tests.as_user(current_setting('t.ada')::uuid);
select throws_ok('select my_account()', 'PT403', 'This account is closed', 'who is told so');
select is_empty('select id from users', 'sees not even themselves');
select is_empty('select * from projects', 'nothing of their own');
select is_empty('update user_profiles set display_name = ''x'' returning 1', 'and changes nothing');
select tests.as_user(current_setting('t.operator')::uuid);
select lives_ok($$select set_user_status(current_setting('t.ada')::uuid, 'active')$$, 'and lets them in again');
select tests.as_user(current_setting('t.ada')::uuid);
select isnt_empty('select * from projects', 'to what was theirs');
select tests.as_service();
select lives_ok($$select set_user_status(current_setting('t.ada')::uuid, 'inactive')$$, 'the service role may too');
select is((select status from users where id = current_setting('t.ada')::uuid), 'inactive', 'for scripts of operators');
select * from finish();
rollback;
